import { fail, ok } from '#core/result.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';
import type { SessionToken } from '#widgets/shared/backend/direct-backend.ts';
import { SIGN_IN_POLL_MS } from '#widgets/shared/session/await-sign-in.ts';
import { createSessionModel, type PageOwner } from '#widgets/shared/session/SessionModel.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';

export const STATE = 'state-0123456789';
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

/** A session over a server that is told how it answers; the timer moves by hand. */
export function arrangeSession({
  popUp = true,
  grantAfter = 2,
  refuse = '',
  owner = SILENT,
  infoFails = false,
  endFails = '',
} = {}) {
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
