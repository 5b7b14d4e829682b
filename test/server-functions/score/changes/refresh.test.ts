import { beforeEach, expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg, deleteRecord, editRecord, type MemoryOrg } from '#test/support/memory-crm-data.ts';
import { setQuietly } from '#test/support/random-edits.ts';
import {
  createRefreshWorld,
  lookAtWorld,
  REFRESH_MORNING,
  REFRESH_ORG,
  type Deliver,
  type RefreshWorld,
} from '#test/support/refresh-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ACCOUNTS = 40;

let clock: { ms: number };
let memory: MemoryOrg;
let configuration: Configuration;
let world: RefreshWorld;

beforeEach(async () => {
  clock = { ms: REFRESH_MORNING };
  memory = createMemoryOrg(
    {
      accounts: Array.from({ length: ACCOUNTS }, (_, at) => ({ name: `A${at}`, industry: null, employees: at * 20 })),
      deals: Array.from({ length: 2 * ACCOUNTS }, (_, at) => ({
        name: `D${at}`,
        account: `A${at % ACCOUNTS}`,
        stage: at < ACCOUNTS || at % 3 > 0 ? ('Closed Won' as const) : ('Qualification' as const),
        amount: String(100 + ((at * 37) % 90) * 11),
        closingDate: `2026-0${1 + (at % 5)}-1${at % 9}`,
      })),
    },
    1_000n,
  );
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  configuration = proposed.value;
  world = await createRefreshWorld(memory, configuration, clock);
  await world.run('full');
  await nextQuarter();
  // The labels that the full run wrote count as changes of the accounts: their sweep finds nothing new.
  await world.run('changes');
  await nextQuarter();
});

async function nextQuarter(): Promise<void> {
  clock.ms += 15 * MINUTE_MS;
  memory.clock.ms = clock.ms;
}

const generationNow = async () => (await readCurrentGeneration(world.ports, REFRESH_ORG))?.value;
const idAt = (module: string, at: number): string => [...(memory.modules.get(module)?.rows.keys() ?? [])][at] ?? '';

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
  await nextQuarter();
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

test('a merge that is in no list shows by its count: once it may be chance, twice everything is read', async () => {
  const [into, from] = [idAt('Accounts', 5), idAt('Accounts', 6)];
  for (const [id, deal] of memory.modules.get('Deals')?.rows ?? [])
    if (deal['Account_Name'] === from) setQuietly(memory, 'Deals', id, { Account_Name: into });
  memory.modules.get('Accounts')?.rows.delete(from);
  editRecord(memory, 'Accounts', into, { Employees: 7 });
  expect((await world.run('changes')).fullBecause).toBe(null);
  await nextQuarter();
  editRecord(memory, 'Accounts', into, { Employees: 8 });
  expect((await world.run('changes')).fullBecause).toBe('countsDiffer');
  expect((await generationNow())?.accounts).toBe(ACCOUNTS - 1);
});

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
  await nextQuarter();
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
  expect((await generationNow())?.accounts).toBe(ACCOUNTS - 1);
  await nextQuarter();
  setQuietly(memory, 'Accounts', account, row);
  for (const deal of deals) setQuietly(memory, 'Deals', deal, { Account_Name: account });
  const run = await world.run('changes');
  expect([deals.length > 0, run.state, run.fullBecause]).toEqual([true, 'done', null]);
  const found = await lookAtWorld(world);
  expect([found['accounts'], found['months']]).toEqual([accounts, months]);
});

/** A CRM in which `beforeCount` happens between what a sweep reads and what it counts. */
function countedAfter(beforeCount: () => void, more = 0): Deliver {
  return (ports, perform) =>
    perform({
      ...ports,
      counterFor: () => ({
        comparesTextAsHere: async () => true,
        count: async (module) => {
          if (module === 'Deals') beforeCount();
          return (memory.modules.get(module)?.rows.size ?? 0) + more;
        },
      }),
    });
}

test('a deal that comes between each sweep and its count, day in day out, is growth: nothing is read in full', async () => {
  for (let quarter = 0; quarter < 4; quarter++) {
    editRecord(memory, 'Accounts', idAt('Accounts', 5), { Employees: quarter });
    const arrives = (): void =>
      editRecord(memory, 'Deals', `88000${quarter}`, { Deal_Name: `D${quarter}`, Amount: '5' });
    expect([quarter, (await world.run('changes', countedAfter(arrives))).fullBecause]).toEqual([quarter, null]);
    await nextQuarter();
  }
});

test('a CRM that counts a record more than it lists has always done so; a merge beside it still shows, once till night', async () => {
  const one = countedAfter(() => undefined, 1);
  await world.run('full', one);
  const sweepWith = async (employees: number): Promise<unknown> => {
    await nextQuarter();
    editRecord(memory, 'Accounts', idAt('Accounts', 5), { Employees: employees });
    return (await world.run('changes', one)).fullBecause;
  };
  expect([await sweepWith(1), await sweepWith(2), await sweepWith(3)]).toEqual([null, null, null]);
  const restored = (id: string): void => setQuietly(memory, 'Accounts', id, { Account_Name: id, Employees: 5 });
  restored('990001');
  expect([await sweepWith(4), await sweepWith(5)]).toEqual([null, 'countsDiffer']);
  restored('990002');
  expect([await sweepWith(6), await sweepWith(7), await sweepWith(8)]).toEqual([null, null, null]);
});

test('the full run of the night says what it found otherwise, and why', async () => {
  const swept = idAt('Deals', 42);
  editRecord(memory, 'Deals', swept, { Stage: 'Closed Won', Amount: '9999999', Closing_Date: '2026-06-30' });
  await world.run('changes');
  await nextQuarter();
  // Nobody tells of this one.
  setQuietly(memory, 'Accounts', idAt('Accounts', 9), { Employees: 100_000 });
  deleteRecord(memory, 'Deals', idAt('Deals', 10));
  const run = await world.run('full');
  expect(run.difference).toMatchObject({ missed: 1, dayMoved: 0 });
  expect(run.difference?.changed).toBeGreaterThan(0);
  clock.ms += DAY_MS;
  const next = await world.run('full');
  expect(next.difference).toMatchObject({ changed: 0, missed: 0 });
});

test('a deal altered without a trace is missed, though a label was just written to its account', async () => {
  const deal = idAt('Deals', 42);
  editRecord(memory, 'Deals', deal, { Stage: 'Closed Won', Amount: '9999999', Closing_Date: '2026-06-30' });
  expect((await world.run('changes')).projection?.written).toBe(1);
  await nextQuarter();
  await world.run('changes');
  // Behind the overlap: the deal's own change is told no more.
  await nextQuarter();
  editRecord(memory, 'Accounts', String(memory.modules.get('Deals')?.rows.get(deal)?.['Account_Name']), {});
  setQuietly(memory, 'Deals', deal, { Amount: '1', Closing_Date: '2026-01-01' });
  expect((await world.run('full')).difference).toMatchObject({ changed: 0, missed: 1 });
});

test('a full run that is not told what changed says no difference, rather than a wrong one', async () => {
  setQuietly(memory, 'Accounts', idAt('Accounts', 9), { Employees: 100_000 });
  const run = await world.run('full', (ports, perform) =>
    perform({
      ...ports,
      crmFor: (org) => {
        const crm = ports.crmFor(org);
        if (crm === null) return null;
        return { ...crm, readDeleted: () => Promise.reject(new CrmError('rateLimited', 'not now')) };
      },
    }),
  );
  expect([run.state, run.difference]).toEqual(['done', null]);
});
