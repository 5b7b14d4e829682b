import { createHash } from 'node:crypto';
import type { TokenHolder } from './token-office.ts';

/** A code is good for one exchange within this time. Source: Zoho's documentation of the authorisation request. */
export const CODE_LIFETIME_MS = 2 * 60_000;

export interface AuthorizationCodes {
  /** What a user has agreed to, for whoever listens at `redirectUri`. */
  grant(holder: TokenHolder, redirectUri: string, now: number): string;
  /** Takes a code; null when it is unknown, used, late, or was granted to another address. */
  redeem(code: string, redirectUri: string, now: number): TokenHolder | null;
  reset(): void;
}

/** Codes are derived, as all tokens of the sandbox. */
export function createAuthorizationCodes(): AuthorizationCodes {
  const granted = new Map<
    string,
    { readonly holder: TokenHolder; readonly redirectUri: string; readonly expires: number }
  >();
  let counter = 0;
  return {
    grant(holder, redirectUri, now) {
      counter++;
      const digest = createHash('sha256').update(`code/${holder.orgKey}/${holder.userKey}/${counter}`).digest('hex');
      const code = `1000.${digest.slice(0, 32)}.${digest.slice(32)}`;
      granted.set(code, { holder, redirectUri, expires: now + CODE_LIFETIME_MS });
      return code;
    },
    redeem(code, redirectUri, now) {
      const found = granted.get(code);
      granted.delete(code);
      return found === undefined || found.expires <= now || found.redirectUri !== redirectUri ? null : found.holder;
    },
    reset() {
      granted.clear();
      counter = 0;
    },
  };
}
