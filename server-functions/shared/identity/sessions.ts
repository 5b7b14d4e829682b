import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DATA_CENTRES, type OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createOwnJson, readJson, replaceJson, type JsonItem } from '../stores/json-items.ts';

/** docs/decisions/sign-in.md: a short session as a bearer in memory. Milliseconds, as all here. */
export const SESSION_MS = 15 * 60_000;
/** After a renewal the former bearer lives on for answers that were lost on the way. */
export const RENEWAL_GRACE_MS = 30_000;
/** Renewed or not, a working day later one signs in again. */
export const LONGEST_SESSION_MS = 12 * 60 * 60_000;

const sessionSchema = z.strictObject({ userId: z.string(), signedInAt: z.number(), expiresAt: z.number() });

/** The org stands in the bearer, so that a session is found in its own org's store; a changed one finds nothing. */
const BEARER = /^ls1_([a-z.]+)_(\d{1,19})_(\d{1,19})_[A-Za-z0-9_-]{43}$/;

export interface Session {
  readonly org: OrgKey;
  readonly userId: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
}
export interface IssuedSession {
  readonly bearer: string;
  readonly expiresAt: number;
}

export interface Sessions {
  issue(org: OrgKey, userId: string, signedInAt: number): Promise<IssuedSession>;
  /** null = no bearer of ours, unknown, or over. */
  find(bearer: string): Promise<Session | null>;
  /** A new bearer for the old one, which is good for `RENEWAL_GRACE_MS` more; null where `find` gives null. */
  renew(bearer: string): Promise<IssuedSession | null>;
  /** Ends every session of the user, this one included. */
  endAll(org: OrgKey, userId: string): Promise<void>;
}

/** Whether it looks like a bearer of ours; whether it is one `find` says. */
export function isSessionBearer(token: string): boolean {
  return BEARER.test(token);
}

/** Opaque bearers, stored as their SHA-256 alone: who reads the store cannot speak as anybody. */
export function createSessions({
  store,
  now,
  randomToken,
}: {
  readonly store: Store;
  readonly now: () => number;
  /** 32 random bytes as base64url. */
  readonly randomToken: () => string;
}): Sessions {
  const locate = (bearer: string): { readonly org: OrgKey; readonly key: string } | null => {
    const [, dcName, orgId, userId] = BEARER.exec(bearer) ?? [];
    const dc = DATA_CENTRES.find((known) => known === dcName);
    if (dc === undefined || orgId === undefined || userId === undefined) return null;
    const digest = createHash('sha256').update(bearer).digest('hex');
    return { org: { dc, orgId }, key: `${prefixOf(userId)}${digest}` };
  };
  const read = async (
    bearer: string,
  ): Promise<{ readonly org: OrgKey; readonly item: JsonItem<z.infer<typeof sessionSchema>> } | null> => {
    const place = locate(bearer);
    const item = place === null ? null : await readJson(store, place.org, place.key, sessionSchema);
    return place === null || item === null || item.value.expiresAt <= now() ? null : { org: place.org, item };
  };
  const issue = async (org: OrgKey, userId: string, signedInAt: number): Promise<IssuedSession> => {
    const bearer = `ls1_${org.dc}_${org.orgId}_${userId}_${randomToken()}`;
    const expiresAt = Math.min(now() + SESSION_MS, signedInAt + LONGEST_SESSION_MS);
    const place = locate(bearer);
    if (place === null) throw new TypeError('a bearer of ours has our form');
    await createOwnJson(store, org, place.key, { userId, signedInAt, expiresAt }, expiresAt);
    return { bearer, expiresAt };
  };
  return {
    issue,
    async find(bearer) {
      const found = await read(bearer);
      return found === null ? null : { org: found.org, ...found.item.value };
    },
    async renew(bearer) {
      const found = await read(bearer);
      if (found === null) return null;
      const { org, item } = found;
      const { userId, signedInAt, expiresAt } = item.value;
      if (now() >= signedInAt + LONGEST_SESSION_MS) return null;
      const issued = await issue(org, userId, signedInAt);
      const until = Math.min(expiresAt, now() + RENEWAL_GRACE_MS);
      // A conflict is another renewal of the same bearer: it shortened its life already.
      await replaceJson(store, org, item, { ...item.value, expiresAt: until }, until);
      return issued;
    },
    async endAll(org, userId) {
      let cursor: string | null = null;
      do {
        const page = await store.list(org, prefixOf(userId), cursor === null ? {} : { cursor });
        for (const { key, revision } of page.items) await store.remove(org, key, revision);
        cursor = page.cursor;
      } while (cursor !== null);
    },
  };
}

function prefixOf(userId: string): string {
  return `sessions/${userId}/`;
}
