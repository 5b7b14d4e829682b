import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { createOpenModel, type OpenState } from '#widgets/setup-wizard/models/OpenModel.ts';
import type { SessionModel, SessionState } from '#widgets/shared/session/SessionModel.ts';
import { sessionInfoSchema } from '#widgets/shared/schemas/session-info.ts';
import { createFakeServer } from './fake-server.ts';

async function signInWhile(runState: string): Promise<readonly OpenState[]> {
  const server = createFakeServer();
  const timer = createManualTimer();
  const answer = server.handle({ method: 'GET', path: '/v1/session' });
  const info = sessionInfoSchema.parse({ ...Object(answer.body), run: { id: 'run-1', state: runState } });
  const state = signal<SessionState>({ kind: 'signedOut', ended: false, failure: null });
  const session: SessionModel = {
    state,
    info: signal(info),
    backend: server.backend,
    signIn: () => Promise.resolve(),
    cancelSignIn: () => undefined,
    signOut: () => Promise.resolve(),
    refresh: () => Promise.resolve(null),
  };
  const open = createOpenModel(session, timer, timer.now);
  const seen: OpenState[] = [];
  const stop = open.state.subscribe((each) => seen.push(each));
  state.value = { kind: 'signedIn' };
  await expect.poll(() => open.state.value.kind).toBe('ready');
  stop();
  open.close();
  return seen;
}

test('signing in while a run goes on says so before anything else is read, then shows its progress', async () => {
  const [, loading, ready] = await signInWhile('reading');
  expect(loading).toEqual({ kind: 'loading', underWay: true });
  if (ready?.kind !== 'ready') throw new Error('setup opens');
  expect([ready.setup.step.value, ready.setup.run.stage.value.kind]).toEqual(['configure', 'running']);
});

test('a run that has ended is not said to go on', async () => {
  const [, loading, ready] = await signInWhile('done');
  expect(loading).toEqual({ kind: 'loading', underWay: false });
  if (ready?.kind !== 'ready') throw new Error('setup opens');
  expect(ready.setup.run.stage.value.kind).toBe('idle');
});
