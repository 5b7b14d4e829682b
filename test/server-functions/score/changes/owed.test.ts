import { beforeEach, expect, test } from 'vitest';
import { OWED_TRIES, readOwed } from '#server-functions/score/owed-labels.ts';
import { editRecord } from '#test/support/memory-crm-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { lookAtWorld, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { createSweptOrg, type SweptOrg } from '#test/support/swept-org.ts';
import { dieAtEachWrite } from '#test/support/die-at-each-write.ts';

/** Every so many writes are tried here; all of them where more runs are asked for. */
const EVERY = propertyRuns(1) > 1 ? 1 : 4;

let clock: SweptOrg['clock'];
let memory: SweptOrg['memory'];
let world: SweptOrg['world'];
let nextQuarter: SweptOrg['nextQuarter'];
let idAt: SweptOrg['idAt'];

async function createWorld(): Promise<void> {
  ({ clock, memory, world, nextQuarter, idAt } = await createSweptOrg(() => 'Closed Won'));
}
beforeEach(createWorld);

const held = (account: string, field: string) => memory.modules.get('Accounts')?.rows.get(account)?.[field];

/** Its account is another one's champion after that. Gives the account. */
function winDeal(at: number): string {
  const deal = idAt('Deals', at);
  editRecord(memory, 'Deals', deal, { Amount: '9999999', Closing_Date: '2026-06-30' });
  return String(memory.modules.get('Deals')?.rows.get(deal)?.['Account_Name']);
}

function spoilLabels(accounts: number): void {
  for (let at = 0; at < accounts; at++) editRecord(memory, 'Accounts', idAt('Accounts', at), { ABM_RFM_R: null });
}

test('a label that the CRM refused once is written by the next sweep, though nothing else changed', async () => {
  const account = winDeal(2);
  world.trouble.refused.add(account);
  const refused = await world.run('changes');
  expect([refused.state, refused.reason, refused.owed]).toEqual([
    'publishedPartly',
    'rowsRefused',
    { accounts: 1, waiting: 0 },
  ]);
  expect(refused.log.first.concat(refused.log.last).map(({ note }) => note)).toContain('notWritten: 1');
  world.trouble.refused.clear();
  nextQuarter();
  const next = await world.run('changes');
  // Nobody edited it by hand: it never had what stands.
  expect([next.state, next.fullBecause, next.owed, next.repaired]).toEqual(['done', null, null, 0]);
  expect(next.projection).toMatchObject({ of: 1, written: 1 });
  expect([held(account, 'ABM_RFM_R'), held(account, 'ABM_RFM_M')]).toEqual([5, 5]);
  for (let time = 0; time < 2; time++) {
    nextQuarter();
    expect((await world.run('changes')).generation).toBe(null);
  }
});

test('what a CRM that stopped did not take is written by the next sweep', async () => {
  for (let at = 0; at < 10; at++) winDeal(at);
  world.trouble.calls = 1;
  const stopped = await world.run('changes');
  expect([stopped.reason, stopped.projection?.written, stopped.owed]).toEqual([
    'unavailable',
    7,
    { accounts: 3, waiting: 0 },
  ]);
  world.trouble.calls = Number.POSITIVE_INFINITY;
  nextQuarter();
  const next = await world.run('changes');
  expect([next.fullBecause, next.owed, next.projection?.written]).toEqual([null, null, 3]);
});

test('what shows already is not written again, and is owed no longer', async () => {
  world.trouble.refused.add(winDeal(2));
  world.trouble.takesRefused = true;
  const { owed, generation } = await world.run('changes');
  expect(owed).toEqual({ accounts: 1, waiting: 0 });
  const { rows } = world.written;
  nextQuarter();
  const next = await world.run('changes');
  expect([next.state, next.generation, next.owed]).toEqual(['done', null, null]);
  expect(await readOwed(world.ports, REFRESH_ORG, generation ?? '')).toMatchObject({ accounts: [], over: null });
  expect(world.written.rows).toBe(rows);
});

test('a row that the CRM refuses each time is tried a few times, then by full runs alone, until it is taken', async () => {
  const account = winDeal(2);
  world.trouble.refused.add(account);
  for (let tries = 1; tries <= OWED_TRIES; tries++) {
    const run = await world.run('changes');
    expect([run.projection?.of, run.owed]).toEqual([1, { accounts: 1, waiting: tries < OWED_TRIES ? 0 : 1 }]);
    nextQuarter();
  }
  const { rows } = world.written;
  const idle = await world.run('changes');
  expect([idle.state, idle.generation, idle.owed]).toEqual(['done', null, { accounts: 1, waiting: 1 }]);
  nextQuarter();
  // Another account's change does not bring it up, and it is not forgotten.
  winDeal(7);
  const other = await world.run('changes');
  expect([other.projection?.of, other.owed]).toEqual([1, { accounts: 1, waiting: 1 }]);
  expect(world.written.rows).toBe(rows + 1);
  nextQuarter();
  const night = await world.run('full');
  expect([night.state, night.owed, night.repaired]).toEqual(['publishedPartly', { accounts: 1, waiting: 1 }, 0]);
  world.trouble.refused.clear();
  nextQuarter();
  const taken = await world.run('full');
  expect([taken.state, taken.owed, taken.repaired]).toEqual(['done', null, 0]);
  expect(held(account, 'ABM_RFM_R')).toBe(5);
});

test('more than can be named is read in full by name, and not for ever', async () => {
  spoilLabels(20);
  world.trouble.calls = 0;
  expect((await world.run('changes')).owed).toEqual({ accounts: 20, waiting: 0 });
  for (let tries = 2; tries <= OWED_TRIES; tries++) {
    nextQuarter();
    expect((await world.run('changes')).fullBecause).toBe('labelsNotWritten');
  }
  nextQuarter();
  const idle = await world.run('changes');
  expect([idle.fullBecause, idle.owed]).toEqual([null, { accounts: 20, waiting: 20 }]);
  world.trouble.calls = Number.POSITIVE_INFINITY;
  nextQuarter();
  expect((await world.run('full')).owed).toBe(null);
  expect(held(idAt('Accounts', 3), 'ABM_RFM_R')).not.toBe(null);
});

test('a worker that dies at any write of such a run leaves the next one what an undisturbed one leaves', async () => {
  const afterTrouble = async (dies: number | null): Promise<{ readonly left: unknown; readonly writes: number }> => {
    await createWorld();
    winDeal(2);
    world.trouble.refused.add(winDeal(3));
    await world.run('changes');
    nextQuarter();
    const worker = dieAtEachWrite(clock, dies);
    const run = await world.run('changes', worker.deliver);
    const owed = [run.state, run.owed];
    world.trouble.refused.clear();
    nextQuarter();
    const next = await world.run('changes');
    return { left: [owed, next.fullBecause, next.owed, (await lookAtWorld(world))['crm']], writes: worker.writes() };
  };
  const undisturbed = await afterTrouble(null);
  expect(undisturbed.writes).toBeGreaterThan(10);
  for (let dies = 1; dies <= undisturbed.writes; dies += EVERY)
    expect({ dies, left: (await afterTrouble(dies)).left }).toEqual({ dies, left: undisturbed.left });
});
