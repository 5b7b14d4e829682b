import { beforeEach, expect, test } from 'vitest';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { deleteRecord, editRecord } from '#test/support/memory-crm-data.ts';
import { setQuietly } from '#test/support/random-edits.ts';
import { lookAtWorld, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { createSweptOrg, DAY_MS, MINUTE_MS, someWon, SWEPT_ACCOUNTS, type SweptOrg } from '#test/support/swept-org.ts';

let clock: SweptOrg['clock'];
let memory: SweptOrg['memory'];
let configuration: SweptOrg['configuration'];
let world: SweptOrg['world'];
let nextQuarter: SweptOrg['nextQuarter'];
let idAt: SweptOrg['idAt'];

beforeEach(async () => {
  ({ clock, memory, configuration, world, nextQuarter, idAt } = await createSweptOrg(someWon));
});

const generationNow = async () => (await readCurrentGeneration(world.ports, REFRESH_ORG))?.value;

test('a sweep that finds nothing publishes nothing and writes nothing, and leaves nothing behind', async () => {
  const before = await generationNow();
  const objects = await world.blob.list(REFRESH_ORG, '');
  const { rows } = world.written;
  const run = await world.run('changes');
  expect([run.state, run.generation, run.fullBecause, run.projection?.of]).toEqual(['done', null, null, 0]);
  expect(await generationNow()).toEqual(before);
  expect(await world.blob.list(REFRESH_ORG, '')).toEqual(objects);
  expect(world.written.rows).toBe(rows);
});

test('a deal won is on its account after the next sweep; nothing else is scored, written or stored anew', async () => {
  const deal = idAt('Deals', 42);
  const account = String(memory.modules.get('Deals')?.rows.get(deal)?.['Account_Name']);
  const before = new Set((await world.blob.list(REFRESH_ORG, 'ledger/')).map(({ key }) => key));
  const { rows } = world.written;
  editRecord(memory, 'Deals', deal, { Stage: 'Closed Won', Amount: '9999999', Closing_Date: '2026-06-30' });
  const run = await world.run('changes');
  expect([run.state, run.fullBecause]).toEqual(['done', null]);
  expect(run.projection).toMatchObject({ of: 1, written: 1 });
  expect(world.written.rows).toBe(rows + 1);
  const held = memory.modules.get('Accounts')?.rows.get(account);
  expect([held?.['ABM_RFM_R'], held?.['ABM_RFM_M']]).toEqual([5, 5]);
  const added = (await world.blob.list(REFRESH_ORG, 'ledger/')).map(({ key }) => key).filter((key) => !before.has(key));
  expect(added.map((key) => key.split('/')[2])).toEqual(['deals', 'evidence']);
});

test('label fields edited by hand are repaired and counted, and what a run wrote itself costs no write', async () => {
  editRecord(memory, 'Accounts', idAt('Accounts', 3), { ABM_RFM_Label: 'Lost', ABM_RFM_R: 1, ABM_RFM_F: 1 });
  const before = await lookAtWorld(world);
  const run = await world.run('changes');
  expect([run.repaired, run.projection?.written]).toEqual([1, 1]);
  expect((await lookAtWorld(world))['accounts']).toEqual(before['accounts']);
  nextQuarter();
  expect((await world.run('changes')).generation).toBe(null);
});

test.each(['changes', 'full'] as const)(
  'scores and evidence edited by hand are restored uncounted (%s)',
  async (kind) => {
    editRecord(memory, 'Accounts', idAt('Accounts', 4), { ABM_Evidence: null });
    editRecord(memory, 'Accounts', idAt('Accounts', 5), { ABM_RFM_M: null });
    editRecord(memory, 'Accounts', idAt('Accounts', 6), { ABM_RFM_Label: 'Lost' });
    const run = await world.run(kind);
    expect([run.repaired, run.projection?.written]).toEqual([1, 3]);
  },
);

test.each([
  ['dayMoved', async () => void (clock.ms += DAY_MS)],
  [
    'settingsChanged',
    () => publishConfiguration(world.ports, REFRESH_ORG, { ...configuration, version: configuration.version + 1 }),
  ],
  [
    'orgChanged',
    async () => {
      const deals = memory.modules.get('Deals');
      const at = deals?.fields.findIndex(({ apiName }) => apiName === 'Stage') ?? -1;
      const stage = deals?.fields[at];
      if (deals === undefined || stage === undefined) throw new Error('there are stages');
      deals.fields[at] = { ...stage, options: [...stage.options, { ...stage.options[0]!, actual: 'New stage' }] };
      editRecord(memory, 'Deals', idAt('Deals', 1), { Amount: '3' });
    },
  ],
  [
    'changesNotTold',
    async () => {
      const deals = memory.modules.get('Deals');
      const at = deals?.fields.findIndex(({ apiName }) => apiName === 'Modified_Time') ?? -1;
      deals?.fields.splice(at, 1);
    },
  ],
])(
  'what changed is not merged where it cannot be true (%s): everything is read, and the run says why',
  async (reason, change) => {
    await change();
    const run = await world.run('changes');
    expect([run.kind, run.fullBecause, run.state]).toEqual(['changes', reason, 'done']);
    expect((await generationNow())?.id).toBe(run.generation);
  },
);

test('a record deleted right after a sweep is found by the next one, however far our clock is ahead of the CRM', async () => {
  const behind = (): void => void (memory.clock.ms = clock.ms - 25 * MINUTE_MS);
  const deal = idAt('Deals', 42);
  const account = String(memory.modules.get('Deals')?.rows.get(deal)?.['Account_Name']);
  const won = { Stage: 'Closed Won', Amount: '9999999', Closing_Date: '2026-06-30' };
  const recency = (): unknown => memory.modules.get('Accounts')?.rows.get(account)?.['ABM_RFM_R'];
  const before = recency();
  behind();
  editRecord(memory, 'Deals', deal, won);
  await world.run('changes', (ports, perform) => (behind(), perform(ports)));
  expect(recency()).toBe(5);
  behind();
  deleteRecord(memory, 'Deals', deal);
  nextQuarter();
  await world.run('changes', (ports, perform) => (behind(), perform(ports)));
  expect(recency()).toBe(before);
});

test('an account that comes back with its deals is what it was, though none of them counts as changed', async () => {
  const account = idAt('Accounts', 7);
  const { accounts, months } = await lookAtWorld(world);
  const row = { ...memory.modules.get('Accounts')?.rows.get(account) };
  const deals = [...(memory.modules.get('Deals')?.rows ?? [])].flatMap(([id, deal]) =>
    deal['Account_Name'] === account ? [id] : [],
  );
  for (const deal of deals) setQuietly(memory, 'Deals', deal, { Account_Name: null });
  deleteRecord(memory, 'Accounts', account);
  await world.run('changes');
  expect((await generationNow())?.accounts).toBe(SWEPT_ACCOUNTS - 1);
  nextQuarter();
  setQuietly(memory, 'Accounts', account, row);
  for (const deal of deals) setQuietly(memory, 'Deals', deal, { Account_Name: account });
  const run = await world.run('changes');
  expect([deals.length > 0, run.state, run.fullBecause]).toEqual([true, 'done', null]);
  const found = await lookAtWorld(world);
  expect([found['accounts'], found['months']]).toEqual([accounts, months]);
});
