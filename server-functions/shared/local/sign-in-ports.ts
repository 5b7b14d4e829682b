import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createHandoffs } from '../../sign-in/handoff.ts';
import { createOAuthClient } from '../../sign-in/oauth-client.ts';
import { createCredentials } from '../identity/credentials.ts';
import { KEY_BYTES } from '../identity/sealed-text.ts';
import { createSessions } from '../identity/sessions.ts';
import type { SignInPorts } from '../ports.ts';
import { createRefreshingTokens, type AccessTokens } from '../rest/access-tokens.ts';
import type { LocalSettings } from './settings.ts';

const RANDOM_BYTES = 32;
const KEY_FILE = 'key';

/** Sign-in on the local platform; null where it is not set up. `publicUrl` is known once the server listens. */
export function createSignInPorts(
  { web, folder }: Pick<LocalSettings, 'web' | 'folder'>,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  publicUrl: () => string,
): SignInPorts | null {
  if (web === undefined) return null;
  const now = (): number => clock.now();
  const randomToken = (): string => randomBytes(RANDOM_BYTES).toString('base64url');
  return {
    publicUrl,
    randomToken,
    oauth: createOAuthClient({ ...web, fetch: globalThis.fetch }),
    handoffs: createHandoffs(store, now),
    sessions: createSessions({ store, now, randomToken }),
    credentials: createCredentials(store, readOrCreateKey(folder)),
  };
}

/** Access tokens of a user who has signed in. */
export function createUserTokens(
  { web }: Pick<LocalSettings, 'web'>,
  clock: Clock,
): (org: OrgKey, refreshToken: string) => AccessTokens | null {
  return (org, refreshToken) => {
    const accountsUrl = web?.accounts.find(({ dc }) => dc === org.dc)?.accountsUrl;
    if (web === undefined || accountsUrl === undefined) return null;
    const { clientId, clientSecret } = web;
    return createRefreshingTokens(
      { accountsUrl, clientId, clientSecret, refreshToken },
      { fetch: globalThis.fetch, clock },
    );
  };
}

/** The key of a folder's stored tokens and links, beside them: locally both are the owner's. Platforms keep theirs apart. */
export function readOrCreateKey(folder: string): Uint8Array {
  const path = join(folder, KEY_FILE);
  try {
    writeFileSync(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path);
}
