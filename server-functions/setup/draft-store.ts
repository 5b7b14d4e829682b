import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';

const DRAFT = 'setup/draft';
/** An item takes 100 KB (decision 9); what stands beside the draft is small. Bytes. */
export const MAX_DRAFT_BYTES = 90 * 1024;

const draftSchema = z.strictObject({
  /** The wizard's own; opaque here. */
  draft: z.record(z.string(), z.unknown()),
  revision: z.int(),
  author: z.string(),
  at: z.string(),
});
export type StoredDraft = z.infer<typeof draftSchema>;

/** The org's one draft of a configuration; null = there is none. */
export async function readDraft(store: Store, org: OrgKey): Promise<StoredDraft | null> {
  return (await readJson(store, org, DRAFT, draftSchema))?.value ?? null;
}

/** Replaces the revision that its author read; null = somebody else wrote meanwhile. */
export async function writeDraft(
  store: Store,
  org: OrgKey,
  { replaces, ...next }: Omit<StoredDraft, 'revision'> & { readonly replaces: number | null },
): Promise<number | null> {
  const present = await readJson(store, org, DRAFT, draftSchema);
  if ((present?.value.revision ?? null) !== replaces) return null;
  const revision = (replaces ?? 0) + 1;
  const value = { ...next, revision };
  const result =
    present === null ? await createJson(store, org, DRAFT, value) : await replaceJson(store, org, present, value);
  return result.outcome === 'written' ? revision : null;
}

export async function dropDraft(store: Store, org: OrgKey): Promise<void> {
  const present = await readJson(store, org, DRAFT, draftSchema);
  if (present !== null) await store.remove(org, DRAFT, present.revision);
}
