import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { backendOver, OFFLINE } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { isAtWork, RUN_POLL_MS, watchRun } from '#widgets/segment-list/models/watch-run.ts';
import type { SessionState } from '#widgets/shared/session/SessionModel.ts';
import { sessionInfoSchema, type SessionInfo } from '#widgets/shared/schemas/session-info.ts';

const RUN = { id: 'run-1', state: 'reading', progress: { accounts: 10, deals: 0, lineItems: 0 } };

function arrange(run: unknown) {
  const timer = createManualTimer();
  const server = createTabServer({ run });
  const info = signal<SessionInfo | null>(sessionInfoSchema.parse(server.handle('GET', '/v1/session', null).body));
  const state = signal<SessionState>({ kind: 'signedIn' });
  let ended = 0;
  const watch = watchRun({ info, state, backend: backendOver(server) }, timer, () => ended++);
  const looks = (): number => server.asked.filter((line) => line.startsWith('GET /v1/runs')).length;
  return { timer, server, state, watch, looks, ended: () => ended };
}

test('a run is followed until it is over, then screens ask again', async () => {
  const { timer, server, watch, ended } = arrange(RUN);
  expect(isAtWork(watch.run.value)).toBe(true);
  server.break('GET /v1/runs', {
    status: 200,
    body: { run: { ...RUN, progress: { accounts: 50, deals: 5, lineItems: 0 } } },
  });
  await timer.run(RUN_POLL_MS);
  expect(watch.run.value?.progress.accounts).toBe(50);
  expect(ended()).toBe(0);
  server.break('GET /v1/runs', { status: 200, body: { run: { ...RUN, state: 'done' } } });
  await timer.run(RUN_POLL_MS);
  expect(ended()).toBe(1);
  await timer.run(RUN_POLL_MS * 5);
  expect(ended()).toBe(1);
});

test('a look that fails says nothing about the run: the next one follows', async () => {
  const { timer, server, watch, ended } = arrange(RUN);
  server.break('GET /v1/runs', OFFLINE);
  await timer.run(RUN_POLL_MS * 2);
  expect(isAtWork(watch.run.value)).toBe(true);
  expect(ended()).toBe(0);
  expect(server.asked.filter((line) => line.startsWith('GET /v1/runs'))).toHaveLength(2);
});

test('a paused run is no longer at work and not over: when it is resumed, its end is noticed', async () => {
  const { timer, server, watch, ended } = arrange(RUN);
  server.break('GET /v1/runs', { status: 200, body: { run: { ...RUN, state: 'paused' } } });
  await timer.run(RUN_POLL_MS);
  expect(isAtWork(watch.run.value)).toBe(false);
  expect(ended()).toBe(0);
  server.break('GET /v1/runs', { status: 200, body: { run: { ...RUN, state: 'done' } } });
  await timer.run(RUN_POLL_MS);
  expect(ended()).toBe(1);
});

test('a run that was paused when the page opened is watched too', async () => {
  const { timer, server, ended } = arrange({ ...RUN, state: 'paused' });
  server.break('GET /v1/runs', { status: 200, body: { run: { ...RUN, state: 'cancelled' } } });
  await timer.run(RUN_POLL_MS);
  expect(ended()).toBe(1);
});

test('while nobody is signed in nothing is asked, and afterwards looks go on', async () => {
  const { timer, state, looks } = arrange(RUN);
  state.value = { kind: 'signedOut', ended: true, failure: null };
  await timer.run(RUN_POLL_MS * 5);
  expect(looks()).toBe(0);
  state.value = { kind: 'signedIn' };
  await timer.run(RUN_POLL_MS);
  expect(looks()).toBe(1);
});

test.each(['done', 'failed', 'refused', 'cancelled', 'paused', 'publishedPartly'])(
  'a run that is %s is not at work',
  (state) => {
    expect(isAtWork(arrange({ ...RUN, state }).watch.run.value)).toBe(false);
  },
);

test('a state that is new to this version counts as at work', () => {
  expect(isAtWork(arrange({ ...RUN, state: 'counting' }).watch.run.value)).toBe(true);
});

test('a closed watch asks nothing', async () => {
  const { timer, server, watch } = arrange(RUN);
  watch.close();
  await timer.run(RUN_POLL_MS * 2);
  expect(server.asked).toEqual(['GET /v1/session']);
});
