import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addEvent,
  addToLog,
  EMPTY_LOG,
  isPaused,
  runLogSchema,
  type LogEntry,
} from '#server-functions/shared/runs/run-log.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const NO_WORK = { from: '', to: '', rows: null, credits: null, retries: 0, worker: 1, note: null };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());

test('what a run did can be read by who sets up, and by nobody else', async () => {
  const functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const id = String(run.at('run', 'id'));
  const administrator = functions.as('administrator', ZYLKER);
  const log = (await administrator.call('GET', `/v1/runs/${id}/log`)).at('log', 'first');
  const steps = Array.isArray(log) ? log.map((entry: LogEntry) => `${entry.step} ${entry.rows ?? '-'}`) : [];
  const deals = String(run.at('run', 'progress', 'deals'));
  expect(steps).toEqual([
    'begin -',
    'accounts 60',
    `deals ${deals}`,
    'verify -',
    `ledger ${deals}`,
    'publish -',
    'publish 60',
    'compare -',
    'sweep -',
    'project -',
    'project 60',
    'project -',
    'basis -',
    'basis -',
    'finish 60',
  ]);
  const answer = await administrator.call('GET', `/v1/runs/${id}/log`);
  expect(answer.at('log', 'about')).toMatchObject({
    org: { id: ZYLKER.orgId, name: 'Zylker' },
    kind: 'full',
    scheduled: false,
    state: 'done',
    endedAt: run.at('run', 'endedAt'),
    projection: { of: 60, written: 60 },
    owed: null,
    fullBecause: null,
    leftOut: [],
    readSoFar: [],
  });
  expect(answer.at('log', 'counted')).toMatchObject({ accounts: 60, deals: Number(deals), project: 60 });
  expect((await functions.as('marketer', ZYLKER).call('GET', `/v1/runs/${id}/log`)).status).toBe(403);
});

test('a log keeps its beginning and its end, says how much lay between, and knows what all of it spent', () => {
  const entry = (index: number): LogEntry => ({
    ...NO_WORK,
    step: index % 4 === 0 ? 'project' : 'deals',
    rows: index,
    credits: index === 500 ? null : 3,
  });
  let log = EMPTY_LOG;
  for (let index = 0; index < 1_000; index++) log = addToLog(log, entry(index));
  expect([log.first.at(0)?.rows, log.first.length, log.dropped, log.last.length]).toEqual([0, 20, 880, 100]);
  expect([log.last.at(0)?.rows, log.last.at(-1)?.rows]).toEqual([900, 999]);
  expect(log.spent).toEqual({ project: 747, deals: 2_250 });
  expect(log.counted).toEqual({ project: 124_500, deals: 375_000 });
});

test('rows that were kept before logs counted are read as they are', () => {
  const { counted: _, ...kept } = addToLog(EMPTY_LOG, { ...NO_WORK, step: 'begin' });
  expect(runLogSchema.parse(kept)).toEqual({ ...kept, counted: {} });
});

test('a log knows whether its run has paused, so that a worker that takes it up says nothing twice', () => {
  const who = { at: 0, worker: 1, note: 'Ada' };
  const begun = addToLog(EMPTY_LOG, { ...NO_WORK, step: 'begin' });
  const paused = addEvent(begun, 'paused', who);
  expect([begun, paused, addEvent(paused, 'resumed', who)].map(isPaused)).toEqual([false, true, false]);
});
