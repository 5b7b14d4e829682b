import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FAULTS, type FaultName } from '#sandbox/faults/fault-catalogue.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { awaitJob, downloadCsv, upload } from './run-bulk.ts';
import { startSandbox, toAnswer, type Caller, type TestSandbox } from './start-sandbox.ts';

const ORG = '/crm/v8/org';
const BULK = '/crm/bulk/v8/read';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const HOUR_MS = 3_600_000;

let sandbox: TestSandbox;
let caller: Caller;
beforeAll(async () => {
  sandbox = await startSandbox();
  caller = sandbox.as('administrator');
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** What arrives of a call: status and text, or that the connection ended. */
async function see(path: string, init: RequestInit = {}): Promise<string> {
  try {
    const headers = { Authorization: `Zoho-oauthtoken ${caller.token}` };
    const response = await fetch(sandbox.url + path, { headers, ...init });
    return `${response.status} ${response.headers.get('content-type')?.split(';')[0] ?? '-'} ${await response.text()}`;
  } catch {
    return 'broken';
  }
}

const startReading = (module = 'Contacts', field = 'id') =>
  caller.post(BULK, { query: { module: { api_name: module }, fields: [field] } });
const code = async (path: string): Promise<unknown> => (await caller.get(path)).at('code');
const fieldNames = async (module: string): Promise<unknown> =>
  JSON.stringify((await caller.get(`/crm/v8/settings/fields?module=${module}`)).body);
const putTwo = (first: number) =>
  caller.put('/crm/v8/Accounts', {
    data: [first, first + 1].map((n) => ({ id: sandbox.id('Accounts', n), Employees: 77 })),
  });
const employees = (n: number) =>
  sandbox.sql(`SELECT Employees FROM Accounts WHERE id = ${sandbox.id('Accounts', n)}`)[0];
const refresh = () => {
  const { refreshToken } = sandbox.tokens.find((each) => each.user === 'administrator')!;
  const { clientId, clientSecret } = sandbox;
  const query = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
  return fetch(`${sandbox.url}/oauth/v2/token?${query.toString()}`, { method: 'POST' }).then(toAnswer);
};
const writeSizes = async () => {
  const lines = ['id,Employees', ...[5, 6].map((n) => `${sandbox.id('Accounts', n)},4242`)];
  return upload(sandbox, caller, lines);
};
const startWriting = async () => {
  const field_mappings = [
    { api_name: 'id', index: 0 },
    { api_name: 'Employees', index: 1 },
  ];
  const module = { api_name: 'Accounts' };
  const file_id = (await writeSizes()).at('details', 'file_id');
  const resource = [{ type: 'data', module, file_id, find_by: 'id', field_mappings }];
  return caller.post('/crm/bulk/v8/write', { operation: 'update', resource });
};
/** A result's rows, or why there are none. */
async function readProducts(): Promise<unknown> {
  const created = await startReading('Products', 'Product_Name');
  const path = `${BULK}/${String(created.at('data', 0, 'details', 'id'))}`;
  await awaitJob(caller, path);
  const outcome = await downloadCsv(sandbox, caller, `${path}/result`).catch((error: unknown) => error);
  if (outcome instanceof Error) return 'code' in outcome ? outcome.code : outcome.message;
  return typeof outcome === 'object' && outcome !== null && 'rows' in outcome ? outcome.rows : null;
}

/** What each fault does, seen over HTTP. A fault without an entry does not compile. */
const SEEN: Readonly<Record<FaultName, () => Promise<void>>> = {
  async tooManyRequests() {
    const refused = await caller.get(ORG);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
    expect((await caller.get(ORG)).status).toBe(200);
  },
  async retryAfter() {
    const refused = await caller.get(ORG);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  },
  async concurrencyExceeded() {
    expect(await code(ORG)).toBe('TOO_MANY_REQUESTS');
  },
  async creditsUsedUp() {
    const refused = await startReading();
    expect([refused.status, refused.headers.get('X-API-CREDITS-REMAINING')]).toEqual([429, '0']);
    expect((await caller.get(ORG)).status).toBe(429);
    expect((await sandbox.as('administrator', NORDLICHT).get(ORG)).status).toBe(200);
  },
  async downloadsExceeded() {
    expect(await readProducts()).toContain('TOO_MANY_REQUESTS');
  },
  async internalError() {
    expect(await code(ORG)).toBe('INTERNAL_ERROR');
  },
  async serviceUnavailable() {
    expect(await see(ORG)).toMatch(/^503 text\/html <!doctype html>/);
  },
  async noAnswer() {
    expect(await see(ORG, { signal: AbortSignal.timeout(150) })).toBe('broken');
    expect(await see(ORG)).toMatch(/^200/);
  },
  async connectionReset() {
    const before = sandbox.credits(ZYLKER).calls;
    expect(await see(ORG)).toBe('broken');
    expect(sandbox.credits(ZYLKER).calls).toBe(before);
  },
  async answerLost() {
    const body = JSON.stringify({ data: [{ id: sandbox.id('Accounts', 3), Employees: 4321 }] });
    expect(await see('/crm/v8/Accounts', { method: 'PUT', body })).toBe('broken');
    expect(employees(3)).toEqual({ Employees: 4321 });
  },
  async bodyCutOff() {
    expect(await see(ORG)).toBe('broken');
  },
  async brokenJson() {
    const text = await see(ORG);
    expect(text).toMatch(/^200 application\/json \{"org":/);
    expect(() => void JSON.parse(text.slice(text.indexOf('{')))).toThrow();
  },
  async htmlPage() {
    expect(await see(ORG)).toMatch(/^200 text\/html <!doctype html>/);
  },
  async wrongContentType() {
    expect(await see(ORG)).toMatch(/^200 text\/html \{"org":.*\}$/);
  },
  async noContent() {
    expect(await see(ORG)).toBe('204 - ');
  },
  async duplicateDelivery() {
    const before = sandbox.credits(ZYLKER).calls;
    expect((await caller.get(ORG)).status).toBe(200);
    expect(sandbox.credits(ZYLKER).calls).toBe(before + 2);
  },
  async rowErrorsIn200() {
    const answer = await putTwo(1);
    expect([answer.status, answer.rows.map((row) => row['code'])]).toEqual([200, ['INVALID_DATA', 'SUCCESS']]);
    expect([employees(1), employees(2)]).toEqual([{ Employees: 10 }, { Employees: 77 }]);
  },
  async partialWrite() {
    const answer = await putTwo(3);
    expect([answer.status, answer.rows.map((row) => row['code'])]).toEqual([207, ['INVALID_DATA', 'SUCCESS']]);
  },
  async recordLocked() {
    const answer = await putTwo(4);
    expect([answer.status, answer.rows.map((row) => row['code'])]).toEqual([207, ['RECORD_LOCKED', 'SUCCESS']]);
    expect([employees(4), employees(5)]).toEqual([{ Employees: 40 }, { Employees: 77 }]);
  },
  async tokenExpired() {
    expect((await startReading()).at('code')).toBe('INVALID_TOKEN');
    expect((await refresh()).at('access_token')).toMatch(/^1000\./);
  },
  async refreshThrottled() {
    const refused = await refresh();
    expect([refused.status, refused.at('error')]).toEqual([400, 'Access Denied']);
    expect((await refresh()).status).toBe(200);
  },
  async grantRevoked() {
    const issued = String((await refresh()).at('access_token'));
    await sandbox.withToken(issued).post(BULK, {});
    expect((await sandbox.withToken(issued).get(ORG)).at('code')).toBe('INVALID_TOKEN');
    expect((await refresh()).at('error')).toBe('invalid_code');
    expect((await sandbox.as('rep').get(ORG)).status).toBe(200);
  },
  async scopeMissing() {
    const refused = await startReading();
    expect([refused.status, refused.at('code')]).toEqual([401, 'OAUTH_SCOPE_MISMATCH']);
  },
  async permissionLost() {
    expect((await caller.get('/crm/v8/Deals?fields=id')).status).toBe(200);
    await startReading();
    const refused = await caller.get('/crm/v8/Deals?fields=id');
    expect([refused.status, refused.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_View_Deals']]);
  },
  async bulkJobFails() {
    const created = await startReading();
    const path = `${BULK}/${String(created.at('data', 0, 'details', 'id'))}`;
    const job = await caller.get(path);
    expect([job.at('data', 0, 'state'), job.at('data', 0, 'result')]).toEqual(['FAILURE', undefined]);
  },
  async bulkJobStuck() {
    const created = await startReading();
    const path = `${BULK}/${String(created.at('data', 0, 'details', 'id'))}`;
    for (let n = 0; n < 5; n++) expect((await caller.get(path)).at('data', 0, 'state')).toBe('IN PROGRESS');
  },
  async bulkResultExpired() {
    expect(await readProducts()).toContain('RESOURCE_NOT_FOUND');
  },
  async zipDamaged() {
    expect(await readProducts()).toMatch(/badChecksum|damaged/);
  },
  async zipCutOff() {
    expect(await readProducts()).toBe('damaged');
  },
  async zipEmpty() {
    expect(await readProducts()).toBe('The archive is empty.');
  },
  async uploadRefused() {
    for (let n = 0; n < 2; n++) {
      const refused = await writeSizes();
      expect([refused.status, refused.at('code')]).toEqual([400, 'INVALID_FILE_FORMAT']);
    }
  },
  async bulkRowRefused() {
    const created = await startWriting();
    const { job } = await awaitJob(caller, `/crm/bulk/v8/write/${String(created.at('details', 'id'))}`);
    expect(job.at('resource', 0, 'file')).toMatchObject({ updated_count: 1, skipped_count: 1, total_count: 2 });
    const { rows } = await downloadCsv(sandbox, caller, String(job.at('result', 'download_url')));
    expect(rows.map((row) => row[2])).toEqual(['STATUS', 'SKIPPED', 'UPDATED']);
    expect(employees(5)).not.toEqual({ Employees: 4242 });
    expect(employees(6)).toEqual({ Employees: 4242 });
  },
  async bulkWriteUnclear() {
    await expect(startWriting()).rejects.toThrow('fetch failed');
    await expect.poll(() => employees(5)).toEqual({ Employees: 4242 });
  },
  async bulkWriteFails() {
    const created = await startWriting();
    const job = await caller.get(`/crm/bulk/v8/write/${String(created.at('details', 'id'))}`);
    expect([job.at('status'), job.at('result')]).toEqual(['FAILED', undefined]);
  },
  async bulkWriteStuck() {
    const created = await startWriting();
    const path = `/crm/bulk/v8/write/${String(created.at('details', 'id'))}`;
    for (let n = 0; n < 5; n++) expect((await caller.get(path)).at('status')).toBe('INPROGRESS');
  },
  async bulkWriteExpired() {
    const created = await startWriting();
    const { job } = await awaitJob(caller, `/crm/bulk/v8/write/${String(created.at('details', 'id'))}`);
    const result = downloadCsv(sandbox, caller, String(job.at('result', 'download_url')));
    await expect(result).rejects.toThrow('RESOURCE_NOT_FOUND');
  },
  async csvBom() {
    const created = await startReading('Products', 'Product_Name');
    const path = `${BULK}/${String(created.at('data', 0, 'details', 'id'))}`;
    await awaitJob(caller, path);
    const headers = { Authorization: `Zoho-oauthtoken ${caller.token}` };
    const archive = await fetch(`${sandbox.url}${path}/result`, { headers }).then((response) => response.arrayBuffer());
    for await (const entry of readZip(new Uint8Array(archive))) {
      for await (const chunk of entry.chunks) expect(Buffer.from(chunk).toString()).toMatch(/^\uFEFFId,/);
    }
  },
  async csvRowsMissing() {
    expect(await readProducts()).toHaveLength(1 + 4);
    expect(await readProducts()).toHaveLength(1 + 5);
  },
  async csvRowsTwice() {
    expect(await readProducts()).toMatchObject({ length: 7, 5: { 1: 'Product 5' }, 6: { 1: 'Product 5' } });
  },
  async fieldDeleted() {
    expect(await fieldNames('Accounts')).toContain('"Employees"');
    expect((await startReading('Accounts', 'Employees')).at('code')).toBe('INVALID_DATA');
    expect(await fieldNames('Accounts')).not.toContain('"Employees"');
  },
  async fieldRenamed() {
    expect((await startReading('Accounts', 'Employees')).at('code')).toBe('INVALID_DATA');
    expect((await caller.get(`/crm/v8/Accounts/${sandbox.id('Accounts', 2)}?fields=Staff`)).rows).toMatchObject([
      { Staff: 20 },
    ]);
  },
  async fieldHidden() {
    await startReading();
    expect(await fieldNames('Deals')).not.toContain('"Amount"');
    expect((await startReading('Deals', 'Amount')).status).toBe(400);
  },
  async fieldTypeChanged() {
    await startReading();
    expect(await fieldNames('Accounts')).toMatch(/"api_name":"Employees"[^}]*"data_type":"text"/);
  },
  async picklistChanged() {
    await startReading();
    const inStage = (value: string) =>
      sandbox.sql(`SELECT count(*) AS n FROM Deals WHERE Stage = '${value}'`)[0]?.['n'];
    expect([inStage('Negotiation/Review'), Number(inStage('Final talks')) > 0]).toEqual([0, true]);
    expect(await fieldNames('Deals')).toMatch(/"actual_value":"Final talks"[^}]*"forecast_type":"Open"/);
  },
  async moduleRenamed() {
    await startReading();
    expect(await code('/crm/v8/Deals?fields=id')).toBe('INVALID_MODULE');
    expect((await caller.get('/crm/v8/Opportunities?fields=Deal_Name')).status).toBe(200);
  },
  async recordDeleted() {
    await startReading();
    expect((await caller.get(`/crm/v8/Accounts/${sandbox.id('Accounts', 1)}`)).status).toBe(204);
    expect((await caller.get('/crm/v8/Accounts/deleted')).rows).toMatchObject([{ id: sandbox.id('Accounts', 1) }]);
  },
  async recordMerged() {
    const dealsOf = (n: number) =>
      sandbox.sql(`SELECT count(*) AS n FROM Deals WHERE Account_Name = ${sandbox.id('Accounts', n)}`)[0]?.['n'];
    const together = Number(dealsOf(1)) + Number(dealsOf(2));
    await startReading();
    expect([dealsOf(1), dealsOf(2)]).toEqual([together, 0]);
    expect((await caller.get(`/crm/v8/Accounts/${sandbox.id('Accounts', 2)}`)).status).toBe(204);
  },
  async clockSkew() {
    const token = sandbox.issueToken(ZYLKER, 'rep', ['ZohoCRM.org.READ'], sandbox.clock.ms + HOUR_MS / 2);
    expect((await sandbox.withToken(token).get(ORG)).status).toBe(200);
    await startReading();
    expect((await sandbox.withToken(token).get(ORG)).at('code')).toBe('INVALID_TOKEN');
  },
  async timeZoneChanged() {
    await startReading();
    expect((await caller.get(ORG)).at('org', 0, 'time_zone')).toBe('Asia/Kolkata');
    expect((await caller.get('/crm/v8/Deals?fields=Modified_Time&per_page=1')).rows[0]?.['Modified_Time']).toMatch(
      /\+05:30$/,
    );
  },
  async homeCurrencyChanged() {
    await startReading();
    expect((await caller.get(ORG)).at('org', 0, 'iso_code')).toBe('EUR');
  },
};

describe('every fault can be asked for and does what it says', () => {
  test.each(FAULTS.map(({ name, description }) => ({ name, description })))('$name: $description', async ({ name }) => {
    sandbox.setFaults([{ fault: name }]);
    await SEEN[name]();
    expect(sandbox.faults()[0]?.met).toBeGreaterThan(0);
  });
});

async function plan(body: unknown, headers: Record<string, string> = JSON_TYPE) {
  return toAnswer(
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
}

const statuses = async (times: number, path = ORG): Promise<readonly number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < times; n++) seen.push((await caller.get(path)).status);
  return seen;
};

test('a plan says which calls, from which one on, and how often', async () => {
  const rule = { fault: 'internalError', on: 'GET /crm/v8/org', at: 2, times: 2 };
  expect((await plan({ faults: [rule] })).at('planned', 0)).toMatchObject({ ...rule, seen: 0, met: 0 });
  expect((await caller.get('/crm/v8/users')).status).toBe(200);
  expect(await statuses(5)).toEqual([200, 500, 500, 200, 200]);
  const state = await toAnswer(await fetch(`${sandbox.url}/sandbox/faults`));
  expect(state.at('planned', 0)).toMatchObject({ seen: 5, met: 2 });
  expect(state.at('available')).toHaveLength(FAULTS.length);
});

test('a rate rains by its seed: the same seed the same calls, another seed others', async () => {
  const rain = async (seed: number): Promise<readonly number[]> => {
    await plan({ faults: [{ fault: 'tooManyRequests', at: { seed, rate: 0.4 } }] });
    return statuses(30);
  };
  const first = await rain(7);
  expect(await rain(7)).toEqual(first);
  expect(await rain(8)).not.toEqual(first);
  const refused = first.filter((status) => status === 429).length;
  expect(refused).toBeGreaterThan(5);
  expect(refused).toBeLessThan(20);
});

test('a rule can name the query and the org; other calls and other orgs do not meet it', async () => {
  await plan({
    faults: [
      { fault: 'internalError', on: 'GET /crm/v8/settings/fields?module=Deals', times: 'always' },
      { fault: 'tooManyRequests', on: '* /crm/**', org: 'eu/20078900311', times: 'always' },
    ],
  });
  expect(await statuses(1, '/crm/v8/settings/fields?module=Deals')).toEqual([500]);
  expect(await statuses(1, '/crm/v8/settings/fields?module=Accounts')).toEqual([200]);
  const org = `${NORDLICHT.dc}/${NORDLICHT.orgId}`;
  await plan({ faults: [{ fault: 'tooManyRequests', org, times: 'always' }] });
  expect((await sandbox.as('administrator', NORDLICHT).get(ORG)).status).toBe(429);
  expect(await statuses(1)).toEqual([200]);
});

test('an empty plan ends all faults, and a reset undoes what they did', async () => {
  await plan({
    faults: [{ fault: 'fieldDeleted' }, { fault: 'internalError', on: 'GET /crm/v8/org', times: 'always' }],
  });
  await startReading();
  expect(await statuses(1)).toEqual([500]);
  await plan({ faults: [] });
  expect(await statuses(1)).toEqual([200]);
  expect(await fieldNames('Accounts')).not.toContain('"Employees"');
  await sandbox.reset();
  expect(await fieldNames('Accounts')).toContain('"Employees"');
});

test('plans that cannot be read, and strangers, are refused and change nothing', async () => {
  const kept = [{ fault: 'internalError' }];
  await plan({ faults: kept });
  for (const [body, message] of [
    [{ faults: [{ fault: 'unicorn' }] }, 'There is no fault "unicorn".'],
    [{ faults: [{ fault: 'internalError', on: 'everything' }] }, 'faults.0.on'],
    [{ faults: [{ fault: 'internalError', at: 0 }] }, 'faults.0.at'],
    [{ faults: [{ fault: 'internalError', at: { seed: 1, rate: 2 } }] }, 'faults.0.at'],
    [{ faults: [{ fault: 'internalError', times: 'often' }] }, 'faults.0.times'],
    [{ faults: [{ fault: 'internalError', often: true }] }, 'faults.0'],
    [[], 'plan'],
    [null, 'plan'],
  ] as const) {
    const refused = await plan(body);
    expect([refused.status, refused.at('code')]).toEqual([400, 'INVALID_PLAN']);
    expect(refused.at('message')).toContain(message);
  }
  expect((await plan({ faults: [] }, { 'Content-Type': 'text/plain' })).status).toBe(415);
  expect((await plan({ faults: [] }, { ...JSON_TYPE, Origin: 'https://elsewhere.example' })).status).toBe(403);
  expect(sandbox.faults()).toHaveLength(1);
  expect(await statuses(1)).toEqual([500]);
});
