import { expect, test } from 'vitest';
import { fail, ok } from '#core/result.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';
import type { SessionToken } from '#widgets/shared/backend/direct-backend.ts';
import { SIGN_IN_PATIENCE_MS, SIGN_IN_POLL_MS } from '#widgets/shared/session/await-sign-in.ts';
import { createSessionModel, type PageOwner } from '#widgets/shared/session/SessionModel.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';

const STATE = 'state-0123456789';
const INFO = {
  user: { name: 'Ada Admin' },
  org: { name: 'Zylker', currency: 'EUR', minorDigits: 2, timeZone: 'Europe/Madrid' },
  rights: {
    setup: true,
    view: true,
    createSegments: true,
    editSegments: true,
    deleteSegments: { missing: 'Crm_Implied_Delete_ABM_Segments' },
    exportAccounts: true,
  },
  configured: false,
  freshness: null,
  run: null,
};

const SILENT: PageOwner = { orgId: null, userId: null };

function arrange({ popUp = true, grantAfter = 2, refuse = '', owner = SILENT, infoFails = false, endFails = '' } = {}) {
  const timer = createManualTimer();
  const calls: (BackendRequest & { bearer: string | null })[] = [];
  const opened: string[] = [];
  let polls = 0;
  let sessions = 0;
  let held: SessionToken | null = null;
  let windowClosed = false;
  let gate = Promise.resolve();
  let caller = { id: '1', name: 'Ada Admin', orgId: '7' };
  const backend = (token: SessionToken): Backend => {
    held = token;
    return {
      async call(request) {
        calls.push({ ...request, bearer: token.current() });
        if (request.path === '/v1/sign-in') return ok({ state: STATE, url: 'https://functions.example/sign-in' });
        if (request.path === `/v1/sign-in/${STATE}`) {
          await gate;
          if (refuse !== '') return fail({ reason: 'refused', missing: refuse });
          return ++polls < grantAfter
            ? ok({ pending: true })
            : ok({ session: 'bearer-number-000', expiresIn: 900, caller });
        }
        if (request.path === '/v1/session' && request.method === 'POST')
          return ok({ session: `bearer-renewed-00${++sessions}`, expiresIn: 900 });
        if (request.path === '/v1/session' && request.method === 'DELETE')
          return endFails === 'offline'
            ? fail({ reason: 'offline' })
            : endFails === '401'
              ? fail({ reason: 'signedOut' })
              : ok(null);
        return infoFails ? fail({ reason: 'failed', code: 'store.unavailable' }) : ok(INFO);
      },
      download: () => Promise.reject(new Error('no downloads here')),
    };
  };
  const session = createSessionModel({
    backendWith: backend,
    openWindow: () =>
      popUp
        ? { go: (url) => opened.push(url), close: () => opened.push('closed'), isClosed: () => windowClosed }
        : null,
    owner: Promise.resolve(owner),
    timer,
    now: timer.now,
    randomVerifier: () => 'the-verifier',
    hash: async (text) => `hash of ${text}`,
  });
  const slowPoll = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => open();
  };
  const choose = (other: Partial<typeof caller>): void => {
    caller = { ...caller, ...other };
  };
  const signIn = async (): Promise<void> => {
    const done = session.signIn();
    await timer.run(SIGN_IN_POLL_MS * 2);
    await done;
  };
  const closeWindow = (): void => {
    windowClosed = true;
  };
  return {
    session,
    closeWindow,
    timer,
    calls,
    opened,
    slowPoll,
    choose,
    signIn,
    lose: (refused = held?.current() ?? null) => held?.lost(refused),
  };
}

test('signing in opens the pop-up, polls with the verifier and ends with who it is', async () => {
  const { session, timer, calls, opened } = arrange();
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
  const { session, timer } = arrange({ popUp: false });
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
  const { session, timer, opened } = arrange({ refuse });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure });
  expect(opened.at(-1)).toBe('closed');
});

test('a window that was closed before anybody signed in is noticed, and the button is back', async () => {
  const { session, timer, closeWindow } = arrange({ grantAfter: Number.POSITIVE_INFINITY });
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
  const { session, timer, closeWindow } = arrange({ grantAfter: 1 });
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
  const { session, timer, closeWindow } = arrange({ grantAfter: 4 });
  closeWindow();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  expect(session.state.value).toMatchObject({ failure: 'closed' });
  await timer.run(SIGN_IN_POLL_MS * 15);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedIn' });
});

test('nobody signing in ends the wait', async () => {
  const { session, timer } = arrange({ grantAfter: Number.POSITIVE_INFINITY });
  const done = session.signIn();
  await timer.run(SIGN_IN_PATIENCE_MS + SIGN_IN_POLL_MS);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: 'late' });
});

test('an abandoned attempt asks no further', async () => {
  const { session, timer, calls } = arrange({ grantAfter: Number.POSITIVE_INFINITY });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  session.cancelSignIn();
  const asked = calls.length;
  await timer.run(SIGN_IN_POLL_MS * 5);
  await done;
  expect(calls).toHaveLength(asked);
});

test('an answer that comes after the attempt was abandoned is not kept', async () => {
  const { session, timer, calls, slowPoll } = arrange({ grantAfter: 1 });
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
  const { session, timer } = arrange();
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  session.cancelSignIn();
  await timer.run(SIGN_IN_POLL_MS * 5);
  await done;
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: null });
});

test('the bearer is renewed before it ends, and the new one is used', async () => {
  const { session, timer, calls } = arrange({ grantAfter: 1 });
  const done = session.signIn();
  await timer.run(SIGN_IN_POLL_MS);
  await done;
  await timer.run(600_000);
  expect(calls.at(-1)).toMatchObject({ method: 'POST', path: '/v1/session' });
  await session.refresh();
  expect(calls.at(-1)?.bearer).toBe('bearer-renewed-001');
});

test('a session that ends leaves what was known on screen', async () => {
  const { session, timer, lose } = arrange({ grantAfter: 1 });
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
    const { session, choose, signIn, calls } = arrange({ owner: { orgId: '7', userId: '1' } });
    choose({ ...other, name: 'Bruno' });
    await signIn();
    expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: { kind, name: 'Bruno' } });
    expect(session.info.value).toBeNull();
    expect(calls.every(({ bearer }) => bearer === null)).toBe(true);
  },
);

test('where the CRM is silent a page stays with who signed in first', async () => {
  const { session, choose, signIn, lose, timer, calls } = arrange();
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
  const { session, timer, signIn, lose } = arrange({ grantAfter: 1 });
  await signIn();
  await timer.run(600_000);
  lose('bearer-number-000');
  expect(session.state.value).toEqual({ kind: 'signedIn' });
  lose('bearer-renewed-001');
  expect(session.state.value).toMatchObject({ kind: 'signedOut', ended: true });
});

test('who is signed in but cannot be read of is signed out, and nothing is renewed behind that', async () => {
  const { session, timer, signIn, calls } = arrange({ grantAfter: 1, infoFails: true });
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure: 'failed' });
  const asked = calls.length;
  await timer.run(3_600_000);
  expect(calls).toHaveLength(asked);
});

test('a session is renewed by how long it lives, whatever the clock of this computer says', async () => {
  const { timer, signIn, calls } = arrange({ grantAfter: 1 });
  await signIn();
  await timer.run(3_600_000);
  expect(calls.filter(({ method, path }) => method === 'POST' && path === '/v1/session')).toHaveLength(6);
});

test('signing out ends the session at the server with its own bearer, and here at once', async () => {
  const { session, timer, signIn, calls } = arrange({ grantAfter: 1 });
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
  const { session, signIn } = arrange({ grantAfter: 1, endFails });
  await signIn();
  await session.signOut();
  expect(session.state.value).toEqual({ kind: 'signedOut', ended: false, failure });
  expect(session.info.value).toBeNull();
});

test('after a sign-out of a page that the CRM says nothing of, somebody else may sign in', async () => {
  const { session, signIn, choose } = arrange({ grantAfter: 1 });
  await signIn();
  await session.signOut();
  choose({ id: '2', name: 'Bruno' });
  await signIn();
  expect(session.state.value).toEqual({ kind: 'signedIn' });
});
