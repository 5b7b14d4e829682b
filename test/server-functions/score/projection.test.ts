import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { REFRESH_POLICY_KEY, type KeptRefreshPolicy } from '#server-functions/policies/refresh-policy.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';

const EARLIER = '2025-12-31';
let sandbox: Sandbox;
let functions: LocalFunctions;

beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.reset();
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
});

const rows = (sql: string) => queryTables(sandbox.databasePath(ZYLKER), sql);
const labels = () =>
  new Map(
    rows('SELECT CAST(id AS TEXT) AS id, ABM_RFM_Label AS label, ABM_Firmographics_Label AS other FROM Accounts').map(
      ({ id, label, other }) => [String(id), `${String(label)}, ${String(other)}`],
    ),
  );
const fired = () =>
  rows("SELECT CAST(record_id AS TEXT) AS id FROM workflow_firings WHERE module = 'Accounts' ORDER BY record_id").map(
    ({ id }) => String(id),
  );
const moved = (before: ReadonlyMap<string, string>): readonly string[] =>
  [...labels()].flatMap(([id, text]) => (before.get(id) === text ? [] : [id])).toSorted();

/** As somebody would in the CRM. */
async function edit(id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const answer = await rest.send({
    method: 'PUT',
    path: '/crm/v8/Accounts',
    json: { data: [{ id, ...values }], trigger: [] },
  });
  expect(answer.status).toBe(200);
}

async function announce(): Promise<void> {
  const policy: KeptRefreshPolicy = {
    everyMinutes: 15,
    nightlyAt: '01:00',
    workflows: 'onLabelChanges',
    changedBy: { id: '1', name: 'Ada' },
    changedAt: '2026-01-01T00:00:00.000Z',
  };
  await createJson(functions.ports.store, ZYLKER, REFRESH_POLICY_KEY, policy);
}

test('label fields that somebody edited are restored, and counted', async () => {
  expect((await configureAndScore(functions, ZYLKER, SAMPLE_DAY)).at('run', 'repaired')).toBeNull();
  const before = labels();
  const [first = '', second = '', third = '', fourth = ''] = [...before.keys()];
  await edit(first, { ABM_RFM_Label: 'Champions', ABM_RFM_Since: '2020-02-02' });
  await edit(second, { ABM_RFM_Since: null });
  // No label field: a score beside it is restored as well, and not counted.
  await edit(third, { ABM_RFM_R: 1, Phone: '555' });
  await edit(fourth, { Description: 'Met them in Lisbon' });

  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'repaired')).toBe(2);
  expect(run.at('run', 'projection')).toMatchObject({ written: run.at('run', 'projection', 'of'), failed: 0 });
  expect(Number(run.at('run', 'projection', 'written'))).toBeLessThanOrEqual(3);
  expect(labels()).toEqual(before);
  const log = await functions.as('administrator', ZYLKER).call('GET', `/v1/runs/${String(run.at('run', 'id'))}/log`);
  expect(new TextDecoder().decode(log.bytes)).toContain('editedByHand: 2');
  expect(functions.log.filter((line) => line.includes('run.editedByHand') && line.includes('"rows":2'))).toHaveLength(
    1,
  );

  expect((await scoreOnce(functions, ZYLKER, SAMPLE_DAY)).at('run', 'repaired')).toBe(0);
});

test('an account that the CRM did not take is not taken for edited by hand', async () => {
  await configureAndScore(functions, ZYLKER, EARLIER);
  sandbox.setFaults([{ fault: 'partialWrite', times: 'always' }]);
  const partly = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  sandbox.setFaults([]);
  expect(partly.at('run', 'state')).toBe('publishedPartly');
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'repaired')).toBe(0);
  expect(run.at('run', 'projection', 'written')).toBe(partly.at('run', 'projection', 'failed'));
});

test('no workflow starts unless somebody chose it', async () => {
  await configureAndScore(functions, ZYLKER, EARLIER);
  const before = labels();
  await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(moved(before).length).toBeGreaterThan(0);
  expect(fired()).toEqual([]);
});

test('chosen, workflows hear of accounts whose label moved and of no others, and never of a first run', async () => {
  await announce();
  await configureAndScore(functions, ZYLKER, EARLIER);
  expect(fired()).toEqual([]);
  const before = labels();
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  const changed = moved(before);
  expect(Number(run.at('run', 'projection', 'written'))).toBeGreaterThan(changed.length);
  expect(fired()).toEqual(changed);
});

test('nor of a run under other settings, which moves labels without anything having happened', async () => {
  await announce();
  await configureAndScore(functions, ZYLKER, EARLIER);
  const before = labels();
  const administrator = functions.as('administrator', ZYLKER);
  const configuration = (await administrator.call('GET', '/v1/configuration')).at('configuration');
  const body = { configuration, replaces: 1, reason: 'again' };
  expect((await administrator.call('PUT', '/v1/configuration', body)).status).toBe(200);
  await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(moved(before).length).toBeGreaterThan(0);
  expect(fired()).toEqual([]);
});

test('what starts workflows goes by the records API, however many', async () => {
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { bulkWriteFromRows: 1 });
  await announce();
  await configureAndScore(functions, ZYLKER, EARLIER);
  const before = labels();
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'state')).toBe('done');
  expect(fired()).toEqual(moved(before));
});
