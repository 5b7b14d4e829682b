import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationSchema } from '#core/configuration/configuration.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { ACCOUNT_POINTS } from '#server-functions/scoring-rules/account-points.ts';
import { createGenerationShelf } from '#server-functions/shared/work/generation-shelf.ts';
import { createLocalFunctions, scoreOnce, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const ACCOUNTS = 40;
const EVERYTHING = { conditions: [], pattern: '' };

let sandbox: Sandbox;
let functions: LocalFunctions;
const call = (method: string, path: string, body?: unknown, user = 'administrator') =>
  functions.as(user, ORG).call(method, path, body);

beforeAll(async () => {
  sandbox = await startSampleSandbox(ACCOUNTS);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  const proposed = (await call('GET', '/v1/configuration/proposal')).at('configuration');
  const configuration = configurationSchema.parse(proposed);
  expect((await call('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' })).status).toBe(200);
  await scoreOnce(functions, ORG, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

const rule = (id: string, industry: string, points: number) => ({
  id,
  names: { en: id, es: id },
  module: 'accounts',
  active: true,
  fromDay: SAMPLE_DAY,
  points,
  kind: 'field',
  criteria: { conditions: [{ field: 'industry', operator: 'is', value: industry }], pattern: '' },
});
const pointsOf = (operator: string, number: number) => ({
  conditions: [{ field: ACCOUNT_POINTS, operator, number }],
  pattern: '',
});

async function runRules(rules: readonly unknown[]): Promise<void> {
  const revision = (await call('GET', '/v1/scoring-rules')).at('revision');
  expect((await call('PUT', '/v1/scoring-rules', { rules, revision })).status).toBe(200);
  await call('POST', '/v1/scoring-rules/runs', {});
  expect((await call('GET', '/v1/scoring-rules')).at('run', 'state')).toBe('done');
}

const found = async (criteria: unknown, user?: string): Promise<unknown> =>
  (await call('POST', '/v1/segments/preview', { criteria }, user)).at('accounts');
const offered = async (user?: string): Promise<unknown> =>
  z
    .array(z.object({ reference: z.string(), kind: z.string(), label: z.unknown() }))
    .parse((await call('GET', '/v1/fields?module=accounts', undefined, user)).at('fields'))
    .find(({ reference }) => reference === ACCOUNT_POINTS);
const segmentOf = (criteria: unknown) => ({
  name: `Points ${JSON.stringify(criteria)}`,
  module: 'accounts',
  nature: { kind: 'dynamic', interval: 'daily' },
  parent: null,
  criteria,
});

test('segments take accounts by their points: as they are published now, 0 where no rule gave any, and by name where there are none', async () => {
  // Nothing was scored yet: not offered, and refused by name.
  expect(await offered()).toBeUndefined();
  const early = await call('POST', '/v1/segments', segmentOf(pointsOf('atLeast', 1)));
  expect([early.status, early.at('problems', 0, 'code')]).toEqual([422, 'criteria.unknownField']);

  await runRules([rule('hospital', 'Hospital', 8), rule('laboratory', 'Medical Laboratory', -3)]);
  const scored = Number((await call('GET', '/v1/scored-records?module=accounts')).at('total'));
  expect(scored).toBeGreaterThan(5);
  expect(await offered()).toMatchObject({ kind: 'number', label: { en: 'Points by scoring rules' } });
  // Who has no setup right and sees no amounts sees scores all the same (PER-4).
  expect(await offered('noAmounts')).toBeDefined();
  const hospitals = Number(
    await found({ conditions: [{ field: 'industry', operator: 'is', value: 'Hospital' }], pattern: '' }),
  );
  expect(await found(pointsOf('atLeast', 8))).toBe(hospitals);
  expect(await found(pointsOf('atLeast', 8), 'noAmounts')).toBe(hospitals);
  expect(await found(pointsOf('lessThan', 0))).toBe(scored - hospitals);
  const all = Number(await found(EVERYTHING));
  expect(await found(pointsOf('equals', 0))).toBe(all - scored);

  // A dynamic segment follows the scores, though labels were not published again.
  const made = await call('POST', '/v1/segments', segmentOf(pointsOf('greaterThan', 0)));
  expect([made.status, made.at('segment', 'accounts')]).toEqual([201, hospitals]);
  const id = String(made.at('segment', 'id'));
  await runRules([rule('laboratory', 'Medical Laboratory', 5)]);
  const refreshed = await call('POST', `/v1/segments/${id}/refresh`, {});
  expect([refreshed.status, refreshed.at('segment', 'accounts')]).toEqual([200, scored - hospitals]);
  expect(await found(pointsOf('lessThan', 0))).toBe(0);

  // Rules that are gone leave nobody with points, and segments stand.
  await runRules([]);
  expect(await found(pointsOf('equals', 0))).toBe(all);
  expect(await offered()).toBeDefined();
});

test('a large generation that stays in its file has the points too, new ones as soon as they are published, and a person their part of them', async () => {
  await runRules([rule('hospital', 'Hospital', 8)]);
  const whole = createGenerationShelf(functions.ports);
  const lazy = createGenerationShelf(functions.ports, { wholeAccounts: 0, keptBytes: 500 });
  const read = async (shelf: typeof whole, view: Parameters<typeof whole.seenBy>[1]) => {
    const table = (await shelf.seenBy(ORG, view))?.table;
    if (table === undefined) throw new Error('it was published');
    return [...columnOf(table, ACCOUNT_POINTS, 'number').values];
  };
  const before = await read(whole, null);
  expect(before.filter((points) => points === 8).length).toBeGreaterThan(3);
  expect(await read(lazy, null)).toEqual(before);
  expect((await lazy.current(ORG))?.table.kinds?.get(ACCOUNT_POINTS)).toBe('number');

  await runRules([rule('hospital', 'Hospital', 2)]);
  const after = await read(lazy, null);
  expect(after).toEqual(before.map((points) => (points === 8 ? 2 : 0)));
  expect(await read(whole, null)).toEqual(after);
  const table = (await whole.current(ORG))?.table;
  if (table === undefined) throw new Error('it was published');
  const ids = columnOf(table, 'id', 'id').values.filter((_, row) => row % 3 === 1);
  const some = { digest: 'some', ids };
  expect(await read(lazy, some)).toEqual(after.filter((_, row) => row % 3 === 1));
  expect(await read(whole, some)).toEqual(await read(lazy, some));
});
