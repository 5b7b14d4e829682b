import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import { parseScoringRules } from '#core/scoring-rules/parse-scoring-rules.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { judgeAgainstOrg } from '#server-functions/scoring-rules/judge-rules.ts';
import { RefusedError } from '#server-functions/shared/http/function-app.ts';
import { createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };

let sandbox: Sandbox;
let functions: LocalFunctions;
let configuration: Configuration;
const call = (method: string, path: string, body?: unknown, user = 'administrator') =>
  functions.as(user, ORG).call(method, path, body);

beforeAll(async () => {
  // Thirty leads.
  sandbox = await startSampleSandbox(200);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  configuration = configurationSchema.parse((await call('GET', '/v1/configuration/proposal')).at('configuration'));
  expect((await call('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' })).status).toBe(200);
});
afterAll(() => sandbox.close());

const rule = (id: string, points: number, field: string, value: string) => ({
  id,
  names: { en: id, es: id },
  module: 'leads',
  active: true,
  fromDay: SAMPLE_DAY,
  points,
  kind: 'field',
  criteria: { conditions: [{ field, operator: 'is', value }], pattern: '' },
});
const FAIR = rule('fair', 7, 'crm:Lead_Source', 'Trade Show');
const JUNK = rule('junk', -9, 'crm:Lead_Status', 'Junk Lead');

test('leads, which nobody maps, are scored by the api names of their fields, ranked by name and explained', async () => {
  expect(
    (await call('PUT', '/v1/scoring-rules', { rules: [FAIR, JUNK], revision: null })).at('problems'),
  ).toBeUndefined();
  const leads = queryTables(sandbox.databasePath(ZYLKER), 'SELECT Full_Name, Lead_Source, Lead_Status FROM Leads');
  expect((await call('GET', '/v1/scoring-rules/estimate')).at('records', 'leads')).toBe(leads.length);
  await call('POST', '/v1/scoring-rules/runs', {});
  expect((await call('GET', '/v1/scoring-rules')).at('run')).toMatchObject({ state: 'done', warnings: [] });

  const expected = leads.flatMap((lead) => {
    const total = (lead['Lead_Source'] === 'Trade Show' ? 7 : 0) + (lead['Lead_Status'] === 'Junk Lead' ? -9 : 0);
    return total === 0 ? [] : [`${total} ${String(lead['Full_Name'])}`];
  });
  expect(expected.some((line) => line.startsWith('7 ')) && expected.some((line) => line.startsWith('-9 '))).toBe(true);
  const { records } = z
    .object({ records: z.array(z.object({ id: z.string(), name: z.string(), total: z.int() })) })
    .parse((await call('GET', '/v1/scored-records?module=leads')).at());
  expect(records.map(({ name, total }) => `${total} ${name}`).toSorted()).toEqual(expected.toSorted());
  const best = records[0]?.id ?? '';
  expect((await call('GET', `/v1/scored-records/${best}?module=leads`)).at('ledger')).toEqual([
    { date: SAMPLE_DAY, points: 7, total: 7, rule: 'fair', touchPoint: null, hidden: false },
  ]);
});

test('a rule of leads names fields of leads, and an org without leads has none to score', async () => {
  const revision = (await call('GET', '/v1/scoring-rules')).at('revision');
  const wrong = await call('PUT', '/v1/scoring-rules', { rules: [rule('x', 1, 'industry', 'Hospital')], revision });
  expect([wrong.status, wrong.at('problems', 0, 'code'), wrong.at('problems', 0, 'where')]).toEqual([
    422,
    'criteria.unknownField',
    'rules[0].criteria.conditions[0].field',
  ]);
  const rules = parseScoringRules({ format: 'lodestar.scoring-rules/1', version: 1, rules: [FAIR] });
  if (!rules.ok) throw new Error('they are sound');
  let refused: unknown = null;
  try {
    judgeAgainstOrg(rules.value, configuration, {});
  } catch (error) {
    refused = error;
  }
  if (!(refused instanceof RefusedError)) throw new Error('it has no leads');
  expect(refused.refusal.problems).toMatchObject([
    { code: 'scoringRules.moduleNotInOrg', params: { module: 'leads' }, where: 'rules[0].module' },
  ]);
});
