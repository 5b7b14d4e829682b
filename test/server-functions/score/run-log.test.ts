import { afterAll, beforeAll, expect, test } from 'vitest';
import { addToLog, EMPTY_LOG, type LogEntry } from '#server-functions/shared/runs/run-log.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());

test('what a run did can be read and downloaded by who sets up, and by nobody else', async () => {
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
  expect(answer.at('log', 'about')).toMatchObject({ kind: 'full', scheduled: false, fullBecause: null });
  const file = await administrator.call('GET', `/v1/runs/${id}/log?format=text`);
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="lodestar-${id}.log.txt"`);
  const lines = new TextDecoder().decode(file.bytes).trim().split('\n');
  expect([lines.length, lines[0]]).toEqual([steps.length + 1, `${id} full done`]);
  expect(lines[2]).toMatch(/^2026-06-30T\S+ {2}accounts {2}\d+\.\d s {2}60 rows {2}/);
  expect((await functions.as('marketer', ZYLKER).call('GET', `/v1/runs/${id}/log`)).status).toBe(403);
});

test('a log keeps its beginning and its end, says how much lay between, and knows what all of it spent', () => {
  const entry = (index: number): LogEntry => ({
    step: index % 4 === 0 ? 'project' : 'deals',
    from: '',
    to: '',
    rows: index,
    credits: index === 500 ? null : 3,
    retries: 0,
    worker: 1,
    note: null,
  });
  let log = EMPTY_LOG;
  for (let index = 0; index < 1_000; index++) log = addToLog(log, entry(index));
  expect([log.first.at(0)?.rows, log.first.length, log.dropped, log.last.length]).toEqual([0, 20, 880, 100]);
  expect([log.last.at(0)?.rows, log.last.at(-1)?.rows]).toEqual([900, 999]);
  expect(log.spent).toEqual({ project: 747, deals: 2_250 });
});
