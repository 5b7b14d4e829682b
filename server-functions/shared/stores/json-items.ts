import type * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store, WriteResult } from '#core/store/store.ts';

export interface JsonItem<T> {
  readonly key: string;
  readonly value: T;
  readonly revision: string;
}

/** An item by its schema; null when absent. An item of another shape throws: it was not written by this version. */
export async function readJson<T>(
  store: Store,
  org: OrgKey,
  key: string,
  schema: z.ZodType<T>,
): Promise<JsonItem<T> | null> {
  const item = await store.read(org, key);
  return item === null ? null : { key, value: parseItem(item.value, schema, key), revision: item.revision };
}

/** All items below a prefix, in key order. */
export async function listJson<T>(
  store: Store,
  org: OrgKey,
  prefix: string,
  schema: z.ZodType<T>,
): Promise<readonly JsonItem<T>[]> {
  const found: JsonItem<T>[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.list(org, prefix, cursor === null ? {} : { cursor });
    for (const item of page.items) {
      found.push({ key: item.key, value: parseItem(item.value, schema, item.key), revision: item.revision });
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

/** `create` with `unknown` settled: the item that stands there is ours or somebody else's. */
export async function createJson(
  store: Store,
  org: OrgKey,
  key: string,
  value: unknown,
  expiresAt?: number,
): Promise<WriteResult> {
  const text = JSON.stringify(value);
  return settle(store, org, key, text, await store.create(org, key, text, expiresAt));
}

/** `createJson` of what nobody else writes: throws `StoreError` where it does not stand there afterwards. */
export async function createOwnJson(
  store: Store,
  org: OrgKey,
  key: string,
  value: unknown,
  expiresAt?: number,
): Promise<void> {
  const { outcome } = await createJson(store, org, key, value, expiresAt);
  if (outcome !== 'written') throw new StoreError('unavailable', `the item ${key} was not written`);
}

/** `replace` likewise. Two writers of the same text cannot be told apart, and need not be. */
export async function replaceJson(
  store: Store,
  org: OrgKey,
  item: { readonly key: string; readonly revision: string },
  value: unknown,
  expiresAt?: number,
): Promise<WriteResult> {
  const text = JSON.stringify(value);
  return settle(store, org, item.key, text, await store.replace(org, item.key, item.revision, text, expiresAt));
}

async function settle(store: Store, org: OrgKey, key: string, text: string, result: WriteResult): Promise<WriteResult> {
  if (result.outcome !== 'unknown') return result;
  const present = await store.read(org, key);
  return present?.value === text ? { outcome: 'written', revision: present.revision } : { outcome: 'conflict' };
}

function parseItem<T>(text: string, schema: z.ZodType<T>, key: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('unavailable', `the item ${key} is not JSON`, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StoreError('unavailable', `the item ${key} has another shape`, parsed.error);
  return parsed.data;
}
