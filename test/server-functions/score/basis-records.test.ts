import { expect, test } from 'vitest';
import type { RecordPut } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { judgedTexts, parseMoreBasis } from '#core/labels/more-basis.ts';
import { parsePublishedBasis } from '#core/labels/published-basis.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { readBases } from '#server-functions/score/changes/stored-bases.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { projectBasis } from '#server-functions/score/project-basis.ts';
import { field } from '#test/support/crm-metadata.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg, editRecord, type MemoryOrg } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addTechniqueModules, shippedRecipe, shippedTexts, withEveryTechnique } from '#test/support/techniques-org.ts';

async function createOrg() {
  const memory = createMemoryOrg(
    {
      accounts: Array.from({ length: 40 }, (_, at) => ({ name: `Account ${at}`, industry: null, employees: 40 * at })),
      deals: Array.from({ length: 80 }, (_, at) => ({
        name: `Deal ${at}`,
        account: `Account ${at % 40}`,
        stage: 'Closed Won' as const,
        amount: String(100 + at),
        closingDate: `2026-0${1 + (at % 6)}-11`,
      })),
    },
    1_000n,
  );
  addTechniqueModules(memory, createRandom(7));
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  memory.modules.set('ABM_Basis', {
    label: 'ABM Basis',
    nameField: 'Name',
    fields: ['Name', 'Basis', 'Money_Basis'].map((name) => field(name, 'text')),
    rows: new Map(),
    relatedLists: {},
  });
  return { memory, configuration: proposed.value };
}

/** The panel's records by name. */
function recordsOf(
  memory: MemoryOrg,
): Map<string, { readonly basis: string; readonly money: string; readonly at: unknown }> {
  const rows = [...(memory.modules.get('ABM_Basis')?.rows.values() ?? [])];
  return new Map(
    rows.map(({ Name, Basis, Money_Basis, Modified_Time }) => [
      String(Name),
      { basis: String(Basis), money: String(Money_Basis), at: Modified_Time },
    ]),
  );
}

test('a full run publishes what all five techniques were scored by, in two records; a look at changes writes the first alone', async () => {
  const { memory, configuration } = await createOrg();
  const clock = { ms: REFRESH_MORNING };
  const world = await createRefreshWorld(memory, withEveryTechnique(configuration), clock);
  expect((await world.run('full')).state).toBe('done');
  const before = recordsOf(memory);
  expect([...before.keys()]).toEqual(['current', 'more']);
  const current = parsePublishedBasis(before.get('current')?.basis ?? '', before.get('current')?.money ?? '');
  if (!current.ok) throw new Error('the record cannot be read');
  expect([...new Set(current.value.labels.map(({ technique }) => technique))]).toEqual([
    'rfm',
    'firmographics',
    'engagement',
    'recommendations',
    'voice',
  ]);
  const generation = await readCurrentGeneration(world.ports, REFRESH_ORG);
  const { engagement, recommendations, voice } = await readBases(
    world.ports,
    REFRESH_ORG,
    generation?.value.id ?? 'none',
  );
  const judged = judgedTexts(generation?.value.voice?.warnings ?? []);
  expect(judged?.texts).toBeGreaterThan(0);
  expect(parseMoreBasis(before.get('more')?.basis ?? '')).toEqual({
    format: 'lodestar.more-basis/1',
    asOfDay: current.value.asOfDay,
    judged,
    engagement,
    recommendations,
    voice,
  });
  expect(engagement?.technique).toBe('engagement');

  clock.ms += 20 * 60_000;
  memory.clock.ms = clock.ms;
  const [account = ''] = memory.modules.get('Accounts')?.rows.keys() ?? [];
  editRecord(memory, 'Accounts', account, { Employees: 5_000 });
  expect((await world.run('changes')).state).toBe('done');
  const after = recordsOf(memory);
  expect(after.get('more')).toEqual(before.get('more'));
  expect(after.get('current')?.basis).not.toBe(before.get('current')?.basis);
});

test('what a run did not read for engagement and voice stands beside what it scored them by', async () => {
  const { memory, configuration } = await createOrg();
  const { techniques, ...rest } = withEveryTechnique(configuration);
  const { engagement, voice } = techniques;
  if (engagement == null || voice == null) throw new Error('both are chosen');
  const world = await createRefreshWorld(
    memory,
    {
      ...rest,
      techniques: {
        ...techniques,
        engagement: { ...engagement, sources: [...engagement.sources, shippedRecipe('emails')] },
        voice: { ...voice, sources: [...(voice.sources ?? []), shippedTexts('notes')] },
      },
    },
    { ms: REFRESH_MORNING },
  );
  expect((await world.run('full')).state).toBe('done');
  expect(parseMoreBasis(recordsOf(memory).get('more')?.basis ?? '')?.unread).toEqual({
    engagement: [shippedRecipe('emails').names],
    voice: [shippedTexts('notes').names],
  });
});

test('an org with the first two techniques alone has the one record that it always had', async () => {
  const { memory, configuration } = await createOrg();
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  expect([...recordsOf(memory).keys()]).toEqual(['current']);
});

test('who goes on after a break writes only the record that is not there yet', async () => {
  const { memory } = await createOrg();
  const crm = createMemoryCrmBatch(memory);
  const puts: string[] = [];
  const counted = {
    ...crm,
    putRecord: (put: RecordPut) => {
      puts.push(put.match.value);
      return crm.putRecord(put);
    },
  };
  const texts = { basis: '{"a":1}', money: '{}', more: '{"b":2}' };
  await crm.putRecord({
    module: 'ABM_Basis',
    match: { apiName: 'Name', value: 'current' },
    values: { Basis: texts.basis, Money_Basis: texts.money },
  });
  expect(await projectBasis(counted, texts, true)).toEqual([]);
  expect(await projectBasis(counted, texts, true)).toEqual([]);
  expect(puts).toEqual(['more']);
});

test('a record that a limit of credits kept from being written says which limit, and how much of it was spent', async () => {
  const { memory } = await createOrg();
  const refused = {
    ...createMemoryCrmBatch(memory),
    putRecord: () => Promise.reject(new CrmError('budgetReached', 'used up', { of: 'run', most: 250, spent: 249 })),
  };
  const problems = await projectBasis(refused, { basis: '{}', money: '{}', more: null }, false);
  expect(problems).toEqual([
    {
      code: 'basis.notWritten',
      params: { module: 'ABM_Basis', reason: 'budgetReached', remedy: 'runAgain', of: 'run', most: 250, spent: 249 },
      where: 'ABM_Basis',
    },
  ]);
});
