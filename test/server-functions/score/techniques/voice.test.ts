import { expect, test } from 'vitest';
import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { decodeEvidenceShard } from '#core/labels/evidence.ts';
import { decodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { addVoiceTexts, createVoiceAggregate } from '#core/techniques/voice/aggregate.ts';
import { voiceVerdict } from '#core/techniques/voice/evidence.ts';
import { scoreVoice } from '#core/techniques/voice/score.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { readBases } from '#server-functions/score/changes/stored-bases.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { readManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '#server-functions/score/ledger/ledger-objects.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createTextJudge } from '#server-functions/shared/text/judge-texts.ts';
import type { MemoryOrg } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { publishedIn, textsOf } from '#test/support/technique-runs.ts';
import { CUSTOMERS_WORD, shippedTexts } from '#test/support/techniques-org.ts';
import { createVoiceOrg } from '#test/support/voice-runs.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;

const idsOf = (table: ColumnTable): BigInt64Array => columnOf(table, 'id', 'id').values.subarray(0, table.length);

/** Labels by the functions of core over all cases at once, placed by hand. */
function labelsAtOnce({ modules }: MemoryOrg, settings: VoiceSettings, accounts: BigInt64Array) {
  const contacts = modules.get('Contacts')?.rows;
  const idOf = (value: unknown): bigint => (typeof value === 'string' ? BigInt(value) : NULL_ID);
  const written = [...(modules.get('Cases')?.rows.values() ?? [])].filter((row) => row['Created_Time'] !== null);
  const ordinals = new Int32Array(written.length);
  createIdIndex(accounts).locate(
    BigInt64Array.from(written, (row) => {
      const ofContact = idOf(contacts?.get(String(row['Related_To']))?.['Account_Name']);
      return ofContact === NULL_ID ? idOf(row['Account_Name']) : ofContact;
    }),
    written.length,
    ordinals,
  );
  const texts = written.map((row, at) => ({
    id: idOf(row['id']),
    account: ordinals[at] ?? -1,
    day: parseIsoDay(String(row['Created_Time']).slice(0, 10)) ?? 0,
    text: [row['Subject'], row['Description']].filter((each) => each !== null).join('\n'),
  }));
  const aggregate = createVoiceAggregate(accounts.length, {
    asOfDay: TODAY,
    windowDays: settings.windowDays,
    keywordCount: settings.keywords.length,
    competitorCount: settings.competitors.length,
  });
  const judged = createTextJudge(settings, TODAY)(texts);
  addVoiceTexts(aggregate, judged.columns);
  const population = new Uint8Array(accounts.length).fill(1);
  const scores = scoreVoice({ aggregate, population, settings });
  const labels = Array.from(scores.label, (label) => settings.labels[label]?.id ?? null);
  const counted = judged.verdicts.filter((verdict) => verdict !== null).length;
  return { labels, counted, leftOut: aggregate.leftOut, tooFew: scores.tooFew };
}

test('a run labels accounts by what they write as core does over whole tables, and its evidence alone gives the labels', async () => {
  const { memory, withVoice, voice } = await createVoiceOrg(30);
  const [first] = voice.labels;
  if (first === undefined) throw new Error('there are labels');
  const rivals = {
    ...first,
    id: 'rivals',
    conditions: [
      { kind: 'competitor', competitor: 'Contoso', operator: 'atLeast', times: 1 },
      { kind: 'keyword', keyword: 'contract', sentiment: null, operator: 'atLeast', times: 1 },
    ] as const,
  };
  const [competitor, keyword] = rivals.conditions;
  const settings = {
    ...voice,
    labels: [{ ...rivals, conditions: [competitor, keyword], pattern: '' }, ...voice.labels],
  };
  const world = await createRefreshWorld(memory, withVoice(settings), { ms: REFRESH_MORNING });
  const row = await world.run('full');
  expect([row.state, row.reason]).toEqual(['done', null]);
  const { record, table } = await publishedIn(world);
  const labels = textsOf(table, 'abm:voice.label');
  const expected = labelsAtOnce(memory, settings, idsOf(table));
  expect(labels).toEqual(expected.labels);
  expect(new Set(labels).size).toBeGreaterThan(3);
  expect(labels).toContain('rivals');
  const { withoutAccount, later } = expected.leftOut;
  expect(Math.min(withoutAccount, later, expected.tooFew)).toBeGreaterThan(0);
  const warnings = record.voice?.warnings ?? [];
  expect(warnings.map(({ code, params }) => [code, params['count'] ?? params['module'] ?? params['texts']])).toEqual([
    ['voice.sourceNotInOrg', 'Calls'],
    ['voice.judged', expected.counted],
    ['voice.withoutAccount', withoutAccount],
    ['voice.afterAsOf', later],
    ['voice.tooFew', expected.tooFew],
  ]);
  expect(record.voice?.labels.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(30);
  expect(record.reads.find(({ module }) => module === 'Cases')?.rows).toBe(memory.modules.get('Cases')?.rows.size);

  const manifest = await readManifest(world.ports, REFRESH_ORG, record);
  const { voice: basis } = await readBases(world.ports, REFRESH_ORG, record.id);
  if (basis === undefined) throw new Error('the basis is kept');
  expect(basis.population).toBe(30);
  const objects = createLedgerObjects(world.ports, REFRESH_ORG, 'reader');
  const fromEvidence: (string | null)[] = [];
  for (const { name } of manifest?.evidence ?? []) {
    const entries = decodeEvidenceShard(await objects.readText(name), name);
    for (const { evidence } of entries.ok ? entries.value : []) {
      const more = decodeMoreEvidence(evidence, 'test');
      if (!more.ok || more.value.voice === null) throw new Error('every account inside has evidence');
      fromEvidence.push(voiceVerdict(more.value.voice, basis).labelId);
    }
  }
  expect(fromEvidence).toEqual(expected.labels);

  const nameOf = new Map(settings.labels.map(({ id, names }) => [id, names.en]));
  const held = [...idsOf(table)].map((id) => memory.modules.get('Accounts')?.rows.get(String(id)));
  expect(held.map((account) => account?.['ABM_Voice_Label'] ?? null)).toEqual(
    labels.map((label) => nameOf.get(label ?? '') ?? null),
  );
  expect(held.map((account) => account?.['ABM_Voice_Since'] ?? null)).toEqual(
    labels.map((label) => (label === null ? null : '2026-06-30')),
  );
});

test('no word of a text is kept, not even while the run works', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const cases = [...(memory.modules.get('Cases')?.rows.values() ?? [])];
  expect(cases.some((row) => String(row['Description']).includes(CUSTOMERS_WORD))).toBe(true);
  const world = await createRefreshWorld(memory, withVoice({}), { ms: REFRESH_MORNING });
  const kept: string[] = [];
  const { blob } = world.ports;
  const watching: WorkPorts = {
    ...world.ports,
    blob: {
      ...blob,
      async write(org, key, chunks) {
        const seen: Uint8Array[] = [];
        for await (const chunk of chunks) seen.push(Uint8Array.from(chunk));
        kept.push(`${key} ${Buffer.concat(seen).toString('latin1')}`);
        return blob.write(org, key, pieces(seen));
      },
    },
  };
  const row = await world.run('full', (_, perform) => perform(watching));
  expect(row.state).toBe('done');
  expect(kept.some((each) => each.includes('/texts/'))).toBe(true);
  expect(kept.filter((each) => each.includes(CUSTOMERS_WORD))).toEqual([]);
  expect(JSON.stringify(row)).not.toContain(CUSTOMERS_WORD);
});

test('a source that the org lacks, that the CRM refuses or that nobody has taken in is left out by name', async () => {
  const { memory, withVoice, voice } = await createVoiceOrg(30);
  const sources = ['tickets', 'notes', 'surveys', 'cases'].map(shippedTexts);
  const [tickets] = sources;
  memory.modules.set('Survey_Responses', { ...(memory.modules.get('Cases') ?? never()), rows: new Map() });
  memory.modules.get('Cases')?.fields.splice(3, 1);
  const secret = { ...shippedTexts('cases'), id: 'secret', module: 'Secret' };
  memory.modules.set('Secret', memory.modules.get('Cases') ?? never());
  const configuration = withVoice({ sources: [...sources, secret] });
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  const refusing: WorkPorts = {
    ...world.ports,
    crmFor(...asked) {
      const crm = world.ports.crmFor(...asked);
      return crm === null
        ? null
        : {
            ...crm,
            readPart(request, from, ...rest) {
              // Half-way: what was read of it goes too.
              if (request.module === 'Secret' && from !== null) throw new CrmError('noPermission', 'not for you');
              return crm.readPart(request, from, ...rest);
            },
          };
    },
  };
  expect((await world.run('full', (_, perform) => perform(refusing))).state).toBe('done');
  const { record, table } = await publishedIn(world);
  const labels = textsOf(table, 'abm:voice.label');
  expect(
    record.voice?.warnings.slice(0, 5).map(({ code, params }) => [code, params['source'] ?? params['fields']]),
  ).toEqual([
    ['voice.sourceNotInOrg', tickets?.names.en],
    ['voice.sourceNotInOrg', 'Survey answers'],
    ['engagement.fieldsMissing', 'Subject'],
    ['engagement.fieldsMissing', 'Subject'],
    ['engagement.nothingRead', 'Notes'],
  ]);
  expect(record.voice?.warnings[5]).toEqual({
    code: 'engagement.sourceNotReadable',
    params: { source: 'Cases', sourceEs: 'Casos', module: 'Secret', reason: 'noPermission' },
  });
  expect(labels.some((label) => label !== null)).toBe(true);
  const { leftOut } = labelsAtOnce(memory, { ...voice, sources }, idsOf(table));
  const withoutAccount = record.voice?.warnings.find(({ code }) => code === 'voice.withoutAccount');
  expect(withoutAccount?.params['count']).toBe(leftOut.withoutAccount);
  expect(record.reads.find(({ module }) => module === 'Secret')?.rows).toBe(0);
});

async function* pieces(of: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* of;
}

function never(): never {
  throw new Error('the module is there');
}
