import { beforeEach, expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { deleteRecord, editRecord } from '#test/support/memory-crm-data.ts';
import { setQuietly } from '#test/support/random-edits.ts';
import { createSweptOrg, DAY_MS, someWon, type SweptOrg } from '#test/support/swept-org.ts';

let clock: SweptOrg['clock'];
let memory: SweptOrg['memory'];
let world: SweptOrg['world'];
let nextQuarter: SweptOrg['nextQuarter'];
let idAt: SweptOrg['idAt'];

beforeEach(async () => {
  ({ clock, memory, world, nextQuarter, idAt } = await createSweptOrg(someWon));
});

test('the full run of the night says what it found otherwise, and why', async () => {
  const swept = idAt('Deals', 42);
  editRecord(memory, 'Deals', swept, { Stage: 'Closed Won', Amount: '9999999', Closing_Date: '2026-06-30' });
  await world.run('changes');
  nextQuarter();
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
  nextQuarter();
  await world.run('changes');
  // Behind the overlap: the deal's own change is told no more.
  nextQuarter();
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
