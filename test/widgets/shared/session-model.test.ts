import { expect, test } from 'vitest';
import { SIGN_IN_POLL_MS } from '#widgets/shared/session/await-sign-in.ts';
import { arrangeSession } from './arrange-session.ts';

test('the bearer is renewed before it ends, and the new one is used', async () => {
  const { session, timer, calls } = arrangeSession({ grantAfter: 1 });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  await timer.run(600_000);
  expect(calls.at(-1)).toMatchObject({ method: 'POST', path: '/v1/session' });
  await session.refresh();
  expect(calls.at(-1)?.bearer).toBe('bearer-renewed-001');
});

test('a session that ends leaves what was known on screen', async () => {
  const { session, timer, lose } = arrangeSession({ grantAfter: 1 });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  lose();
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: true, failure: null });
  expect(session.info.value?.org.name).toBe('Zylker');
});

test.each([
  ['otherOrg', { orgId: '8' }],
  ['otherUser', { id: '2' }],
] as const)(
  'who signs in as %s than the page of the CRM is refused, and nothing is asked in their name',
  async (kind, other) => {
    const { session, choose, signIn, calls } = arrangeSession({ owner: { orgId: '7', userId: '1' } });
    choose({ ...other, name: 'Bruno' });
    await signIn();
    expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: { kind, name: 'Bruno' } });
    expect(session.info.value).toBeNull();
    expect(calls.every(({ bearer }) => bearer === null)).toBe(true);
  },
);

test('where the CRM is silent a page stays with who signed in first', async () => {
  const { session, choose, signIn, lose, timer, calls } = arrangeSession();
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedIn' });
  lose();
  choose({ orgId: '8', name: 'Bruno' });
  const before = calls.length;
  await signIn();
  expect(session.state.value).toEqual({
    kind: 'signedOut',
    ended: true,
    failure: { kind: 'otherOrg', name: 'Bruno' },
  });
  await timer.run(900_000);
  expect(calls.slice(before).every(({ bearer }) => bearer === null)).toBe(true);
  expect(session.info.value?.user.name).toBe('Ada Admin');
  choose({ orgId: '7' });
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedIn' });
});

test('a refusal of the bearer from before a renewal ends nothing', async () => {
  const { session, timer, signIn, lose } = arrangeSession({ grantAfter: 1 });
  await signIn();
  await timer.run(600_000);
  lose('bearer-number-000');
  expect(session.state.value).toEqual({ kind: 'signedIn' });
  lose('bearer-renewed-001');
  expect(session.state.value).toMatchObject({ kind: 'signedOut', ended: true });
});

test('who is signed in but cannot be read of is signed out, and nothing is renewed behind that', async () => {
  const { session, timer, signIn, calls } = arrangeSession({ grantAfter: 1, infoFails: true });
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: 'failed' });
  const asked = calls.length;
  await timer.run(3_600_000);
  expect(calls).toHaveLength(asked);
});

test('a session is renewed by how long it lives, whatever the clock of this computer says', async () => {
  const { timer, signIn, calls } = arrangeSession({ grantAfter: 1 });
  await signIn();
  await timer.run(3_600_000);
  expect(calls.filter(({ method, path }) => method === 'POST' && path === '/v1/session')).toHaveLength(6);
});

test('signing out ends the session at the server with its own bearer, and here at once', async () => {
  const { session, timer, signIn, calls } = arrangeSession({ grantAfter: 1 });
  await signIn();
  const done = session.signOut();
  expect([session.state.value, session.info.value]).toEqual([{ kind: 'signedOut', ended: false, failure: null }, null]);
  await done;
  expect(calls.at(-1)).toEqual({ method: 'DELETE', path: '/v1/session', bearer: 'bearer-number-000' });
  const asked = calls.length;
  await timer.run(3_600_000);
  expect(calls).toHaveLength(asked);
});

test.each([
  ['offline', 'notRevoked'],
  ['401', null],
])('a sign-out that the server answers with %s is one here all the same: %s', async (endFails, failure) => {
  const { session, signIn } = arrangeSession({ grantAfter: 1, endFails });
  await signIn();
  await session.signOut();
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure });
  expect(session.info.value).toBeNull();
});

test('after a sign-out of a page that the CRM says nothing of, somebody else may sign in', async () => {
  const { session, signIn, choose } = arrangeSession({ grantAfter: 1 });
  await signIn();
  await session.signOut();
  choose({ id: '2', name: 'Bruno' });
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedIn' });
});
