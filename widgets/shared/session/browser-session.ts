import { createDirectBackend } from '../backend/direct-backend.ts';
import { browserTimer } from '../timer.ts';
import { type SignInWindow } from './await-sign-in.ts';
import { createSessionModel, type PageOwner, type SessionModel } from './SessionModel.ts';

/** Where the server functions are: the page says it, `npm run pack` and the sandbox fill it in. null = the page says nothing usable. */
export function functionsOrigin(page: Document): string | null {
  const content = page.querySelector('meta[name="lodestar-functions"]')?.getAttribute('content') ?? '';
  try {
    return new URL(content).origin;
  } catch {
    return null;
  }
}

/** The session model over this browser: pop-up, clock and random numbers. */
export function createBrowserSession(origin: string, owner: Promise<PageOwner>): SessionModel {
  return createSessionModel({
    backendWith: (token) => createDirectBackend(origin, token),
    openWindow,
    owner,
    timer: browserTimer,
    now: () => Date.now(),
    randomVerifier: () => base64Url(crypto.getRandomValues(new Uint8Array(32))),
    hash: async (verifier) =>
      base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))),
  });
}

function openWindow(): SignInWindow | null {
  const opened = globalThis.open('about:blank', '_blank', 'popup,width=520,height=680');
  if (opened === null) return null;
  // Neither side may reach the other: the widget polls, the pop-up closes itself.
  opened.opener = null;
  let left = false;
  return {
    go(url) {
      left = true;
      opened.location.replace(url);
    },
    close() {
      // Once it shows another origin it is out of reach, by design: its last page closes it.
      if (!left) opened.close();
    },
    isClosed: () => opened.closed,
  };
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
