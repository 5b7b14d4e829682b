import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createWidgetOrigin } from '#sandbox/widget-origin/create-widget-origin.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startSandboxForTest } from '../start-sandbox.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** `fetch` does not let a caller name another host. */
function statusAs(host: string, url: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) {
  const { port, pathname } = new URL(url);
  return new Promise<number>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: pathname, method, headers: { ...headers, Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('no rebound name, other port or missing port reads records, credits or pages, or resets', async () => {
  const sandbox = await startSandboxForTest();
  const { port } = new URL(sandbox.url);
  const token = { Authorization: `Zoho-oauthtoken ${sandbox.as('administrator').token}` };
  await sandbox.as('administrator').post('/crm/v8/Accounts', { data: [{ Account_Name: 'Mine' }] });
  const hosts = [`crm.attacker.example:${port}`, `127.0.0.1.attacker.example:${port}`, '127.0.0.1', '127.0.0.1:1'];
  for (const host of hosts) {
    const statuses = await Promise.all([
      statusAs(host, `${sandbox.url}/crm/v8/org`, 'GET', token),
      statusAs(host, `${sandbox.url}/sandbox/credits`),
      statusAs(host, `${sandbox.url}/oauth/v2/token`, 'POST'),
      statusAs(host, `${sandbox.url}/sandbox/reset`, 'POST', { ...JSON_TYPE, Origin: `http://${host}` }),
    ]);
    expect([host, statuses]).toEqual([host, [421, 421, 421, 421]]);
  }
  expect(sandbox.sql("SELECT 1 AS kept FROM Accounts WHERE Account_Name = 'Mine'")).toEqual([{ kept: 1 }]);
  for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST'])
    expect(await statusAs(`${name}:${port}`, `${sandbox.url}/crm/v8/org`, 'GET', token)).toBe(200);
});

test('a page of another origin cannot wipe the org, whichever way it posts; a tool and an own page can', async () => {
  const sandbox = await startSandboxForTest();
  const reset = async (headers: Readonly<Record<string, string>>) =>
    (await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST', headers, body: '{}' })).status;
  await sandbox.as('administrator').post('/crm/v8/Accounts', { data: [{ Account_Name: 'Mine' }] });
  const mine = () => sandbox.sql("SELECT 1 AS kept FROM Accounts WHERE Account_Name = 'Mine'").length;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json'])
    expect([type, await reset({ 'Content-Type': type })]).toEqual([type, 415]);
  for (const Origin of [
    'https://attacker.example',
    'null',
    'http://127.0.0.1',
    `${sandbox.url}0`,
    `http://localhost:${new URL(sandbox.url).port}`,
  ])
    expect([Origin, await reset({ ...JSON_TYPE, Origin })]).toEqual([Origin, 403]);
  expect(mine()).toBe(1);
  expect(await reset({ ...JSON_TYPE, Origin: sandbox.url })).toBe(200);
  expect(mine()).toBe(0);
  expect(await reset({ 'Content-Type': 'application/json; charset=utf-8' })).toBe(200);
  expect(sandbox.credits(ZYLKER).spent).toBe(0);
});

test('the widgets’ origin answers to its own names alone', async () => {
  const none = () => Promise.resolve(new Map());
  const origin = await createWidgetOrigin({ pages: { widgets: none, sandbox: none }, functionsUrl: () => null });
  onTestFinished(() => origin.close());
  const { port } = new URL(origin.url);
  expect(await statusAs(`attacker.example:${port}`, `${origin.url}/sdk/zdk.js`)).toBe(421);
  expect(await statusAs(`localhost:${port}`, `${origin.url}/sdk/zdk.js`)).toBe(200);
});
