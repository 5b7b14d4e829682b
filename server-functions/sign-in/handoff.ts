import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { DATA_CENTRES, type OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';

/** A sign-in that takes longer is begun anew. Milliseconds. */
export const HANDOFF_MS = 5 * 60_000;
/** What belongs to no org yet. CRM org ids are positive, so that no org ever reads here. */
const NOBODY: OrgKey = { dc: 'com', orgId: '0' };

/** 32 bytes as base64url. */
export const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const grantSchema = z.strictObject({
  org: z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() }),
  userId: z.string(),
  userName: z.string(),
});
export type Grant = z.infer<typeof grantSchema>;

const handoffSchema = z.strictObject({
  /** SHA-256 of the widget's secret, base64url. */
  verifierHash: z.string(),
  expiresAt: z.number(),
  /** SHA-256 of the pop-up's cookie: whoever began the consent ends it. null until the pop-up came. */
  popUp: z.string().nullable(),
  outcome: z.union([z.enum(['waiting', 'refused', 'notConfirmed']), grantSchema]),
});
type Handoff = z.infer<typeof handoffSchema>;

/** What the widget finds: `gone` = late, unknown, taken already, or another's verifier; it learns not which. */
export type Taken =
  | { readonly kind: 'waiting' | 'refused' | 'notConfirmed' | 'gone' }
  | { readonly kind: 'granted'; readonly grant: Grant };

/** Decision 7: the one-time handoff from the pop-up to the widget, bound to its state and to a verifier that only the widget knows. */
export interface Handoffs {
  begin(state: string, verifierHash: string): Promise<void>;
  /** Binds the pop-up's cookie; false where there is nothing to begin or another browser began. */
  open(state: string, cookie: string): Promise<boolean>;
  /** Is this the pop-up of that sign-in, and is it still awaited? */
  isAwaited(state: string, cookie: string): Promise<boolean>;
  settle(state: string, cookie: string, outcome: Grant | 'refused' | 'notConfirmed'): Promise<boolean>;
  take(state: string, verifier: string): Promise<Taken>;
}

export function createHandoffs(store: Store, now: () => number): Handoffs {
  const read = (state: string): Promise<JsonItem<Handoff> | null> =>
    TOKEN.test(state) ? readJson(store, NOBODY, keyOf(state), handoffSchema) : Promise.resolve(null);
  const replace = async (item: JsonItem<Handoff>, value: Handoff): Promise<boolean> =>
    (await replaceJson(store, NOBODY, item, value, value.expiresAt)).outcome === 'written';
  const awaited = async (state: string, cookie: string): Promise<JsonItem<Handoff> | null> => {
    const item = await read(state);
    const mine = item !== null && item.value.popUp !== null && isSame(item.value.popUp, hash(cookie));
    return mine && item.value.outcome === 'waiting' ? item : null;
  };
  return {
    async begin(state, verifierHash) {
      const expiresAt = now() + HANDOFF_MS;
      const value: Handoff = { verifierHash, expiresAt, popUp: null, outcome: 'waiting' };
      await createJson(store, NOBODY, keyOf(state), value, expiresAt);
    },
    async open(state, cookie) {
      const item = await read(state);
      if (item === null || item.value.outcome !== 'waiting') return false;
      if (item.value.popUp !== null) return isSame(item.value.popUp, hash(cookie));
      return replace(item, { ...item.value, popUp: hash(cookie) });
    },
    isAwaited: async (state, cookie) => (await awaited(state, cookie)) !== null,
    async settle(state, cookie, outcome) {
      const item = await awaited(state, cookie);
      return item !== null && replace(item, { ...item.value, outcome });
    },
    async take(state, verifier) {
      const item = await read(state);
      if (item === null || !isSame(item.value.verifierHash, hash(verifier))) return { kind: 'gone' };
      const { outcome } = item.value;
      if (outcome === 'waiting') return { kind: 'waiting' };
      // Once: of two who ask with the right verifier, one removes it.
      const removed = await store.remove(NOBODY, item.key, item.revision);
      if (removed.outcome !== 'written') return { kind: 'gone' };
      return typeof outcome === 'string' ? { kind: outcome } : { kind: 'granted', grant: outcome };
    },
  };
}

function keyOf(state: string): string {
  return `sign-in/${state}`;
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
