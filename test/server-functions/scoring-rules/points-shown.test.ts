import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NO_DEALS } from '#sandbox/orgs/standard-profiles.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { withPerson } from '#test/support/with-person.ts';
import { exportKey, historyUntil } from '#server-functions/export/export-row.ts';
import { performExport } from '#server-functions/export/perform-export.ts';
import { ACCOUNT_POINTS } from '#server-functions/scoring-rules/account-points.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { readExport } from '#test/e2e/read-export.ts';
import { exportRow } from '#test/support/export-rows.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { pagedCrm } from '#test/support/paged-crm.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const ACCOUNTS = 40;
const COLUMN = 'Points by scoring rules';

/** The sample org, and a marketer whose profile shows no account. */
const WITH_BLIND = withPerson(ZYLKER, {
  ...NO_DEALS,
  key: 'noAccounts',
  name: 'No accounts',
  denied: [...NO_DEALS.denied, 'Crm_Implied_View_Accounts'],
});

let sandbox: Sandbox;
let functions: LocalFunctions;
const call = (method: string, path: string, body?: unknown, user = 'administrator') =>
  functions.as(user, ORG).call(method, path, body);

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await startSampleSandbox(ACCOUNTS, {
    orgs: [{ definition: WITH_BLIND, seed: { moduleUrl, options: { seed: 1, accounts: ACCOUNTS, touchPoints: 0 } } }],
  });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  await configureAndScore(functions, ORG, SAMPLE_DAY);
}, 60_000);
afterAll(() => sandbox.close());

const rule = (id: string, points: number, condition: unknown) => ({
  id,
  names: { en: `Rule ${id}`, es: `Regla ${id}` },
  module: 'accounts',
  active: true,
  fromDay: SAMPLE_DAY,
  points,
  kind: 'field',
  criteria: { conditions: [condition], pattern: '' },
});
const RULES = [
  rule('hospital', 8, { field: 'industry', operator: 'is', value: 'Hospital' }),
  rule('laboratory', -3, { field: 'industry', operator: 'is', value: 'Medical Laboratory' }),
  rule('large', 2, { field: 'annualRevenue', operator: 'isNotEmpty' }),
];

async function runRules(rules: readonly unknown[]): Promise<void> {
  const revision = (await call('GET', '/v1/scoring-rules')).at('revision');
  const put = await call('PUT', '/v1/scoring-rules', { rules, revision });
  expect([put.status, put.at('problems')]).toEqual([200, undefined]);
  await call('POST', '/v1/scoring-rules/runs', {});
  expect((await call('GET', '/v1/scoring-rules')).at('run', 'state')).toBe('done');
}

const pageSchema = z.array(z.object({ id: z.string(), points: z.int().nullable().optional() }));
async function table(query: string, user?: string) {
  const answer = await call('GET', `/v1/segments/all/accounts?${query}`, undefined, user);
  return { status: answer.status, accounts: answer.status === 200 ? pageSchema.parse(answer.at('accounts')) : [] };
}
/** Points by account id, of those that have a ledger. */
async function ranked(): Promise<ReadonlyMap<string, number>> {
  const records = (await call('GET', '/v1/scored-records?module=accounts')).at('records');
  const found = z.array(z.object({ id: z.string(), total: z.int() })).parse(records);
  return new Map(found.map(({ id, total }) => [id, total]));
}
const exportable = async (user?: string) =>
  z
    .array(z.object({ name: z.string(), hidden: z.boolean() }))
    .parse((await call('GET', '/v1/exports/fields', undefined, user)).at('fields'))
    .find(({ name }) => name === ACCOUNT_POINTS);

async function fileOf(id: string, separator: ',' | ';' = ',') {
  const bytes = await readBytes(functions.blob, ORG, `exports/${id}/file`);
  const folder = makeFolder({ 'export.zip': bytes ?? new Uint8Array() });
  return (await readExport(join(folder, 'export.zip'), separator)).rows;
}

test('before any run of the rules no list and no file has points, and who asks for them by name is told', async () => {
  expect((await table('page=1')).accounts.some((account) => 'points' in account)).toBe(false);
  expect(await exportable()).toBeUndefined();
  const asked = await call('POST', '/v1/exports', { segment: null, fields: [ACCOUNT_POINTS] });
  expect([asked.status, asked.at('problems', 0, 'code')]).toEqual([422, 'export.unknownField']);
});

test('tables have the points of every account and their order, and the ledger of each says which rules gave them', async () => {
  await runRules(RULES);
  const points = await ranked();
  expect(new Set(points.values()).size).toBeGreaterThan(2);
  for (const user of ['administrator', 'marketer', 'noAmounts']) {
    const { accounts } = await table('page=1&sort=-points', user);
    expect(accounts.map((account) => account.points)).toEqual(accounts.map(({ id }) => points.get(id) ?? 0));
    const sorted = accounts.map((account) => account.points ?? 0);
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
  }
  const [first] = (await table('page=1&sort=points')).accounts;
  expect(first?.points).toBe(Math.min(...points.values()));

  // The marketer may not set rules up, and reads what they are called all the same.
  const [best] = (await table('page=1&sort=-points', 'marketer')).accounts;
  const ledger = await call('GET', `/v1/scored-records/${best?.id}?module=accounts`, undefined, 'marketer');
  expect(ledger.at('total')).toBe(best?.points);
  expect(ledger.at('rules')).toEqual(
    RULES.filter(({ id }) => id !== 'laboratory').map(({ id, names }) => ({ id, names })),
  );
});

test('an export has a column of points, in the language of whoever asks, with what the table shows', async () => {
  await runRules(RULES);
  expect(await exportable('noAmounts')).toMatchObject({ hidden: false });
  const shown = new Map((await table('page=1')).accounts.map(({ id, points }) => [id, String(points)]));
  const asked = await call('POST', '/v1/exports', { segment: null, fields: 'all' }, 'marketer');
  const rows = await fileOf(String(asked.at('export', 'id')));
  expect(new Map(rows.map((row) => [row['Id'], row[COLUMN]]))).toEqual(shown);
  const body = { segment: null, fields: [ACCOUNT_POINTS], language: 'es', separator: ';' };
  const spanish = await call('POST', '/v1/exports', body, 'marketer');
  const [row] = await fileOf(String(spanish.at('export', 'id')), ';');
  expect(Object.keys(row ?? {})).toEqual(['Id', 'Puntos por reglas de puntuación']);
});

test('rules that run again while a file is made change nothing in it', async () => {
  await runRules(RULES);
  const { ports } = functions;
  let now = SAMPLE_NOON;
  const hasty: WorkPorts = {
    ...ports,
    clock: { now: () => (now += 1_000) },
    crmFor(org, frozen, account) {
      const crm = ports.crmFor(org, frozen, account);
      return crm === null ? null : pagedCrm(crm, 7);
    },
  };
  const before = await ranked();
  const row = exportRow({ id: 'frozen', fields: [ACCOUNT_POINTS] });
  await createJson(ports.store, ORG, exportKey(row.id), row, historyUntil(row));
  // Its clock goes on by a second with every look at it: it has begun, and is not done.
  expect(await performExport(hasty, { org: ORG, exportId: row.id }, { deadline: now + 9_000 })).toBe('again');
  // Twice: what the first of them replaced is gone then.
  await runRules([rule('hospital', 1, { field: 'industry', operator: 'is', value: 'Hospital' })]);
  await runRules([]);
  expect(await performExport(ports, { org: ORG, exportId: row.id })).toBe('ended');
  const rows = await fileOf(row.id);
  expect(rows.length).toBe(ACCOUNTS);
  expect(rows.map((each) => each[COLUMN])).toEqual(rows.map((each) => String(before.get(each['Id'] ?? '') ?? 0)));
});

test('whose profile shows no account sees no points: in no list, order, condition or file', async () => {
  await runRules(RULES);
  const { status, accounts } = await table('page=1', 'noAccounts');
  expect([status, accounts.length]).toEqual([200, ACCOUNTS]);
  expect(accounts.map(({ points }) => points ?? null)).toEqual(accounts.map(() => null));
  const ordered = await call('GET', '/v1/segments/all/accounts?page=1&sort=-points', undefined, 'noAccounts');
  expect([ordered.status, ordered.at('code')]).toEqual([403, 'permission.fieldHidden']);
  const criteria = { conditions: [{ field: ACCOUNT_POINTS, operator: 'atLeast', number: 1 }], pattern: '' };
  const counted = await call('POST', '/v1/segments/preview', { criteria }, 'noAccounts');
  expect([counted.status, counted.at('problems', 0, 'code')]).toEqual([403, 'permissions.conditionOnHiddenField']);
  const fields = (await call('GET', '/v1/fields?module=accounts', undefined, 'noAccounts')).at('fields');
  expect(JSON.stringify(fields)).not.toContain(ACCOUNT_POINTS);
  const asked = await call('POST', '/v1/exports', { segment: null, fields: 'all' }, 'noAccounts');
  const file = asked.status === 202 ? await fileOf(String(asked.at('export', 'id'))) : [];
  expect(file.some((row) => COLUMN in row)).toBe(false);
});
