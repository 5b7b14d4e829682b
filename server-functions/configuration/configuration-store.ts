import * as z from 'zod';
import type { IdSource } from '#core/clock.ts';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';

const CURRENT = 'configuration/current';
const pointerSchema = z.strictObject({ version: z.int().min(1), document: z.string() });

/** The published configuration; null before the first publish. */
export async function readConfiguration(store: Store, org: OrgKey): Promise<Configuration | null> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  return pointer === null ? null : readDocument(store, org, pointer);
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
  const next = { version: configuration.version, document };
  const result =
    pointer === null ? await createJson(store, org, CURRENT, next) : await replaceJson(store, org, pointer, next);
  return result.outcome === 'written' ? 'published' : 'conflict';
}

async function readDocument(
  store: Store,
  org: OrgKey,
  pointer: JsonItem<z.infer<typeof pointerSchema>>,
): Promise<Configuration> {
  const item = await store.read(org, pointer.value.document);
  if (item === null) throw new StoreError('unavailable', 'the published configuration is not there');
  return configurationSchema.parse(JSON.parse(item.value));
}
