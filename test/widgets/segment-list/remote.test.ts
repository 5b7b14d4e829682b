import { expect, test } from 'vitest';
import { fail, ok, type Result } from '#core/result.ts';
import { createRemote } from '#widgets/segment-list/models/remote.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';

type Answer = Result<number, BackendFailure>;

/** A question whose answers come when told to. */
function arrange() {
  const waiting: { readonly answer: (value: Answer) => void; readonly signal: AbortSignal }[] = [];
  const remote = createRemote<number>((signal) => new Promise<Answer>((answer) => waiting.push({ answer, signal })));
  return { remote, waiting };
}

test('loading, then there', async () => {
  const { remote, waiting } = arrange();
  const loaded = remote.load();
  expect(remote.state.value.kind).toBe('loading');
  waiting[0]?.answer(ok(1));
  await loaded;
  expect(remote.state.value).toEqual({ kind: 'ready', value: 1, failure: null, reloading: false });
});

test('a newer question cancels the older one, whose late answer changes nothing', async () => {
  const { remote, waiting } = arrange();
  const first = remote.load();
  const second = remote.load();
  expect(waiting[0]?.signal.aborted).toBe(true);
  waiting[1]?.answer(ok(2));
  await second;
  waiting[0]?.answer(ok(1));
  await first;
  expect(remote.state.value).toMatchObject({ value: 2 });
});

test('what was there stays in sight when a reload fails', async () => {
  const { remote, waiting } = arrange();
  const first = remote.load();
  waiting[0]?.answer(ok(1));
  await first;
  const again = remote.load();
  expect(remote.state.value).toMatchObject({ value: 1, reloading: true });
  waiting[1]?.answer(fail({ reason: 'offline' }));
  await again;
  expect(remote.state.value).toEqual({ kind: 'ready', value: 1, failure: { reason: 'offline' }, reloading: false });
});

test('a first question that fails says why', async () => {
  const { remote, waiting } = arrange();
  const loaded = remote.load();
  waiting[0]?.answer(fail({ reason: 'refused', missing: 'X' }));
  await loaded;
  expect(remote.state.value).toEqual({ kind: 'failed', failure: { reason: 'refused', missing: 'X' } });
});

test('after a reset the old answer is about something else', async () => {
  const { remote, waiting } = arrange();
  const loaded = remote.load();
  remote.reset();
  waiting[0]?.answer(ok(1));
  await loaded;
  expect(remote.state.value.kind).toBe('loading');
});

test('only a cancelled request may reject: anything else is a bug and surfaces', async () => {
  const remote = createRemote<number>(() => Promise.reject(new Error('bug')));
  await expect(remote.load()).rejects.toThrow('bug');
});
