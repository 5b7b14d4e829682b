import * as z from 'zod';
import type { IdSource } from '#core/clock.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { parseScoringRules } from '#core/scoring-rules/parse-scoring-rules.ts';
import type { ScoringRules } from '#core/scoring-rules/scoring-rules.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, createOwnJson, readJson, replaceJson } from '../shared/stores/json-items.ts';

const CURRENT = 'scoring-rules/current';
/** What can be gone back to. Versions. */
export const KEPT_VERSIONS = 20;

const versionSchema = z.strictObject({
  version: z.int().min(1),
  /** Key of the document. */
  document: z.string(),
  changedBy: z.strictObject({ id: z.string(), name: z.string() }),
  /** ISO instant. */
  changedAt: z.string(),
});
const pointerSchema = z.strictObject({
  /** When the org first had rules; epoch milliseconds: nothing before it has changed for them. */
  firstAt: z.number(),
  /** Newest first, the one in force at the head. */
  versions: z.array(versionSchema).min(1).max(KEPT_VERSIONS),
});
type Version = z.infer<typeof versionSchema>;

/** ENG-4: the org's rules with the versions that they can go back to. */
export interface StandingRules {
  readonly rules: ScoringRules;
  readonly revision: string;
  readonly firstAt: number;
  readonly versions: readonly Version[];
}

/** null = nobody has made any. Damaged ones throw. */
export async function readStandingRules(store: Store, org: OrgKey): Promise<StandingRules | null> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  const [present] = pointer?.value.versions ?? [];
  if (pointer === null || present === undefined) return null;
  const { firstAt, versions } = pointer.value;
  return { rules: await readDocument(store, org, present.document), revision: pointer.revision, firstAt, versions };
}

/** A former version, or the present one; null = never was, or is no longer kept. */
export async function readRulesVersion(store: Store, org: OrgKey, version: number): Promise<ScoringRules | null> {
  const pointer = await readJson(store, org, CURRENT, pointerSchema);
  const found = pointer?.value.versions.find((each) => each.version === version);
  return found === undefined ? null : readDocument(store, org, found.document);
}

/**
 * Puts rules in force by compare-and-set on what their author saw; false = somebody else was first. The document is written under a key of
 * its own first, so that a change that breaks off shows nothing and blocks nobody.
 */
export async function putRules(
  { store, ids }: { readonly store: Store; readonly ids: IdSource },
  org: OrgKey,
  rules: ScoringRules,
  change: { readonly revision: string | null; readonly by: Version['changedBy']; readonly now: number },
): Promise<boolean> {
  const { revision, by, now } = change;
  const former = await readJson(store, org, CURRENT, pointerSchema);
  if ((former?.revision ?? null) !== revision) return false;
  const document = `scoring-rules/documents/${ids.next('rules')}`;
  await createOwnJson(store, org, document, rules);
  const version = { version: rules.version, document, changedBy: by, changedAt: new Date(now).toISOString() };
  const all = [version, ...(former?.value.versions ?? [])];
  const next = { firstAt: former?.value.firstAt ?? now, versions: all.slice(0, KEPT_VERSIONS) };
  const written =
    former === null ? await createJson(store, org, CURRENT, next) : await replaceJson(store, org, former, next);
  const isWritten = written.outcome === 'written';
  // Nobody points to them any more; what cannot be removed is a few kilobytes that nobody reads.
  const loose = isWritten ? all.slice(KEPT_VERSIONS) : [version];
  for (const each of loose) await forget(store, org, each.document);
  return isWritten;
}

async function forget(store: Store, org: OrgKey, key: string): Promise<void> {
  const item = await store.read(org, key);
  if (item !== null) await store.remove(org, key, item.revision);
}

async function readDocument(store: Store, org: OrgKey, key: string): Promise<ScoringRules> {
  const item = await store.read(org, key);
  if (item === null) throw new StoreError('unavailable', 'the scoring rules are not there');
  const parsed = parseScoringRules(JSON.parse(item.value));
  if (!parsed.ok) throw new StoreError('unavailable', 'the scoring rules have another shape');
  return parsed.value;
}
