import { beforeEach, expect, test } from 'vitest';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { editRecord } from '#test/support/memory-crm-data.ts';
import { setQuietly } from '#test/support/random-edits.ts';
import { REFRESH_ORG, type Deliver } from '#test/support/refresh-world.ts';
import { createSweptOrg, someWon, SWEPT_ACCOUNTS, type SweptOrg } from '#test/support/swept-org.ts';

let memory: SweptOrg['memory'];
let world: SweptOrg['world'];
let nextQuarter: SweptOrg['nextQuarter'];
let idAt: SweptOrg['idAt'];

beforeEach(async () => {
  ({ memory, world, nextQuarter, idAt } = await createSweptOrg(someWon));
});

test('a merge that is in no list shows by its count: once it may be chance, twice everything is read', async () => {
  const [into, from] = [idAt('Accounts', 5), idAt('Accounts', 6)];
  for (const [id, deal] of memory.modules.get('Deals')?.rows ?? [])
    if (deal['Account_Name'] === from) setQuietly(memory, 'Deals', id, { Account_Name: into });
  memory.modules.get('Accounts')?.rows.delete(from);
  editRecord(memory, 'Accounts', into, { Employees: 7 });
  expect((await world.run('changes')).fullBecause).toBe(null);
  nextQuarter();
  editRecord(memory, 'Accounts', into, { Employees: 8 });
  expect((await world.run('changes')).fullBecause).toBe('countsDiffer');
  expect((await readCurrentGeneration(world.ports, REFRESH_ORG))?.value.accounts).toBe(SWEPT_ACCOUNTS - 1);
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
    nextQuarter();
  }
});

test('a CRM that counts a record more than it lists has always done so; a merge beside it still shows, once till night', async () => {
  const one = countedAfter(() => undefined, 1);
  await world.run('full', one);
  const sweepWith = async (employees: number): Promise<unknown> => {
    nextQuarter();
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
