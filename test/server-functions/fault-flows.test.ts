import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultName } from '#sandbox/faults/fault-catalogue.ts';
import { createFaultBench, type FaultBench, type FaultFlow, type FaultOutcome } from '#test/support/fault-bench.ts';

// A few of what `npm run verify:faults` does with every fault.
let bench: FaultBench;
beforeAll(async () => {
  bench = await createFaultBench();
});
afterAll(() => bench.close());

test('a query that says nothing once is no empty module: the count tells, and a bulk read gives the rows', async () => {
  const queries = await createFaultBench('queries');
  const rule = { on: 'POST /crm/v8/coql' };
  expect((await queries.run('score', 'noContent', { ...rule, at: 4 })).verdict).toBe('identical');
  expect((await queries.run('export', 'noContent', { ...rule, at: 2 })).verdict).toBe('identical');
  const always = await queries.run('export', 'noContent', { ...rule, times: 'always' });
  expect(always.verdict).toBe('identical');
  await queries.close();
});

const forEver = { times: 'always' } as const;

test.each<readonly [FaultFlow, FaultName, Parameters<FaultBench['run']>[2], FaultOutcome['verdict'], string]>([
  ['score', 'bodyCutOff', { at: { seed: 7, rate: 0.2 } }, 'identical', ''],
  ['score', 'noContent', {}, 'identical', ''],
  ['score', 'csvRowsMissing', forEver, 'named', 'unreadableAnswer: crm.unreadableAnswer (crm)'],
  ['score', 'recordLocked', {}, 'partly', 'rowsRefused'],
  ['score', 'internalError', { on: 'PUT /crm/**', ...forEver }, 'partly', 'unavailable: crm.unavailable (crm)'],
  ['score', 'picklistChanged', {}, 'named', 'orgChanged: run.fieldChanged (Deals.Stage)'],
  ['score', 'creditsUsedUp', {}, 'named', 'creditsExhausted: crm.creditsExhausted (crm)'],
  ['export', 'zipEmpty', {}, 'identical', ''],
  ['export', 'bulkResultExpired', {}, 'identical', ''],
  ['export', 'grantRevoked', {}, 'named', 'notAuthenticated'],
])('%s under %s %o: %s %s', async (flow, fault, rule, verdict, detail) => {
  const outcome = await bench.run(flow, fault, rule);
  expect(outcome).toMatchObject({ verdict, detail });
  expect(outcome.met).toBeGreaterThan(0);
});
