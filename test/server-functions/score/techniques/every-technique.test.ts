import { expect, test } from 'vitest';
import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { NO_COVERAGE } from '#core/intake/coverage.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import { currentIntakeKey, intakeObjects, writeManifest } from '#server-functions/intake/intake-manifest.ts';
import { ids as idColumn, numbers, tableOf } from '#server-functions/intake/intake-tables.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { decodeEvidenceShard } from '#core/labels/evidence.ts';
import { decodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { engagementVerdict, type AccountReach } from '#core/techniques/engagement/evidence.ts';
import { createTouchPlacer } from '#core/techniques/engagement/place-touch-points.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { hourColumn, RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { addOrders, createPurchases } from '#core/techniques/recommendations/aggregate.ts';
import { cellsOf } from '#core/techniques/recommendations/cells-of.ts';
import { createEngine } from '#core/techniques/recommendations/engine.ts';
import { recommendationsVerdict } from '#core/techniques/recommendations/evidence.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import { readBases } from '#server-functions/score/changes/stored-bases.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { readManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '#server-functions/score/ledger/ledger-objects.ts';
import type { RunLimits } from '#server-functions/score/run-context.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { deleteRecord, editRecord, type MemoryOrg } from '#test/support/memory-crm-data.ts';
import {
  createRefreshWorld,
  lookAtWorld,
  REFRESH_MORNING,
  REFRESH_ORG,
  type RefreshWorld,
} from '#test/support/refresh-world.ts';
import { LINES } from '#test/support/random-edits.ts';
import { createTechniquesOrg, lend, publishedIn, textsOf } from '#test/support/technique-runs.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;
const MINUTE_MS = 60_000;

const idsOf = (table: ColumnTable): BigInt64Array => columnOf(table, 'id', 'id').values.subarray(0, table.length);

/** Labels by the functions of core over whole tables, without ranges, parts or units. */
async function labelsAtOnce(memory: MemoryOrg, { techniques }: Configuration, table: ColumnTable) {
  const crm = createMemoryCrmBatch(memory);
  const ids = idsOf(table);
  const index = createIdIndex(ids);
  const population = new Uint8Array(ids.length).fill(1);
  const { engagement, recommendations } = techniques;
  if (engagement == null || recommendations == null) throw new Error('every technique is chosen');
  const rows = (module: string) => [...(memory.modules.get(module)?.rows.values() ?? [])];
  const idOf = (value: unknown): bigint => (typeof value === 'string' ? BigInt(value) : NULL_ID);

  const contacts = rows('Contacts');
  const accountOfContact = new Int32Array(contacts.length);
  index.locate(
    BigInt64Array.from(contacts, (row) => idOf(row['Account_Name'])),
    contacts.length,
    accountOfContact,
  );
  const subjects = {
    accounts: index,
    contacts: createIdIndex(BigInt64Array.from(contacts, (row) => idOf(row['id']))),
    accountOfContact,
  };
  const sums = createEngagementAggregate(ids.length, { asOfDay: TODAY, counting: engagement });
  const { windowDays } = engagement;
  const times = createReachTimes(ids.length, { by: 'account', asOfDay: TODAY, windowDays });
  for (const source of engagement.sources) {
    const placer = createTouchPlacer(source, subjects, { asOfDay: TODAY, minorDigits: 2 });
    const kinds = { text: 'text', number: 'number', boolean: 'boolean', reference: 'id', instant: 'day' } as const;
    const fields = [
      { apiName: 'id', as: RECORD_COLUMN, kind: 'id' } as const,
      ...source.fields.map(({ field, kind }) => ({ apiName: field, as: `crm:${field}`, kind: kinds[kind] })),
      ...source.fields
        .filter(({ kind }) => kind === 'instant')
        .map(({ field }) => ({ apiName: field, as: hourColumn(field), kind: 'hour' }) as const),
    ];
    for await (const batch of crm.readTable({ module: source.module, fields }).batches) {
      const points = placer.place(batch);
      addTouchPoints(sums, points);
      addReachTimes(times, points);
    }
  }
  const totals = engagementTotals(sums);
  const engaged = scoreEngagement({
    totals,
    population,
    settings: engagement,
    asOfDay: TODAY,
  });

  const products = rows('Products')
    .map((row) => idOf(row['id']))
    .sort((a, b) => (a < b ? -1 : 1));
  const won = rows('Deals').filter((row) => row['Stage'] === 'Closed Won' && row['Account_Name'] !== null);
  const accountOf = new Int32Array(won.length);
  index.locate(
    BigInt64Array.from(won, (row) => idOf(row['Account_Name'])),
    won.length,
    accountOf,
  );
  const linesOf = won.map((deal) =>
    rows(LINES)
      .filter((line) => line['Parent_Id'] === deal['id'])
      .map((line) => products.indexOf(idOf(line['Product_Name']))),
  );
  const purchases = createPurchases(ids.length, products.length);
  let lines = 0;
  addOrders(purchases, {
    length: won.length,
    id: BigInt64Array.from(won, (row) => idOf(row['id'])),
    account: accountOf,
    day: Int32Array.from(won, (row) => parseIsoDay(String(row['Closing_Date'])) ?? 0),
    lineStart: Int32Array.from([0, ...linesOf.map((each) => (lines += each.length))]),
    lineProduct: Int32Array.from(linesOf.flat()),
  });
  const { horizonDays, cellFields } = recommendations;
  const cells = cellsOf(table, cellFields);
  const engine = createEngine({ purchases, cells, asOfDay: TODAY, horizonDays, seed: 1 });
  const recommended = scoreRecommendations({
    engine,
    settings: recommendations,
    population,
    productIds: products.map(String),
  });
  const named = (labels: Int16Array, of: readonly { readonly id: string }[]) =>
    Array.from(labels, (label) => of[label]?.id ?? null);
  return {
    engagement: named(engaged.label, engagement.labels),
    score: [...engaged.score].map((score) => Math.floor(score * 100) / 100),
    reach: Array.from(ids, (_, ordinal) => createAccountReach(totals, times, engagement)(ordinal)),
    half: engaged.basis.half,
    recommendations: named(recommended.label, recommendations.labels),
    scale: recommended.basis.scale,
  };
}

test.for([40, 205])(
  'a run labels %i accounts as core does over whole tables, and its evidence alone gives the labels',
  async (accounts) => {
    const { memory, configuration } = await createTechniquesOrg(accounts);
    const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
    const row = await world.run('full');
    expect([row.state, row.reason]).toEqual(['done', null]);
    const { record, table } = await publishedIn(world);
    const expected = await labelsAtOnce(memory, configuration, table);
    expect(textsOf(table, 'abm:engagement.label')).toEqual(expected.engagement);
    expect([...columnOf(table, 'abm:engagement.score', 'number').values.subarray(0, table.length)]).toEqual(
      expected.score,
    );
    expect(textsOf(table, 'abm:recommendations.label')).toEqual(expected.recommendations);
    expect(new Set(expected.engagement).size).toBeGreaterThan(2);
    expect(new Set(expected.recommendations).size).toBeGreaterThan(1);
    expect(expected.scale).toBe(accounts < 200 ? 'band' : 'percent');
    expect(record.engagement?.half).toBe(expected.half);
    const counted = record.engagement?.labels.reduce((sum, each) => sum + each.accounts, 0);
    expect(counted).toBe(accounts);

    const manifest = await readManifest(world.ports, REFRESH_ORG, record);
    const bases = await readBases(world.ports, REFRESH_ORG, record.id);
    const objects = createLedgerObjects(world.ports, REFRESH_ORG, 'reader');
    const fromEvidence: {
      engagement: (string | null)[];
      recommendations: (string | null)[];
      reach: (AccountReach | undefined)[];
    } = {
      reach: [],
      engagement: [],
      recommendations: [],
    };
    for (const { name } of manifest?.evidence ?? []) {
      const entries = decodeEvidenceShard(await objects.readText(name), name);
      for (const { evidence } of entries.ok ? entries.value : []) {
        const more = decodeMoreEvidence(evidence, 'test');
        if (!more.ok || more.value.engagement === null || more.value.recommendations === null)
          throw new Error('every account inside has evidence of every technique');
        if (bases.engagement === undefined || bases.recommendations === undefined) throw new Error('bases are kept');
        fromEvidence.reach.push(more.value.engagement.reach);
        fromEvidence.engagement.push(engagementVerdict(more.value.engagement, bases.engagement).labelId);
        fromEvidence.recommendations.push(
          recommendationsVerdict(more.value.recommendations, bases.recommendations).labelId,
        );
      }
    }
    const { engagement, recommendations, reach } = expected;
    expect(fromEvidence).toEqual({ engagement, recommendations, reach });

    const nameOf = new Map(configuration.techniques.engagement?.labels.map(({ id, names }) => [id, names.en]));
    const held = [...idsOf(table)].map((id) => memory.modules.get('Accounts')?.rows.get(String(id)));
    expect(held.map((account) => account?.['ABM_Engagement_Label'])).toEqual(
      expected.engagement.map((label) => nameOf.get(label ?? '')),
    );
    expect(held.map((account) => account?.['ABM_Engagement_Score'])).toEqual(expected.score.map(Math.floor));
    expect(held.every((account) => account?.['ABM_Engagement_Since'] === '2026-06-30')).toBe(true);
  },
);

test('ranges of any size leave the same evidence, and labels that a share of the accounts taught are the same each time', async () => {
  const { memory, configuration } = await createTechniquesOrg(205);
  // As few units of the others as there can be: what they do is tried elsewhere.
  const few = { shardAccounts: 50, sortedDeals: 10_000, accountsRows: 500, monthsRows: 5_000, recordRows: 100 };
  const evidenceOf = async (limits: Partial<RunLimits>) => {
    const world = await createRefreshWorld(
      structuredClone(memory),
      configuration,
      { ms: REFRESH_MORNING },
      { ...few, ...limits },
    );
    expect((await world.run('full')).state).toBe('done');
    const { record } = await publishedIn(world);
    const { recommendations } = await readBases(world.ports, REFRESH_ORG, record.id);
    const { evidence } = await lookAtWorld(world);
    return { evidence, buyers: recommendations?.buyers ?? 0 };
  };
  const ranges = await evidenceOf({ techniqueAccounts: 50 });
  expect(ranges).toEqual(await evidenceOf({ techniqueAccounts: 1_000 }));
  const share = await evidenceOf({ techniqueAccounts: 50, learntOrders: 200 });
  expect(share).toEqual(await evidenceOf({ techniqueAccounts: 1_000, learntOrders: 200 }));
  // Whether chances are percentages is for all buyers to say, not for those that were learnt from.
  expect(share.buyers).toBe(ranges.buyers);
});

test('a run of what changed lets these techniques stand until the next full run; who is new or leaves has none', async () => {
  const clock = { ms: REFRESH_MORNING };
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(
    memory,
    {
      ...configuration,
      criteria: { conditions: [{ field: 'employees', operator: 'atLeast', number: 1 }], pattern: '1' },
    },
    clock,
  );
  await world.run('full');
  const before = await publishedIn(world);
  const labelOf = ({ table }: Pick<typeof before, 'table'>, id: bigint) => {
    const row = idsOf(table).indexOf(id);
    return textsOf(table, 'abm:engagement.label')[row] ?? null;
  };
  const [leaves = 0n, wins = 0n, calls = 0n] = [...idsOf(before.table)].filter((id) => labelOf(before, id) !== null);
  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  editRecord(memory, 'Accounts', String(leaves), { Employees: 0 });
  editRecord(memory, 'Accounts', '5000', { Account_Name: 'New', Industry: null, Employees: 12 });
  editRecord(memory, 'Deals', '5001', {
    Deal_Name: 'won',
    Account_Name: String(wins),
    Stage: 'Closed Won',
    Amount: '10',
    Closing_Date: '2026-06-29',
  });
  for (let call = 0; call < 40; call++)
    editRecord(memory, 'Calls', String(810_000 + call), {
      Who_Id: null,
      What_Id: String(calls),
      Call_Type: 'Inbound',
      Call_Result: null,
      Call_Duration_in_seconds: 500,
      Call_Start_Time: '2026-06-29T10:00:00+02:00',
    });
  const asked: string[] = [];
  const swept = await world.run('changes', (ports, perform) =>
    perform(
      lend(ports, (crm) => ({
        ...crm,
        fields(module) {
          asked.push(module);
          return crm.fields(module);
        },
      })),
    ),
  );
  expect([swept.state, swept.fullBecause]).toEqual(['done', null]);
  // Each is a credit, once a minute perhaps: what only full runs read is theirs to ask for.
  expect(asked).toEqual(['Accounts', 'Deals']);
  const now = await publishedIn(world);
  expect([labelOf(now, leaves), labelOf(now, 5000n)]).toEqual([null, null]);
  for (const id of [wins, calls]) expect(labelOf(now, id)).toBe(labelOf(before, id));
  expect(now.record.engagement?.half).toBe(before.record.engagement?.half);
  const noLabel = (record: typeof now.record) =>
    record.engagement?.labels.find(({ labelId }) => labelId === null)?.accounts;
  expect([noLabel(before.record), noLabel(now.record)]).toEqual([0, 1]);
  const account = (id: bigint) => memory.modules.get('Accounts')?.rows.get(String(id));
  expect(account(leaves)?.['ABM_Engagement_Label']).toBe(null);
  expect(String(account(wins)?.['ABM_Evidence']).split('|').length).toBeGreaterThan(3);

  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  await world.run('full');
  const full = await publishedIn(world);
  expect(labelOf(full, 5000n)).toBe('cold');
  expect(labelOf(full, calls)).toBe('highly-engaged');
  expect(full.record.engagement?.half).toBe(before.record.engagement?.half);
});

test('the points at 50 stand as long as the settings that give points, whatever labels are called, and are proposed anew for others', async () => {
  const clock = { ms: REFRESH_MORNING };
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, clock);
  await world.run('full');
  const { half: first, halfFrom } = (await publishedIn(world)).record.engagement ?? {};
  expect(halfFrom).toBe('proposed');
  for (const id of memory.modules.get('Events')?.rows.keys() ?? []) deleteRecord(memory, 'Events', id);
  clock.ms += MINUTE_MS;
  await world.run('full');
  // What stands was proposed, though nothing is proposed any more: nobody set it.
  expect((await publishedIn(world)).record.engagement).toMatchObject({ half: first, halfFrom: 'proposed' });
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  let version = 1;
  const halfUnder = async (change: Partial<typeof engagement>) => {
    const techniques = { ...configuration.techniques, engagement: { ...engagement, ...change } };
    await world.publish({ ...configuration, version: ++version, techniques });
    await world.run('full');
    return (await publishedIn(world)).record.engagement?.half;
  };
  const labels = engagement.labels.map((label) => ({ ...label, names: { ...label.names, en: `${label.names.en}!` } }));
  const sources = engagement.sources.map((source) => ({ ...source, names: { ...source.names, es: 'Otro nombre' } }));
  expect(await halfUnder({ labels, sources })).toBe(first);
  expect(await halfUnder({ half: 20 })).toBe(20);
  expect((await publishedIn(world)).record.engagement?.halfFrom).toBe('settings');
  const anew = await halfUnder({});
  expect([first, 20]).not.toContain(anew);
  expect(await halfUnder({ windowDays: 60 })).not.toBe(anew);
});

test('a source that the org lacks, or that cannot be read in bulk, is left out by name and keeps no label from the others', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  memory.modules.delete('Events');
  memory.modules.get('Calls')?.fields.splice(3, 1);
  const sources = [
    ...engagement.sources,
    ...engagement.sources.slice(0, 1).map((calls) => ({ ...calls, id: 'mails', module: 'Emails' })),
  ];
  const techniques = { ...configuration.techniques, engagement: { ...engagement, sources } };
  const world = await createRefreshWorld(memory, { ...configuration, techniques }, { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  const { record } = await publishedIn(world);
  expect(record.engagement?.warnings.map(({ code, params }) => [code, params['module']])).toEqual([
    ['engagement.fieldsMissing', 'Calls'],
    ['engagement.sourceNotInOrg', 'Events'],
    ['engagement.nothingRead', undefined],
    ['engagement.withoutAccount', undefined],
    ['engagement.afterAsOf', undefined],
    ['engagement.halfProposed', undefined],
  ]);
});

test('a source that breaks half-way is left out whole, as the run says', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const scoresWhere = async (breaks: (from: string | null) => boolean) => {
    const world = await createRefreshWorld(structuredClone(memory), configuration, { ms: REFRESH_MORNING });
    const row = await world.run('full', (ports, perform) =>
      perform(
        lend(ports, (crm) => ({
          ...crm,
          readPart(request, from, cancellation) {
            if (request.module === 'Calls' && breaks(from)) throw new CrmError('noPermission', 'not any more');
            return crm.readPart(request, from, cancellation);
          },
        })),
      ),
    );
    expect(row.state).toBe('done');
    const { record, table } = await publishedIn(world);
    expect(record.engagement?.warnings.map(({ code }) => code)).toContain('engagement.sourceNotReadable');
    expect(record.reads.find(({ module }) => module === 'Calls')?.rows).toBe(0);
    return columnOf(table, 'abm:engagement.score', 'number').values.subarray(0, table.length);
  };
  expect(await scoresWhere((from) => from !== null)).toEqual(await scoresWhere(() => true));
});

test('e-mails count as far as the intake has read them', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  const sources = [...engagement.sources, shippedRecipe('emails')];
  const techniques = { ...configuration.techniques, engagement: { ...engagement, half: 20, sources } };
  const world = await createRefreshWorld(memory, { ...configuration, techniques }, { ms: REFRESH_MORNING });
  const contact = [...(memory.modules.get('Contacts')?.rows.values() ?? [])].find(
    (row) => row['Account_Name'] !== null,
  );
  const account = BigInt(String(contact?.['Account_Name']));
  await world.run('full');
  const before = await publishedIn(world);
  const scoreOf = ({ table }: typeof before) =>
    columnOf(table, 'abm:engagement.score', 'number').values[idsOf(table).indexOf(account)] ?? Number.NaN;
  await publishIntake(world, [
    { contact: BigInt(String(contact?.['id'])), touch: touchNumber('email', 'replied'), day: TODAY - 3 },
    { contact: BigInt(String(contact?.['id'])), touch: touchNumber('email', 'replied'), day: TODAY - 2 },
    { contact: 4n, touch: touchNumber('email', 'replied'), day: TODAY - 2 },
  ]);
  await world.run('full');
  const after = await publishedIn(world);
  // Twice six points of twenty that make 50.
  expect(scoreOf(after)).toBeCloseTo(100 - (100 - scoreOf(before)) * 2 ** (-12 / 20), 1);
  expect(after.record.engagement?.warnings.map(({ code }) => code)).not.toContain('engagement.nothingRead');
  // The price of a run is told by what it reads of the CRM: these came from our own store.
  expect(after.record.reads.map(({ module }) => module)).not.toContain('Emails');
});

/** What an intake would leave: touch points of contacts. */
async function publishIntake(
  { ports }: RefreshWorld,
  touches: readonly { readonly contact: bigint; readonly touch: number; readonly day: number }[],
): Promise<void> {
  const objects = intakeObjects(ports, REFRESH_ORG);
  const contacts = [...new Set(touches.map(({ contact }) => contact))].sort((a, b) => (a < b ? -1 : 1));
  const rows = {
    id: idColumn(touches.map((_, at) => BigInt(at + 1))),
    contact: idColumn(touches.map(({ contact }) => contact)),
    touch: numbers(touches.map(({ touch }) => touch)),
    day: { kind: 'day', days: Int32Array.from(touches, ({ day }) => day) } as const,
    hour: numbers(touches.map(() => 9)),
  };
  const manifest = await writeManifest(objects, {
    format: 'lodestar.intake/1',
    org: formatOrgKey(REFRESH_ORG),
    shards: [
      {
        from: '0',
        contacts: await objects.writeTable(
          tableOf(contacts.length, { id: idColumn(contacts), account: idColumn(contacts.map(() => 0n)) }),
        ),
        touches: await objects.writeTable(tableOf(touches.length, rows)),
        texts: null,
      },
    ],
    notes: [],
    notesSince: 0,
  });
  await createJson(ports.store, REFRESH_ORG, currentIntakeKey(), {
    runId: 'intake-1',
    publishedAt: '2026-06-30T00:00:00.000Z',
    manifest,
    former: null,
    coverage: NO_COVERAGE,
    days: [],
  });
}
