import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createCallGate } from '#test/support/call-gate.ts';
import { bulkRead } from './run-bulk.ts';
import { startSandbox, startSandboxForTest, toAnswer, type Answer } from './start-sandbox.ts';

test('every call is metered at its price, per org, and the balance is readable outside the API', async () => {
  const sandbox = await startSandboxForTest();
  const caller = sandbox.as('administrator');
  const cost = async (work: () => Promise<unknown>): Promise<number> => {
    const before = sandbox.credits(ZYLKER).spent;
    await work();
    return sandbox.credits(ZYLKER).spent - before;
  };
  const accounts = (count: number) => ({ data: Array.from({ length: count }, (_, n) => ({ Account_Name: `A ${n}` })) });
  expect(await cost(() => caller.get('/crm/v8/org'))).toBe(1);
  expect(await cost(() => caller.get('/crm/v8/Accounts'))).toBe(1);
  expect(await cost(() => caller.post('/crm/v8/Accounts', accounts(10)))).toBe(1);
  expect(await cost(() => caller.post('/crm/v8/Accounts', accounts(11)))).toBe(2);
  expect(await cost(() => caller.post('/crm/v8/Accounts/upsert', accounts(100)))).toBe(10);
  for (const [rows, credits] of [
    [200, 1],
    [201, 2],
    [1_000, 2],
    [1_001, 3],
  ] as const) {
    expect(await cost(() => caller.coql(`select id from Deals where id is not null limit ${rows}`))).toBe(credits);
  }
  expect(await cost(() => caller.post('/crm/bulk/v8/read', { query: { module: { api_name: 'Products' } } }))).toBe(50);
  expect(await cost(() => fetch(`${sandbox.url}/crm/v8/org`))).toBe(0);
  expect(sandbox.credits(NORDLICHT).spent).toBe(0);
  const published = await toAnswer(await fetch(`${sandbox.url}/sandbox/credits`));
  // 50,000 and 1,000 for each of Enterprise's 25 users.
  expect(published.at('orgs', 0)).toMatchObject({ org: 'com/700010001', ...sandbox.credits(ZYLKER) });
  expect(published.at('orgs', 0, 'limit')).toBe(75_000);
  sandbox.clock.ms += 24 * 60 * 60 * 1_000 + 60_000;
  expect(sandbox.credits(ZYLKER).spent).toBe(0);
});

test('from half of the credits on the rest is told; without any, 429', async () => {
  const sandbox = await startSandboxForTest({ creditLimit: 6 });
  const caller = sandbox.as('rep');
  const remaining: unknown[] = [];
  for (let n = 0; n < 6; n++) remaining.push((await caller.get('/crm/v8/org')).headers.get('X-API-CREDITS-REMAINING'));
  expect(remaining).toEqual([null, null, '3', '2', '1', '0']);
  const refused = await caller.get('/crm/v8/org');
  expect([refused.status, refused.headers.get('X-API-CREDITS-REMAINING'), refused.headers.get('Retry-After')]).toEqual([
    429,
    '0',
    null,
  ]);
  expect((await sandbox.as('administrator', NORDLICHT).get('/crm/v8/org')).status).toBe(200);
});

test('a call takes at least as long as it is told to', async () => {
  const sandbox = await startSandboxForTest({ delay: () => wait(150) });
  const started = performance.now();
  expect((await sandbox.as('administrator').get('/crm/v8/org')).status).toBe(200);
  // A timer may be a millisecond early.
  expect(performance.now() - started).toBeGreaterThan(148);
});

test('calls at a time: 20 for Enterprise, 10 of them heavy, each org by itself', async () => {
  const gate = createCallGate();
  const sandbox = await startSandboxForTest({ delay: gate.delay });
  const caller = sandbox.as('administrator');
  /** All are there before the first one leaves. */
  const together = async (calls: () => readonly Promise<Answer>[], arrived: () => boolean) => {
    gate.hold(() => true);
    const answers = Promise.all(calls());
    await expect.poll(arrived).toBe(true);
    gate.release();
    return answers;
  };
  const refused = () => sandbox.concurrency(ZYLKER).refused;
  const light = await together(
    () => Array.from({ length: 25 }, () => caller.get('/crm/v8/org')),
    () => refused() === 5,
  );
  expect(light.filter((answer) => answer.status === 200)).toHaveLength(20);
  expect(light.filter((answer) => answer.status === 429).map((answer) => answer.at('code'))).toEqual(
    Array.from({ length: 5 }, () => 'TOO_MANY_REQUESTS'),
  );
  const heavy = await together(
    () => Array.from({ length: 15 }, () => caller.coql('select id from Deals where id is not null')),
    () => refused() === 10,
  );
  expect(heavy.filter((answer) => answer.status === 200)).toHaveLength(10);
  const readable = await toAnswer(await fetch(`${sandbox.url}/sandbox/credits`));
  expect(readable.at('orgs', 0, 'concurrency')).toEqual(sandbox.concurrency(ZYLKER));
  expect(sandbox.concurrency(ZYLKER)).toEqual({
    limit: 20,
    heavyLimit: 10,
    now: 0,
    most: 20,
    mostHeavy: 10,
    refused: 10,
  });
  const both = await together(
    () => [
      ...Array.from({ length: 20 }, () => caller.get('/crm/v8/org')),
      sandbox.as('administrator', NORDLICHT).get('/crm/v8/org'),
    ],
    () => gate.held.length === 21,
  );
  expect(both.every((answer) => answer.status === 200)).toBe(true);
});

test('the same seed and calls give the same ids, and reset starts over', async () => {
  const sandbox = await startSandboxForTest();
  const caller = sandbox.as('administrator');
  const story = async () => {
    const created = await caller.post('/crm/v8/Accounts', { data: [{ Account_Name: 'Told twice' }] });
    const field = await caller.post('/crm/v8/settings/fields?module=Accounts', {
      fields: [{ field_label: 'Told', data_type: 'text' }],
    });
    const { id } = await bulkRead(caller, { module: { api_name: 'Accounts' } });
    return [
      created.body,
      field.body,
      id,
      sandbox.credits(ZYLKER).spent > 50,
      sandbox.sql('SELECT count(*) AS n FROM Accounts'),
    ];
  };
  const issued = sandbox.withToken(sandbox.issueToken(ZYLKER, 'rep', ['ZohoCRM.org.READ'], null));
  expect((await issued.get('/crm/v8/org')).status).toBe(200);
  const first = await story();
  await sandbox.reset();
  expect((await issued.get('/crm/v8/org')).at('code')).toBe('INVALID_TOKEN');
  expect(sandbox.credits(ZYLKER).calls).toBe(0);
  expect(await story()).toEqual(first);
  const headers = { 'Content-Type': 'application/json' };
  expect((await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST', headers })).status).toBe(200);
  expect(sandbox.sql("SELECT 1 FROM Accounts WHERE Account_Name = 'Told twice'")).toEqual([]);
});

test('calls that come during a reset wait for it', async () => {
  const slowSeed = `
    export const seed = async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      target.insert('Accounts', [{ Account_Name: 'Late' }]);
    }`;
  const seed = { moduleUrl: `data:text/javascript,${encodeURIComponent(slowSeed)}`, options: null };
  const sandbox = await startSandboxForTest({ orgs: [{ definition: ZYLKER, seed }] });
  const caller = sandbox.as('administrator');
  const done = sandbox.reset();
  await wait(50);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => caller.get('/crm/v8/Accounts?fields=id&per_page=1')),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
  await done;
});

test('a folder that is kept brings its records back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodestar-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await startSandbox({ folder });
  await first.as('administrator').post('/crm/v8/Accounts', { data: [{ Account_Name: 'Kept' }] });
  await first.close();
  const second = await startSandbox({ folder });
  expect(
    (await second.as('administrator').coql("select id from Accounts where Account_Name = 'Kept'")).rows,
  ).toHaveLength(1);
  await second.close();
  expect(readdirSync(folder).length).toBeGreaterThan(0);
});

test('close leaves nothing: the socket is shut, the temporary folder gone, and the process ends by itself', async () => {
  const sandbox = await startSandbox();
  const folder = dirname(sandbox.databasePath(ZYLKER));
  expect(existsSync(folder)).toBe(true);
  await sandbox.close();
  expect(existsSync(folder)).toBe(false);
  await expect(fetch(sandbox.url)).rejects.toThrow();
  const script = `
    import { createSandbox } from '#sandbox/create-sandbox.ts';
    const sandbox = await createSandbox({ clock: { now: () => 0 } });
    await fetch(sandbox.url + '/sandbox/credits');
    await sandbox.close();
    process.stdout.write('closed');
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { timeout: 60_000 });
  expect(stdout).toBe('closed');
});

test('a seed that fails stops the start with its reason', async () => {
  const seed = {
    moduleUrl: 'data:text/javascript,export const seed = () => { throw new Error("no such sample") }',
    options: null,
  };
  await expect(startSandbox({ orgs: [{ definition: ZYLKER, seed }] })).rejects.toThrow('no such sample');
});

test('a reset whose seed fails half-way leaves the records that were there, and the next one may succeed', async () => {
  const fickleSeed = `
    let runs = 0;
    export const seed = (target) => {
      target.insert('Accounts', [{ Account_Name: 'First' }]);
      runs++;
      if (runs === 2) throw new Error('out of samples');
    }`;
  const seed = { moduleUrl: `data:text/javascript,${encodeURIComponent(fickleSeed)}`, options: null };
  const sandbox = await startSandboxForTest({ orgs: [{ definition: ZYLKER, seed }] });
  await expect(sandbox.reset()).rejects.toThrow('out of samples');
  expect(sandbox.sql('SELECT Account_Name FROM Accounts')).toEqual([{ Account_Name: 'First' }]);
  expect(readdirSync(dirname(sandbox.databasePath(ZYLKER))).filter((name) => name.endsWith('.partial'))).toEqual([]);
  const caller = sandbox.as('administrator', ZYLKER);
  expect((await caller.coql("select id from Accounts where Account_Name = 'First'")).status).toBe(200);
  await sandbox.reset();
  expect((await sandbox.as('administrator', ZYLKER).get('/crm/v8/org')).status).toBe(200);
});
