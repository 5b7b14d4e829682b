import { expect, test } from 'vitest';
import { SIGN_IN_PATIENCE_MS, SIGN_IN_POLL_MS } from '#widgets/shared/session/await-sign-in.ts';
import { STATE, arrangeSession } from './arrange-session.ts';

test('signing in opens the pop-up, polls with the verifier and ends with who it is', async () => {
  const { session, timer, calls, opened } = arrangeSession();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS * 3);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedIn' });
  expect(session.info.value?.user.name).toBe('Ada Admin');
  expect(opened).toEqual(['https://functions.example/sign-in', 'closed']);
  expect(calls[0]).toMatchObject({ path: '/v1/sign-in', body: { verifierHash: 'hash of the-verifier' }, bearer: null });
  expect(calls.filter(({ path }) => path === `/v1/sign-in/${STATE}`).map(({ body }) => body)).toEqual([
    { verifier: 'the-verifier' },
    { verifier: 'the-verifier' },
  ]);
  expect(calls.at(-1)).toMatchObject({ method: 'GET', path: '/v1/session', bearer: 'bearer-number-000' });
});

test('a browser that keeps the pop-up shut is given a link, and the wait goes on', async () => {
  const { session, timer } = arrangeSession({ popUp: false });
  const done = session.signIn();
  await timer.run(0);
  expect(session.state.value).toEqual({ kind: 'signingIn', url: 'https://functions.example/sign-in' });
  await timer.run(SIGN_IN_POLL_MS * 3);
  await done;
  expect(session.state.value.kind).toBe('signedIn');
});

test.each([
  ['signIn.refused', 'refused'],
  ['signIn.notConfirmed', 'notConfirmed'],
] as const)('%s by the CRM is said as what it is', async (refuse, failure) => {
  const { session, timer, opened } = arrangeSession({ refuse });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure });
  expect(opened.at(-1)).toBe('closed');
});

test('a window that was closed before anybody signed in is noticed, and the button is back', async () => {
  const { session, timer, closeWindow } = arrangeSession({ grantAfter: Number.POSITIVE_INFINITY });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  expect(session.state.value.kind).toBe('signingIn');
  closeWindow();
  await timer.run(SIGN_IN_POLL_MS);
  const closed = { kind: 'signedOut', ended: false, failure: 'closed' };
  expect(session.state.value).toEqual(closed);
  await timer.run(SIGN_IN_PATIENCE_MS);
  await done;
  expect(session.state.value).toEqual(closed);
});

test('a window that closes itself when it is through is not taken for one that was given up', async () => {
  const { session, timer, closeWindow } = arrangeSession({ grantAfter: 1 });
  const seen = new Set<string>();
  const stop = session.state.subscribe((state) => seen.add(state.kind));
  seen.clear();
  const done = session.signIn();
  closeWindow();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  stop();
  expect([...seen]).toEqual(['signingIn', 'signedIn']);
});

test('a window that only seems closed, since its page is out of reach, still signs in', async () => {
  const { session, timer, closeWindow } = arrangeSession({ grantAfter: 4 });
  closeWindow();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  expect(session.state.value).toMatchObject({ failure: 'closed' });
  await timer.run(SIGN_IN_POLL_MS * 15);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedIn' });
});

test('nobody signing in ends the wait', async () => {
  const { session, timer } = arrangeSession({ grantAfter: Number.POSITIVE_INFINITY });
  const done = session.signIn();
  await timer.run(SIGN_IN_PATIENCE_MS + SIGN_IN_POLL_MS);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: 'late' });
});

test('an abandoned attempt asks no further', async () => {
  const { session, timer, calls } = arrangeSession({ grantAfter: Number.POSITIVE_INFINITY });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  session.cancelSignIn();
  const asked = calls.length;
  await timer.run(SIGN_IN_POLL_MS * 5);
  await done;
  expect(calls).toHaveLength(asked);
});

test('an answer that comes after the attempt was abandoned is not kept', async () => {
  const { session, timer, calls, slowPoll } = arrangeSession({ grantAfter: 1 });
  const answer = slowPoll();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  session.cancelSignIn();
  answer();
  await done;
  await session.refresh();
  expect(calls.at(-1)?.bearer).toBeNull();
  expect(session.state.value.kind).toBe('signedOut');
});

test('an answer to an abandoned attempt signs nobody in', async () => {
  const { session, timer } = arrangeSession();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  session.cancelSignIn();
  await timer.run(SIGN_IN_POLL_MS * 5);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: null });
});
