import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const label = z.string().nullable();
const movesSchema = z.array(z.object({ from: label, to: label, accounts: z.number() }));
const countsSchema = z.array(z.object({ labelId: label, accounts: z.number() }));
const DAY_MS = 86_400_000;
/** A run for half a year before: other deals, other labels. */
const LONG_BEFORE = '2025-12-31';
let sandbox: Sandbox;
let functions: LocalFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 10_000 });
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  functions.clock.ms += 2 * DAY_MS;
  expect((await scoreOnce(functions, ZYLKER, LONG_BEFORE)).at('run', 'state')).toBe('done');
});
afterAll(() => sandbox.close());

const ask = (path: string, user = 'administrator') => functions.as(user, ZYLKER).call('GET', path);
/** One with a label of RFM. */
async function someAccount(): Promise<string> {
  const first = String((await ask('/v1/overview')).at('overview', 'rfm', 'labels', 0, 'labelId'));
  const list = await ask(`/v1/segments/all/accounts?by=label&value=${first}`);
  return String(list.at('accounts', 0, 'id'));
}

test('labels of every day are told, from the first published day on', async () => {
  const told = await ask('/v1/history/labels?from=2026-06-29&to=2026-07-02');
  expect(told.status).toBe(200);
  expect(told.at('begins')).toBe(SAMPLE_DAY);
  expect([0, 1, 2, 3].map((place) => told.at('days', place, 'day'))).toEqual([
    '2026-06-29',
    '2026-06-30',
    '2026-07-01',
    '2026-07-02',
  ]);
  expect(told.at('days', 0, 'counts')).toBeNull();
  expect(told.at('days', 1, 'counts')).toEqual(told.at('days', 2, 'counts'));
  expect(told.at('days', 3, 'counts')).toEqual((await ask('/v1/overview')).at('overview', 'rfm', 'labels'));
  // Who arrived at a label between the two ends is who has it at the end.
  const moves = movesSchema.parse(told.at('flows', 'moves'));
  for (const { labelId, accounts } of countsSchema.parse(told.at('days', 3, 'counts')))
    if (labelId !== null)
      expect(moves.filter(({ to }) => to === labelId).reduce((sum, move) => sum + move.accounts, 0)).toBe(accounts);
  expect(moves.some(({ from, to }) => from !== to)).toBe(true);
  // Nothing is known of tomorrow.
  const ahead = await ask('/v1/history/labels?technique=firmographics&from=2026-07-01&to=2026-12-31');
  expect(ahead.at('days', 1, 'day')).toBe('2026-07-02');
  expect(ahead.at('days', 2)).toBeUndefined();
});

test('an account’s strip goes from its first label to its present one', async () => {
  const id = await someAccount();
  const told = await ask(`/v1/history/accounts/${id}`);
  expect(told.status).toBe(200);
  expect(told.at('account')).toBe(id);
  const first = told.at('techniques', 'rfm', 0);
  expect(first).toMatchObject({ day: SAMPLE_DAY, cause: null });
});

test.each([
  '/v1/history/labels?technique=shape',
  '/v1/history/labels?from=2026-02-31',
  '/v1/history/labels?from=2026-07-01&to=2026-06-01',
  '/v1/history/labels?from=2000-01-01',
])('%s is refused', async (path) => {
  expect((await ask(path)).status).toBe(400);
});

test('ids of another org, of nobody and of nothing get the same answer', async () => {
  const id = await someAccount();
  const unknown = await ask('/v1/history/accounts/5843104000009999999');
  expect([unknown.status, unknown.at()]).toEqual([404, { code: 'accountHistory.unknown' }]);
  for (const other of ['0', '-1', 'abc', '99999999999999999999', `${id}x`, '9223372036854775808'])
    expect((await ask(`/v1/history/accounts/${other}`)).at()).toEqual(unknown.at());
  const grid = { format: 'lodestar.permissions/1', profiles: {} };
  await functions.as('administrator', NORDLICHT).call('PUT', '/v1/permissions', grid);
  expect((await functions.ports.store.list(NORDLICHT, 'history/')).items).toEqual([]);
  const foreign = await functions.as('administrator', NORDLICHT).call('GET', `/v1/history/accounts/${id}`);
  expect([403, 404]).toContain(foreign.status);
  expect(JSON.stringify(foreign.at())).not.toContain(id);
});

test('who has no access sees no history', async () => {
  const id = await someAccount();
  for (const path of ['/v1/history/labels', `/v1/history/accounts/${id}`])
    expect((await ask(path, 'outsider')).status).toBe(403);
});
