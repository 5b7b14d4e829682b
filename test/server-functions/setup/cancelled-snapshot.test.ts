import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { snapshotId, snapshotScopeSchema } from '#server-functions/setup/snapshot-row.ts';
import { startHttpFunctions, until, type HttpCall, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;
let mapping: unknown;

beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  mapping = (await call('GET', '/v1/configuration/proposal')).at('configuration', 'mapping');
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

const call: HttpCall = (...request) => functions.as('administrator', ZYLKER)(...request);

/** A count that nobody has asked for yet: each name its own. */
const scopeOf = (name: string) => ({
  mapping,
  criteria: { conditions: [{ field: 'name', operator: 'isNot', value: name }], pattern: '' },
  rfm: null,
});
const begin = (name: string) => call('POST', '/v1/setup/snapshots', scopeOf(name));
const stateOf = async (id: string) => (await call('GET', `/v1/setup/snapshots/${id}`)).at('state');
const endOf = async (id: string) =>
  (
    await until(
      () => call('GET', `/v1/setup/snapshots/${id}`),
      (answer) => answer.at('state') !== 'running',
    )
  ).at('state');

test('asked for again right after it was cancelled, a count is done', async () => {
  const id = String((await begin('again')).at('id'));
  expect((await call('DELETE', `/v1/setup/snapshots/${id}`)).status).toBe(204);
  expect(await stateOf(id), 'ended at once').not.toBe('running');
  expect((await begin('again')).body).toEqual({ id });
  expect(await endOf(id)).toBe('ready');
});

test("cancelling one's own count leaves somebody else's of the same settings", () => {
  const scope = snapshotScopeSchema.parse(scopeOf('both'));
  const asked = { asOfDay: 20_000, userId: '1', fullAt: null };
  expect(snapshotId(scope, asked)).toBe(snapshotId(scope, { ...asked }));
  expect(snapshotId(scope, asked)).not.toBe(snapshotId(scope, { ...asked, userId: '2' }));
});

test('conditions within their limits that are more than can be kept are refused with a reason', async () => {
  const values = (condition: number): readonly string[] =>
    Array.from({ length: 100 }, (_, value) => `${condition} ${value} ${'x'.repeat(60)}`);
  const criteria = (conditions: number) => ({
    conditions: Array.from({ length: conditions }, (_, at) => ({
      field: 'name',
      operator: 'isNoneOf',
      values: values(at),
    })),
    pattern: '',
  });
  const ask = (conditions: number) =>
    call('POST', '/v1/setup/snapshots', { mapping, criteria: criteria(conditions), rfm: null });
  const refused = await ask(25);
  expect([refused.status, refused.at('problems', 0, 'code')]).toEqual([422, 'configuration.tooLarge']);
  expect(await endOf(String((await ask(10)).at('id')))).toBe('ready');
});
