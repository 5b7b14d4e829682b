import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REFRESH_POLICY_KEY } from '#server-functions/policies/refresh-policy.ts';
import { publishConfiguration, readConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { noteLatestRun, readLastRun } from '#server-functions/score/latest-run.ts';
import { readRun } from '#server-functions/score/read-run.ts';
import { releaseRunLock, takeRunLock } from '#server-functions/score/run-lock.ts';
import { startRun } from '#server-functions/score/start-run.ts';
import { CREDIT_SETTINGS } from '#server-functions/shared/credits/credit-settings.ts';
import { LEASE_MS } from '#server-functions/shared/runs/lease.ts';
import { createJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let sandbox: Sandbox;
let functions: LocalFunctions;
let clockMs = (): number => SAMPLE_NOON;
beforeAll(async () => {
  // One clock for both: what is written now is not what is written a quarter of an hour later.
  sandbox = await startSampleSandbox(40, { clock: { now: () => clockMs() } });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  clockMs = () => SAMPLE_NOON;
  await sandbox.reset();
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 10_000 });
  clockMs = () => functions.clock.ms;
});

const administrator = (org = ZYLKER) => functions.as('administrator', org);
const seen = () => administrator().call('GET', '/v1/refresh');
/** The CRM's REST API as the administrator; the body as text. */
async function crm(method: string, path: string, body?: unknown): Promise<string> {
  const holder = sandbox.tokens.find(({ orgId, user }) => orgId === ZYLKER.orgId && user === 'administrator');
  const response = await fetch(`${sandbox.url}/crm/v8${path}`, {
    method,
    headers: { authorization: `Zoho-oauthtoken ${holder?.accessToken ?? ''}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.text();
}
/** Newest first: what was due, which run it was, why none. */
async function entries(): Promise<readonly (readonly unknown[])[]> {
  const answer = await seen();
  const found: (readonly unknown[])[] = [];
  for (let at = 0; answer.at('entries', at) !== undefined; at++)
    found.push(['kind', 'skipped', 'times'].map((name) => answer.at('entries', at, name)));
  return found;
}
async function tickAfter(ms: number): Promise<void> {
  functions.clock.ms += ms;
  await functions.tick(ZYLKER);
}

describe('an org without a first run', () => {
  test('is left alone: that run a person starts, who has seen what it costs', async () => {
    await functions.tick(ZYLKER);
    const answer = await seen();
    expect([answer.at('next'), answer.at('entries'), answer.at('price', 'nightly')]).toEqual([null, [], null]);
    expect(await functions.ports.store.read(ZYLKER, 'run-latest')).toBeNull();
  });
});

describe('an org with labels', () => {
  beforeEach(async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  });

  test('is swept each quarter of an hour, once however often somebody looks, and says what that did', async () => {
    await functions.tick(ZYLKER);
    expect(await entries()).toEqual([]);
    await tickAfter(15 * MINUTE);
    await functions.tick(ZYLKER);
    expect(await entries()).toEqual([['sweep', null, 1]]);
    await tickAfter(15 * MINUTE);
    const answer = await seen();
    expect(await entries()).toHaveLength(2);
    const runId = String(answer.at('entries', 0, 'runId'));
    expect(runId).toMatch(/^run-changes-20260630T\d{4}$/);
    expect(answer.at('entries', 0, 'result', 'state')).toBe('done');
    const row = (await readRun(functions.ports, ZYLKER, runId))?.value;
    expect([row?.kind, row?.requestedBy, row?.asOf]).toEqual(['changes', 'schedule', null]);
    // Its row goes by itself: 1,440 a day would be too many to keep.
    expect(row?.expiresAt).toBeGreaterThan(functions.clock.ms);
    // Nothing had changed: what the price list says is what it cost, and what the CRM counted.
    expect(answer.at('entries', 0, 'result', 'readCredits')).toBe(answer.at('price', 'perSweep'));
    const spent = Number(answer.at('days', 0, 'readCredits')) + Number(answer.at('days', 0, 'writeCredits'));
    expect(spent).toBeGreaterThan(0);
    expect(answer.at('next', 'sweep')).toBe(
      new Date(Date.parse(String(answer.at('entries', 0, 'at'))) + 15 * MINUTE).toISOString(),
    );
    // Nobody swept the other org.
    expect((await administrator(NORDLICHT).call('GET', '/v1/refresh')).at('entries')).toEqual([]);
  });

  test('shows the label of a deal that somebody won, without anybody asking', async () => {
    const unlabelled = 'select id from Accounts where ABM_RFM_Label is null limit 1';
    const found = await crm('POST', '/coql', { select_query: unlabelled });
    const id = /"id":"(\d+)"/.exec(found)?.[1] ?? '';
    functions.clock.ms += 5 * MINUTE;
    const deal = {
      Deal_Name: 'Won',
      Account_Name: { id },
      Stage: 'Closed Won',
      Amount: 250_000,
      Closing_Date: SAMPLE_DAY,
    };
    expect(await crm('POST', '/Deals', { data: [deal] })).toContain('SUCCESS');
    await tickAfter(10 * MINUTE);
    expect(await crm('GET', `/Accounts/${id}?fields=ABM_RFM_Label`)).toMatch(/"ABM_RFM_Label":"\w/);
    expect((await seen()).at('entries', 0, 'result')).toMatchObject({ written: 1, fullBecause: null });
  });

  test('is read in full in the night, once, also when two machines tick at the same moment', async () => {
    // Zylker lives in New York: its midnight is four o'clock in the morning of UTC.
    await tickAfter(16.5 * HOUR);
    expect((await entries())[0]).toEqual(['sweep', 'waitsForNightly', 1]);
    functions.clock.ms += HOUR;
    await Promise.all([functions.tick(ZYLKER), functions.tick(ZYLKER)]);
    await functions.tick(ZYLKER);
    const answer = await seen();
    expect((await entries()).filter(([kind]) => kind === 'nightly')).toEqual([['nightly', null, 1]]);
    expect(answer.at('entries', 0, 'result', 'state')).toBe('done');
    expect(answer.at('timeZone')).toBe('America/New_York');
    expect((await administrator().call('GET', '/v1/overview')).at('overview', 'asOf')).toBe('2026-07-01');
  });

  test('is left alone by day where somebody chose the night’s run alone', async () => {
    const nightOnly = { everyMinutes: null, nightlyAt: '01:00', workflows: 'off', revision: null };
    expect((await administrator().call('PUT', '/v1/refresh', nightOnly)).status).toBe(200);
    expect((await seen()).at('next', 'sweep')).toBeNull();
    await tickAfter(15 * MINUTE);
    await tickAfter(15 * MINUTE);
    expect(await entries()).toEqual([]);
    await tickAfter(17 * HOUR);
    expect(await entries()).toEqual([['nightly', null, 1]]);
  });

  test('is not swept under other settings than its labels were made under, nor after a run that somebody cancelled', async () => {
    const { store } = functions.ports;
    const current = await readConfiguration(store, ZYLKER);
    if (current === null) throw new Error('published');
    const published = await publishConfiguration(functions.ports, ZYLKER, { ...current, version: current.version + 1 });
    expect(published).toBe('published');
    await tickAfter(15 * MINUTE);
    expect(await entries()).toEqual([['sweep', 'settingsChanged', 1]]);
    expect((await seen()).at('next', 'sweep')).toBeNull();
    const started = await administrator().call('POST', '/v1/runs', {});
    const id = String(started.at('run', 'id'));
    await tickAfter(15 * MINUTE);
    expect((await entries())[0]).toEqual(['sweep', null, 1]);
    // As a person leaves it who cancels it.
    const row = await readRun(functions.ports, ZYLKER, id);
    if (row === null) throw new Error('the run is there');
    await noteLatestRun({ store }, ZYLKER, row.value);
    await replaceJson(store, ZYLKER, row, { ...row.value, state: 'cancelled' });
    await tickAfter(15 * MINUTE);
    expect((await entries())[0]).toEqual(['sweep', 'runCancelled', 1]);
    // The night's run comes all the same.
    await tickAfter(17 * HOUR);
    expect((await entries())[0]).toEqual(['nightly', null, 1]);
  });

  test('is not shown a sweep as its last run, which nobody asked for', async () => {
    const shown = async () => (await administrator().call('GET', '/v1/session')).at('run', 'id');
    const first = await shown();
    expect(first).toMatch(/^run-\d+$/);
    await tickAfter(15 * MINUTE);
    const last = await readLastRun(functions.ports, ZYLKER);
    expect([last?.kind, await shown()]).toEqual(['changes', first]);
    await tickAfter(17 * HOUR);
    expect(await shown()).toMatch(/^run-nightly-/);
  });

  test('says that a sweep was left out while another run was at work', async () => {
    await takeRunLock(functions.ports.store, ZYLKER, 'run-by-hand', functions.clock.ms + HOUR);
    await tickAfter(15 * MINUTE);
    await tickAfter(15 * MINUTE);
    expect(await entries()).toEqual([['sweep', 'runUnderWay', 2]]);
    await releaseRunLock(functions.ports.store, ZYLKER, 'run-by-hand');
    await tickAfter(15 * MINUTE);
    expect((await entries())[0]).toEqual(['sweep', null, 1]);
  });

  test('is not swept beyond its budget, and the night’s run keeps its share of it', async () => {
    // Nordlicht lives in Berlin, where the night's run still is on the same day of UTC.
    await configureAndScore(functions, NORDLICHT, SAMPLE_DAY);
    const look = () => administrator(NORDLICHT).call('GET', '/v1/refresh');
    const before = await look();
    const [spent, perSweep, nightly] = [
      before.at('spentToday'),
      before.at('price', 'perSweep'),
      before.at('price', 'nightly'),
    ];
    await createJson(functions.ports.store, NORDLICHT, CREDIT_SETTINGS, {
      mostPerRun: null,
      mostPerDay: Number(spent) + Number(nightly) + Number(perSweep) - 1,
      changedBy: { id: '1', name: 'test' },
      changedAt: SAMPLE_DAY,
    });
    functions.clock.ms += 15 * MINUTE;
    await functions.tick(NORDLICHT);
    expect((await look()).at('entries', 0)).toMatchObject({ kind: 'sweep', skipped: 'budgetReached', runId: null });
    functions.clock.ms += 11.5 * HOUR;
    await functions.tick(NORDLICHT);
    expect((await look()).at('entries', 0)).toMatchObject({ kind: 'nightly', skipped: null });
  });

  test('has a run taken up whose delivery was lost, once nobody can be at it any more', async () => {
    const { store, clock } = functions.ports;
    const queue = { enqueue: () => Promise.resolve() };
    const lost = { id: 'run-lost', kind: 'full', requestedBy: 'test', asOf: null, expiresAt: null } as const;
    await startRun({ store, clock, queue }, ZYLKER, lost);
    const stateNow = async () => (await readRun(functions.ports, ZYLKER, 'run-lost'))?.value.state;
    await functions.tick(ZYLKER);
    expect(await stateNow()).toBe('queued');
    await tickAfter(LEASE_MS + 5 * MINUTE);
    expect(await stateNow()).toBe('done');
  });
});

describe('the policy of an org', () => {
  const quick = { everyMinutes: 1, nightlyAt: '00:15', workflows: 'off', revision: null } as const;

  test('is a sweep every quarter of an hour until somebody decides, and nobody’s decision is overwritten unseen', async () => {
    expect((await seen()).at('policy')).toMatchObject({ everyMinutes: 15, nightlyAt: '01:00', revision: null });
    const saved = await administrator().call('PUT', '/v1/refresh', quick);
    expect(saved.status).toBe(200);
    expect((await seen()).at('policy')).toMatchObject({
      everyMinutes: 1,
      nightlyAt: '00:15',
    });
    expect((await seen()).at('policy', 'changedBy')).toBeTypeOf('string');
    const late = await administrator().call('PUT', '/v1/refresh', { ...quick, everyMinutes: 15 });
    expect([late.status, late.at('code')]).toEqual([409, 'refresh.changedMeanwhile']);
    const revision = (await seen()).at('policy', 'revision');
    expect((await administrator().call('PUT', '/v1/refresh', { ...quick, revision, everyMinutes: 15 })).status).toBe(
      200,
    );
    const stale = await administrator().call('PUT', '/v1/refresh', { ...quick, revision, nightlyAt: '05:00' });
    expect([stale.status, (await seen()).at('policy', 'nightlyAt')]).toEqual([409, '00:15']);
    // In the other org nobody has decided.
    const elsewhere = await administrator(NORDLICHT).call('GET', '/v1/refresh');
    expect(elsewhere.at('policy', 'revision')).toBeNull();
    await functions.audit.settled();
    const audit = await administrator().call('GET', '/v1/audit');
    expect(new TextDecoder().decode(audit.bytes)).toContain('"what":"refresh.changed"');
  });

  test('has three choices, and the night ends at six', async () => {
    const wrong = [
      { everyMinutes: 5 },
      { nightlyAt: '06:00' },
      { nightlyAt: '1:00' },
      { workflows: 'always' },
      { cost: 3 },
    ];
    for (const change of wrong)
      expect((await administrator().call('PUT', '/v1/refresh', { ...quick, ...change })).status).toBe(400);
    expect(await functions.ports.store.read(ZYLKER, REFRESH_POLICY_KEY)).toBeNull();
  });

  test('shows the price of each choice beside what the org has a day, before anybody switches', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const answer = await seen();
    const [quarter, minute, night] = [0, 1, 2].map((at) => answer.at('price', 'options', at));
    const perSweep = Number(answer.at('price', 'perSweep'));
    expect(quarter).toMatchObject({ everyMinutes: 15, sweepsPerDay: 92, sweeps: 92 * perSweep });
    expect(minute).toMatchObject({ everyMinutes: 1, sweepsPerDay: 1_380, sweeps: 1_380 * perSweep });
    const nightly = Number(answer.at('price', 'nightly'));
    expect(answer.at('price', 'options', 1, 'total')).toBe(1_380 * perSweep + nightly);
    expect(night).toEqual({ everyMinutes: null, sweepsPerDay: 0, sweeps: 0, total: nightly });
    expect(answer.at('dailyCredits')).toBe(75_000);
  });
});
