import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parsePublishedBasis } from '#core/labels/published-basis.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { createCallGate, isBulkCall } from '#test/support/call-gate.ts';
import {
  startHttpFunctions,
  until,
  type HttpAnswer,
  type HttpCall,
  type HttpFunctions,
} from '#test/support/functions-over-http.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;
/** Runs wait at their first bulk job, so that whoever steers one finds it at work. */
const gate = createCallGate();

beforeAll(async () => {
  const begun = Date.now();
  // The clock goes on, so that the CRM's limits a minute do.
  const clock = { now: () => SAMPLE_NOON + Date.now() - begun };
  sandbox = await startSampleSandbox(60, { clock, delay: gate.delay });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.reset();
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  const admin = functions.as('administrator', ZYLKER);
  const proposal = (await admin('GET', '/v1/configuration/proposal')).at('configuration');
  expect(
    (await admin('PUT', '/v1/configuration', { configuration: proposal, replaces: null, reason: '' })).status,
  ).toBe(200);
  return () => functions.close();
});

const admin: HttpCall = (...call) => functions.as('administrator', ZYLKER)(...call);
const start = async (): Promise<string> => String((await admin('POST', '/v1/runs', {})).at('run', 'id'));
const look = (id: string) => admin('GET', `/v1/runs/${id}`);
const state = (answer: HttpAnswer) => answer.at('run', 'state');
/** What people did to a run: `event by whom`. */
async function events(id: string): Promise<readonly string[]> {
  const entries = (await admin('GET', `/v1/runs/${id}/log`)).at('log', 'first');
  return z
    .array(z.object({ step: z.string(), note: z.string().nullable() }))
    .parse(entries)
    .filter(({ step }) => ['paused', 'resumed', 'cancelled', 'failed'].includes(step))
    .map(({ step, note }) => `${step} by ${note}`);
}
const ended = (id: string) =>
  until(
    () => look(id),
    (answer) => answer.at('run', 'endedAt') !== null,
  );

describe('a run', () => {
  beforeEach(() => gate.hold(isBulkCall));
  afterEach(() => gate.release());

  test('is paused, waits, and goes on to its end', async () => {
    const id = await start();
    const paused = await admin('POST', `/v1/runs/${id}/pause`);
    expect([paused.status, state(paused)]).toEqual([200, 'paused']);
    gate.release();
    // Whoever works on it has seen it, and waits.
    await expect.poll(() => events(id)).toEqual(['paused by Ada Reyes']);
    expect(state(await look(id))).toBe('paused');
    expect((await admin('POST', '/v1/runs', {})).at('code')).toBe('run.alreadyRunning');
    const resumed = await admin('POST', `/v1/runs/${id}/resume`);
    expect(state(resumed)).not.toBe('paused');
    const done = await ended(id);
    expect(state(done)).toBe('done');
    expect(await events(id)).toEqual(['paused by Ada Reyes', 'resumed by Ada Reyes']);
    expect(done.at('run', 'total')).toEqual({ accounts: 60, deals: done.at('run', 'progress', 'deals') });
    for (const verb of ['pause', 'resume', 'cancel']) {
      expect((await admin('POST', `/v1/runs/${id}/${verb}`)).at('code')).toBe('run.hasEnded');
    }
  });

  test('is cancelled, leaves nothing published, and can be taken up again', async () => {
    const id = await start();
    const cancelled = await admin('POST', `/v1/runs/${id}/cancel`);
    expect([cancelled.status, state(cancelled), cancelled.at('run', 'reason')]).toEqual([
      200,
      'cancelled',
      'cancelled',
    ]);
    gate.release();
    expect((await admin('GET', '/v1/overview')).at('overview')).toBe(null);
    expect((await admin('GET', '/v1/session')).at('run', 'state')).toBe('cancelled');
    const resumed = await admin('POST', `/v1/runs/${id}/resume`);
    expect([resumed.status, state(resumed), resumed.at('run', 'id')]).toEqual([202, 'queued', id]);
    expect(state(await ended(id))).toBe('done');
    expect(await events(id)).toEqual(['cancelled by Ada Reyes', 'resumed by Ada Reyes']);
  });

  test('that died with its process goes on by itself where the next one starts', async () => {
    const id = await start();
    await until(
      () => look(id),
      (answer) => state(answer) === 'reading',
    );
    const { folder } = functions;
    await functions.kill();
    gate.release();
    functions = await startHttpFunctions(sandbox, SAMPLE_NOON, folder);
    const done = await ended(id);
    expect([state(done), done.at('run', 'reason')]).toEqual(['done', null]);
  });

  test('is steered by who may set up, and by nobody of another org', async () => {
    const id = await start();
    for (const verb of ['pause', 'resume', 'cancel']) {
      const refused = await functions.as('marketer', ZYLKER)('POST', `/v1/runs/${id}/${verb}`);
      expect([refused.status, refused.at('missing')]).toEqual([403, 'Crm_Implied_Manage_ABM_Configurations']);
      const stranger = functions.as('administrator', NORDLICHT);
      const theirs = await stranger('POST', `/v1/runs/${id}/${verb}`);
      expect([theirs.status, theirs.body]).toEqual([404, (await stranger('POST', `/v1/runs/run-none/${verb}`)).body]);
    }
    gate.release();
    await ended(id);
  });
});

describe('the basis of the labels', () => {
  const records = () => queryTables(sandbox.databasePath(ZYLKER), 'SELECT Name, Basis, Money_Basis FROM ABM_Basis');

  test('is one record of the CRM, that of the last run, and reads back', async () => {
    for (let round = 0; round < 2; round++) {
      const done = await ended(await start());
      expect(done.at('run', 'problems')).toEqual([]);
      const found = records();
      expect(found.map((row) => row['Name'])).toEqual(['current']);
      const basis = parsePublishedBasis(String(found[0]?.['Basis']), String(found[0]?.['Money_Basis']));
      expect(basis.ok && basis.value.generation).toBe(done.at('run', 'generation'));
      expect(basis.ok && basis.value.labels.length).toBeGreaterThan(8);
      expect(basis.ok && basis.value.rfm?.monetary.steps.starts.length).toBeGreaterThan(0);
    }
  });
});
