import type { Backend } from '../backend/backend.ts';
import type { Timer } from '../timer.ts';
import { signedInSchema, type SignedIn } from './session-answers.ts';

/** How often a waiting widget asks whether the pop-up is through, and for how long. */
export const SIGN_IN_POLL_MS = 1_000;
export const SIGN_IN_PATIENCE_MS = 5 * 60_000;
/** A window that seems closed may be out of reach only (its page can see to that): it is asked about on, less often. */
const SEEMS_CLOSED_POLL_MS = 3_000;

export type SignInFailure =
  | 'late'
  | 'offline'
  /** By whoever was asked, in the window. */
  | 'refused'
  /** They consented, and the CRM did not say who they are. */
  | 'notConfirmed'
  /** The window was, before anybody signed in. */
  | 'closed'
  | 'failed'
  /** Signed out here; the server did not hear of it. */
  | 'notRevoked'
  /** The window signs in whoever is chosen there; a page is one person's in one org, and stays theirs. */
  | { readonly kind: 'otherOrg' | 'otherUser'; readonly name: string };

/** A window that was opened inside the click, empty still: browsers refuse one that opens after an answer has come. */
export interface SignInWindow {
  go(url: string): void;
  close(): void;
  /** As far as the browser tells. */
  isClosed(): boolean;
}

/** One click on "Sign in". */
interface SignInAttempt {
  /** The server's name for it, with the verifier that proves whose it is. */
  readonly handle: string;
  readonly verifier: string;
  readonly window: SignInWindow | null;
  /** Given up, or followed by another. */
  readonly isAbandoned: () => boolean;
}

/**
 * Asks the server until somebody has signed in in the window, or why nobody will. `onClosed`, once, when the window seems closed before
 * that: asking goes on, since it may be out of reach only.
 */
export async function awaitSignIn({
  backend,
  timer,
  now,
  attempt: { handle, verifier, window, isAbandoned },
  onClosed,
}: {
  readonly backend: Backend;
  readonly timer: Timer;
  readonly now: () => number;
  readonly attempt: SignInAttempt;
  readonly onClosed: () => void;
}): Promise<SignedIn | Extract<SignInFailure, string>> {
  const until = now() + SIGN_IN_PATIENCE_MS;
  let seemsClosed = false;
  while (now() < until) {
    await pause(timer, seemsClosed ? SEEMS_CLOSED_POLL_MS : SIGN_IN_POLL_MS);
    if (isAbandoned()) return 'failed';
    // Looked at before asking: a window that is through closes itself, and then the answer is there.
    const isClosed = window?.isClosed() === true;
    const answer = await backend.call({ method: 'POST', path: `/v1/sign-in/${handle}`, body: { verifier } });
    if (answer.ok) {
      const granted = signedInSchema.safeParse(answer.value);
      if (granted.success) return granted.data;
      if (isClosed && !seemsClosed && !isAbandoned()) onClosed();
      seemsClosed ||= isClosed;
      continue;
    }
    // A short loss of connection does not end the wait: the pop-up may still be open.
    if (answer.error.reason === 'refused')
      return answer.error.missing === 'signIn.notConfirmed' ? 'notConfirmed' : 'refused';
    if (answer.error.reason === 'gone') break;
    if (answer.error.reason !== 'offline') return 'failed';
  }
  return seemsClosed ? 'closed' : 'late';
}

async function pause(timer: Timer, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    timer.after(ms, resolve);
  });
}
