import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';

const DRAFT = 'setup/draft';
/** An item takes 100 KB (decision 9); what stands beside the draft is small. Bytes. */
export const MAX_DRAFT_BYTES = 90 * 1024;

const draftSchema = z.strictObject({
  /** The wizard's own; opaque here. */
  draft: z.record(z.string(), z.unknown()),
  /** Never repeats in an org: who knows an older draft cannot take a later one for it. */
  revision: z.int(),
  author: z.string(),
  at: z.string(),
});
export type StoredDraft = z.infer<typeof draftSchema>;
/** What a dropped draft leaves behind: its number. */
const droppedSchema = z.strictObject({ dropped: z.int() });
const itemSchema = z.union([draftSchema, droppedSchema]);
type Item = JsonItem<z.infer<typeof itemSchema>> | null;

/** The org's one draft of a configuration; null = there is none. */
export async function readDraft(store: Store, org: OrgKey): Promise<StoredDraft | null> {
  return draftIn(await readJson(store, org, DRAFT, itemSchema));
}

/** Replaces the revision that its author read; null = somebody else wrote meanwhile. */
export async function writeDraft(
  store: Store,
  org: OrgKey,
  { replaces, ...next }: Omit<StoredDraft, 'revision'> & { readonly replaces: number | null },
): Promise<number | null> {
  const item = await readJson(store, org, DRAFT, itemSchema);
  if ((draftIn(item)?.revision ?? null) !== replaces) return null;
  const revision = lastNumber(item) + 1;
  const value = { ...next, revision };
  const result =
    item === null ? await createJson(store, org, DRAFT, value) : await replaceJson(store, org, item, value);
  return result.outcome === 'written' ? revision : null;
}

/** Drops the revision that its caller read; false = another one stands, and stays. */
export async function dropDraft(store: Store, org: OrgKey, revision: number): Promise<boolean> {
  const item = await readJson(store, org, DRAFT, itemSchema);
  const present = draftIn(item);
  if (item === null || present === null) return true;
  if (present.revision !== revision) return false;
  return (await replaceJson(store, org, item, { dropped: revision })).outcome === 'written';
}

function draftIn(item: Item): StoredDraft | null {
  return item === null || 'dropped' in item.value ? null : item.value;
}

function lastNumber(item: Item): number {
  if (item === null) return 0;
  return 'dropped' in item.value ? item.value.dropped : item.value.revision;
}
