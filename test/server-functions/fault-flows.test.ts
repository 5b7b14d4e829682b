import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultName } from '#sandbox/faults/fault-catalogue.ts';
import { createFaultBench, type FaultBench, type FaultOutcome } from '#test/support/fault-bench.ts';
import type { FaultFlow } from '#test/support/fault-flows.ts';

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
  ['score', 'recordLocked', {}, 'identical', ''],
  ['score', 'recordLocked', forEver, 'partly', 'rowsRefused'],
  ['score', 'internalError', { on: 'PUT /crm/**', ...forEver }, 'partly', 'unavailable: crm.unavailable (crm)'],
  ['score', 'picklistChanged', {}, 'named', 'orgChanged: run.fieldChanged (Deals.Stage)'],
  ['score', 'creditsUsedUp', {}, 'named', 'creditsExhausted: crm.creditsExhausted (crm)'],
  ['incremental', 'bulkJobFails', {}, 'identical', ''],
  ['export', 'zipEmpty', {}, 'identical', ''],
  ['export', 'noContent', { on: 'GET /crm/v8/users' }, 'identical', ''],
  ['export', 'bulkResultExpired', {}, 'identical', ''],
  ['export', 'grantRevoked', {}, 'named', 'notAuthenticated'],
])('%s under %s %o: %s %s', async (flow, fault, rule, verdict, detail) => {
  const outcome = await bench.run(flow, fault, rule);
  expect(outcome).toMatchObject({ verdict, detail });
  expect(outcome.met).toBeGreaterThan(0);
});

const RESULT = { on: 'GET /v2/crm/*/bulk-write/*/*' } as const;
const ROW_REFUSED = { fault: 'bulkRowRefused' } as const;

test('labels written by bulk: each of its faults ends the same, or by name, and the next run makes it good', async () => {
  const bulk = await createFaultBench('bulk', 'bulk');
  const seen: unknown[] = [];
  const attempt = async (...[fault, rule, also]: readonly [FaultName, object?, typeof ROW_REFUSED?]): Promise<void> => {
    const { verdict, detail, met } = await bulk.run('score', fault, rule, also);
    seen.push(`${fault} ${verdict} ${detail} ${met}`.trim());
  };
  await attempt('bulkWriteUnclear');
  await attempt('bulkWriteFails', forEver);
  await attempt('uploadRefused');
  await attempt('bulkWriteExpired', RESULT, ROW_REFUSED);
  await attempt('csvRowsMissing', { ...RESULT, ...forEver }, ROW_REFUSED);
  await bulk.close();
  expect(seen).toEqual([
    'bulkWriteUnclear identical  1',
    // Labels go out in two jobs: either fails once, and is begun again.
    'bulkWriteFails identical  2',
    'uploadRefused partly invalidData: crm.invalidData (crm) 1',
    'bulkWriteExpired identical  1',
    // Both jobs' results are fetched until the minute's downloads are spent.
    'csvRowsMissing partly rateLimited: crm.rateLimited (crm) 7',
  ]);
});
