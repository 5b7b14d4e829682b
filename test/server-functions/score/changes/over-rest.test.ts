import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { readRunBook } from '#server-functions/shared/credits/credit-book.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';

const MINUTE_MS = 60_000;
const ACCOUNTS = 60;
/** Behind the sample's last records of that day. */
const EVENING = SAMPLE_NOON + 8 * 60 * MINUTE_MS;
const time = { ms: EVENING };
let sandbox: Sandbox;
let functions: LocalFunctions;

beforeAll(async () => {
  sandbox = await startSampleSandbox(ACCOUNTS, { clock: { now: () => time.ms } });
  functions = createLocalFunctions(sandbox, EVENING, { queryUpToRows: 10_000 });
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  // Behind the overlap of the next sweep but one.
  for (let quarter = 0; quarter < 2; quarter++) await sweepLater();
});
afterAll(() => sandbox.close());

const rows = (sql: string) => queryTables(sandbox.databasePath(ZYLKER), sql);

async function removeDeal(id: string): Promise<void> {
  const token = sandbox.tokens.find(({ orgId, user }) => orgId === ZYLKER.orgId && user === 'administrator');
  const headers = { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` };
  const answer = await fetch(`${sandbox.url}/crm/v8/Deals?ids=${id}`, { method: 'DELETE', headers });
  expect(answer.status).toBe(200);
}

/** A quarter of an hour later: how the run ended, and its credits. */
async function sweepLater() {
  time.ms += 15 * MINUTE_MS;
  functions.clock.ms = time.ms;
  const caller = functions.as('administrator', ZYLKER);
  const started = await caller.call('POST', '/v1/runs', { kind: 'changes' });
  const run = await caller.call('GET', `/v1/runs/${String(started.at('run', 'id'))}`);
  expect([started.status, run.at('run', 'state'), run.at('run', 'fullBecause')]).toEqual([202, 'done', null]);
  return { run, credits: await readRunBook(functions.ports.store, ZYLKER, String(run.at('run', 'id'))) };
}

test('a quarter of an hour in which nothing happened costs one credit for each of four questions', async () => {
  const { run, credits } = await sweepLater();
  expect([run.at('run', 'generation'), credits]).toEqual([null, 4]);
});

test('a deal won in the CRM is on its account after the next sweep, and deleting it takes it back', async () => {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const [open] = rows(
    "SELECT CAST(d.id AS TEXT) AS id, CAST(d.Account_Name AS TEXT) AS account FROM Deals d WHERE Stage <> 'Closed Won' AND Account_Name IS NOT NULL ORDER BY d.id LIMIT 1",
  );
  const [deal, account] = [String(open?.['id']), String(open?.['account'])];
  const recency = () => rows(`SELECT ABM_RFM_R AS r, ABM_RFM_M AS m FROM Accounts WHERE id = ${account}`)[0];
  const before = recency();
  await rest.send({
    method: 'PUT',
    path: '/crm/v8/Deals',
    json: { data: [{ id: deal, Stage: 'Closed Won', Amount: 99_999_999, Closing_Date: SAMPLE_DAY }] },
  });
  const { run, credits } = await sweepLater();
  expect(run.at('run', 'projection')).toMatchObject({ of: 1, written: 1 });
  expect(recency()).toEqual({ r: 5, m: 5 });
  // Four questions, the deal, org and fields once more, one account written, and the record that explains labels.
  expect(credits).toBe(11);
  await removeDeal(deal);
  await sweepLater();
  expect(recency()).toEqual(before);
});
