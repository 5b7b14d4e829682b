import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { createOpenModel, type OpenState } from '#widgets/setup-wizard/models/OpenModel.ts';
import type { SessionModel, SessionState } from '#widgets/shared/session/SessionModel.ts';
import { sessionInfoSchema, type SessionInfo } from '#widgets/shared/schemas/session-info.ts';
import { createFakeServer } from './fake-server.ts';

/** Signed in, the wizard open, and whatever the session then does. */
async function openWhile(runState: string) {
  const server = createFakeServer();
  const timer = createManualTimer();
  const answer = server.handle({ method: 'GET', path: '/v1/session' });
  const info = signal<SessionInfo | null>(
    sessionInfoSchema.parse({ ...Object(answer.body), run: { id: 'run-1', state: runState } }),
  );
  const state = signal<SessionState>({ kind: 'signedOut', ended: false, failure: null });
  const session: SessionModel = {
    state,
    info,
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
  return { open, seen, info, state };
}

async function signInWhile(runState: string): Promise<readonly OpenState[]> {
  const { open, seen } = await openWhile(runState);
  open.close();
  return seen;
}

test('a session that ends leaves the wizard as it is; one that is signed out leaves nothing', async () => {
  const { open, info, state } = await openWhile('done');
  state.value = { kind: 'signedOut', ended: true, failure: null };
  expect(open.state.value.kind).toBe('ready');
  info.value = null;
  state.value = { kind: 'signedOut', ended: false, failure: null };
  expect(open.state.value).toEqual({ kind: 'signedOut' });
  open.close();
});

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
