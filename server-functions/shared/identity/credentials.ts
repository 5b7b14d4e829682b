import * as z from 'zod';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson } from '../stores/json-items.ts';
import { openText, sealText } from './sealed-text.ts';

const credentialsSchema = z.strictObject({ sealed: z.string() });

/** One refresh token per org and user, encrypted at rest (decision 7). */
export interface Credentials {
  /** Answers the token that is of no use from now on: the former one, or this one where another sign-in was first; null = none. */
  keep(org: OrgKey, userId: string, refreshToken: string): Promise<string | null>;
  /** null = never signed in, signed out, or sealed by a key that is gone. */
  read(org: OrgKey, userId: string): Promise<string | null>;
  forget(org: OrgKey, userId: string): Promise<void>;
}

/** `key`: 32 bytes that seal the tokens; under another key the stored ones are as good as gone. */
export function createCredentials(store: Store, key: Uint8Array): Credentials {
  const contextOf = (org: OrgKey, userId: string): string => `${formatOrgKey(org)}/${userId}`;
  return {
    async keep(org, userId, refreshToken) {
      const value = { sealed: sealText(key, contextOf(org, userId), refreshToken) };
      // Two sign-ins at once both bring a good token: whichever stands in the end will do.
      const present = await readJson(store, org, keyOf(userId), credentialsSchema);
      const result =
        present === null
          ? await createJson(store, org, keyOf(userId), value)
          : await replaceJson(store, org, present, value);
      if (result.outcome !== 'written') return refreshToken;
      const former = present === null ? null : openText(key, contextOf(org, userId), present.value.sealed);
      return former === refreshToken ? null : former;
    },
    async read(org, userId) {
      const item = await readJson(store, org, keyOf(userId), credentialsSchema);
      return item === null ? null : openText(key, contextOf(org, userId), item.value.sealed);
    },
    async forget(org, userId) {
      const item = await readJson(store, org, keyOf(userId), credentialsSchema);
      if (item !== null) await store.remove(org, item.key, item.revision);
    },
  };
}

function keyOf(userId: string): string {
  return `credentials/${userId}`;
}
