import * as z from 'zod';
import type { IdSource } from '#core/clock.ts';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import { techniqueEdits } from '#core/configuration/technique-edits.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';

const CURRENT = 'configuration/current';
const NO_TECHNIQUES: Configuration['techniques'] = { rfm: null, firmographics: null };
const publishedSchema = z.strictObject({ version: z.int().min(1), document: z.string() });
/** When a technique was last edited or activated (SET-7). */
const editedSchema = z.strictObject({ version: z.int(), at: z.string() }).nullable().default(null);
const NEVER = { rfm: null, firmographics: null, engagement: null, recommendations: null, voice: null };
const pointerSchema = publishedSchema.extend({
  /** The version before: what a rollback goes back to. */
  former: publishedSchema.nullable().default(null),
  edited: z
    .strictObject({
      rfm: editedSchema,
      firmographics: editedSchema,
      engagement: editedSchema,
      recommendations: editedSchema,
      voice: editedSchema,
    })
    .default(NEVER),
});
type Pointer = z.infer<typeof pointerSchema>;

/** The published configuration with what an edit of it is judged by. */
export interface Standing {
  readonly configuration: Configuration;
  readonly former: Configuration | null;
  readonly edited: Pointer['edited'];
}

/** The published configuration; null before the first publish. */
export async function readConfiguration(store: Store, org: OrgKey): Promise<Configuration | null> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  return pointer === null ? null : readDocument(store, org, pointer.value.document);
}

/** null before the first publish. */
export async function readStanding(store: Store, org: OrgKey): Promise<Standing | null> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  if (pointer === null) return null;
  const { document, former, edited } = pointer.value;
  return {
    configuration: await readDocument(store, org, document),
    former: former === null ? null : await readDocument(store, org, former.document),
    edited,
  };
}

/**
 * Publishes by compare-and-set on the version that the author saw: `conflict` when somebody else published meanwhile (SET-9).
 * The document is written under a key of its own first, so that a publish that breaks off shows nothing and blocks nobody.
 */
export async function publishConfiguration(
  { store, ids }: { readonly store: Store; readonly ids: IdSource },
  org: OrgKey,
  configuration: Configuration,
): Promise<'published' | 'conflict'> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  if ((pointer?.value.version ?? 0) !== configuration.version - 1) return 'conflict';
  const document = `configuration/documents/${ids.next('configuration')}`;
  if ((await createJson(store, org, document, configuration)).outcome !== 'written') return 'conflict';
  const next = await nextPointer(store, org, pointer, configuration, document);
  const result =
    pointer === null ? await createJson(store, org, CURRENT, next) : await replaceJson(store, org, pointer, next);
  if (result.outcome === 'written') return 'published';
  // An unknown outcome, and somebody published over it before it was looked at: published all the same.
  const present = (await readJson(store, org, CURRENT, pointerSchema))?.value;
  return present?.document === document || present?.former?.document === document ? 'published' : 'conflict';
}

async function nextPointer(
  store: Store,
  org: OrgKey,
  pointer: JsonItem<Pointer> | null,
  { version, at, techniques }: Configuration,
  document: string,
): Promise<Pointer> {
  const before = pointer === null ? null : await readDocument(store, org, pointer.value.document);
  const edited = { ...(pointer?.value.edited ?? NEVER) };
  for (const { technique, edit } of techniqueEdits(before?.techniques ?? NO_TECHNIQUES, techniques))
    if (edit !== 'deactivated') edited[technique] = { version, at };
  const former = pointer === null ? null : { version: pointer.value.version, document: pointer.value.document };
  return { version, document, former, edited };
}

async function readDocument(store: Store, org: OrgKey, document: string): Promise<Configuration> {
  const item = await store.read(org, document);
  if (item === null) throw new StoreError('unavailable', 'the published configuration is not there');
  return configurationSchema.parse(JSON.parse(item.value));
}
