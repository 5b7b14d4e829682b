import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type * as z from 'zod/mini';
import type { Backend, BackendFailure } from '../backend/backend.ts';
import type { SessionToken } from '../backend/direct-backend.ts';
import { sessionInfoSchema, type SessionInfo } from '../schemas/session-info.ts';
import type { Timer } from '../timer.ts';
import { awaitSignIn, type SignInFailure, type SignInWindow } from './await-sign-in.ts';
import { grantedSchema, startedSchema, type SignedIn } from './session-answers.ts';

/** A session is renewed after two thirds of its life: one missed renewal still leaves time for another. */
const RENEW_AT_SHARE = 2 / 3;
/** A renewal that found no connection is tried again. */
const RENEW_AGAIN_MS = 10_000;

const MS_PER_SECOND = 1_000;

/** Whose page of the CRM this is; null = the CRM did not say: then whoever signs in first. */
export interface PageOwner {
  readonly orgId: string | null;
  readonly userId: string | null;
}

export type SessionState =
  /** `ended`: there was a session; what is on screen stays. */
  | { readonly kind: 'signedOut'; readonly ended: boolean; readonly failure: SignInFailure | null }
  /** `url` to open by hand, where the browser kept the pop-up shut. */
  | { readonly kind: 'signingIn'; readonly url: string | null }
  | { readonly kind: 'signedIn' };

export interface SessionPorts {
  /** The adapter, once it knows where the bearer lives. */
  readonly backendWith: (token: SessionToken) => Backend;
  /** null = the browser refused to open one. */
  readonly openWindow: () => SignInWindow | null;
  readonly owner: Promise<PageOwner>;
  readonly timer: Timer;
  readonly now: () => number;
  /** 32 random bytes as base64url. */
  readonly randomVerifier: () => string;
  /** SHA-256 as base64url. */
  readonly hash: (verifier: string) => Promise<string>;
}

export interface SessionModel {
  readonly state: ReadonlySignal<SessionState>;
  /** Stays from the last answer when the session ends, so that a half-done screen can stay too; a sign-out takes it. */
  readonly info: ReadonlySignal<SessionInfo | null>;
  readonly backend: Backend;
  /** To be called inside a click. */
  signIn(): Promise<void>;
  cancelSignIn(): void;
  /** Ends the session, here at once and at the server, in every tab of the user; what the page knew of them goes. */
  signOut(): Promise<void>;
  /** Reads who this is again, e.g. after a run. */
  refresh(): Promise<BackendFailure | null>;
}

/**
 * Decision 7: a pop-up signs in at the functions' origin, this widget polls with a verifier that never left it; neither
 * window talks to the other. The bearer lives in this closure: a closed tab is a closed session.
 */
export function createSessionModel({
  backendWith,
  openWindow,
  owner,
  timer,
  now,
  randomVerifier,
  hash,
}: SessionPorts): SessionModel {
  const state = signal<SessionState>({ kind: 'signedOut', ended: false, failure: null });
  const info = signal<SessionInfo | null>(null);
  let bearer: string | null = null;
  let first: SignedIn['caller'] | null = null;
  let stopRenewal = (): void => undefined;
  /** Counts attempts: an answer to an abandoned one changes nothing. */
  let attempt = 0;

  const backend = backendWith({
    current: () => bearer,
    lost(refused) {
      // The answer to a request that was sent before a renewal says nothing of what came after.
      if (bearer === null || refused !== bearer) return;
      forget();
      state.value = { kind: 'signedOut', ended: true, failure: null };
    },
  });

  function hold({ session, expiresIn }: z.infer<typeof grantedSchema>): void {
    bearer = session;
    renewAfter(Math.max(RENEW_AGAIN_MS, expiresIn * MS_PER_SECOND * RENEW_AT_SHARE));
  }

  function forget(): void {
    bearer = null;
    stopRenewal();
  }

  function renewAfter(ms: number): void {
    stopRenewal();
    stopRenewal = timer.after(ms, () => void renew());
  }

  async function renew(): Promise<void> {
    const held = bearer;
    const answer = await backend.call({ method: 'POST', path: '/v1/session' });
    // Signed out meanwhile, or somebody else renewed.
    if (bearer === null || bearer !== held) return;
    const granted = answer.ok ? grantedSchema.safeParse(answer.value) : null;
    if (granted?.success === true) hold(granted.data);
    else renewAfter(RENEW_AGAIN_MS);
  }

  async function refresh(): Promise<BackendFailure | null> {
    const answer = await backend.call({ method: 'GET', path: '/v1/session' });
    if (!answer.ok) return answer.error;
    const parsed = sessionInfoSchema.safeParse(answer.value);
    if (!parsed.success) return { reason: 'failed', code: 'unreadableAnswer' };
    info.value = parsed.data;
    return null;
  }

  function fail(failure: SignInFailure): void {
    // Granted perhaps, and of no use: whoever reads "signed out" is.
    forget();
    state.value = { kind: 'signedOut', ended: info.value !== null, failure };
  }

  async function signIn(): Promise<void> {
    const mine = ++attempt;
    const opened = openWindow();
    state.value = { kind: 'signingIn', url: null };
    const verifier = randomVerifier();
    const started = await backend.call({
      method: 'POST',
      path: '/v1/sign-in',
      body: { verifierHash: await hash(verifier) },
    });
    if (mine !== attempt) return opened?.close();
    const parsed = started.ok ? startedSchema.safeParse(started.value) : null;
    if (parsed?.success !== true) {
      opened?.close();
      return fail(!started.ok && started.error.reason === 'offline' ? 'offline' : 'failed');
    }
    const { state: handle, url } = parsed.data;
    if (opened === null) state.value = { kind: 'signingIn', url };
    else opened.go(url);
    const outcome = await awaitSignIn({
      backend,
      timer,
      now,
      attempt: { handle, verifier, window: opened, isAbandoned: () => mine !== attempt },
      onClosed: () => fail('closed'),
    });
    if (mine !== attempt) return;
    opened?.close();
    if (typeof outcome === 'string') return fail(outcome);
    const stranger = await strangerIn(outcome.caller);
    if (mine !== attempt) return;
    // What is on screen is the owner's, and waits to be saved: no request of this page goes out under another's name.
    if (stranger !== null) return fail(stranger);
    first ??= outcome.caller;
    hold(outcome);
    const failure = await refresh();
    if (mine !== attempt) return;
    if (failure === null) state.value = { kind: 'signedIn' };
    else fail(failure.reason === 'offline' ? 'offline' : 'failed');
  }

  async function strangerIn({ id, name, orgId }: SignedIn['caller']): Promise<SignInFailure | null> {
    const page = await owner;
    if (orgId !== (page.orgId ?? first?.orgId ?? orgId)) return { kind: 'otherOrg', name };
    return id === (page.userId ?? first?.id ?? id) ? null : { kind: 'otherUser', name };
  }

  return {
    state,
    info,
    backend,
    signIn,
    refresh,
    async signOut() {
      const mine = ++attempt;
      // It goes out with the bearer that is dropped right behind it.
      const ended = backend.call({ method: 'DELETE', path: '/v1/session' });
      forget();
      first = null;
      batch(() => {
        info.value = null;
        state.value = { kind: 'signedOut', ended: false, failure: null };
      });
      const answer = await ended;
      // 401: it had ended already.
      if (mine !== attempt || answer.ok || answer.error.reason === 'signedOut') return;
      state.value = { kind: 'signedOut', ended: false, failure: 'notRevoked' };
    },
    cancelSignIn() {
      attempt++;
      forget();
      state.value = { kind: 'signedOut', ended: info.value !== null, failure: null };
    },
  };
}
