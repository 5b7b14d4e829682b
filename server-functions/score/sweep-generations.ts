import type { OrgKey } from '#core/crm/org-key.ts';
import { EXPORT_PREFIX, exportRowSchema } from '../export/export-row.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { listJson } from '../shared/stores/json-items.ts';
import { GENERATION_PREFIX, type GenerationRecord } from './generation-record.ts';
import { listParts } from './load-generation.ts';
import { findManifest, LEDGER_PREFIX, namesOf } from './ledger/ledger-manifest.ts';

/** Generations kept beside the published one: whoever asked a moment ago still finds what it was answered from. */
export const KEPT_FORMER = 2;

/** The former generations that a new one keeps, newest first. */
export function formerOf(former: GenerationRecord | null): string[] {
  return former === null ? [] : [former.id, ...former.former].slice(0, KEPT_FORMER);
}

/**
 * Removes the generations that are neither published nor among the last ones, those of runs that broke off half-way included.
 * Objects of ledgers and tables go when no generation that is kept names them. What changed by a generation is in the history (decision 15)
 * before the next one is published. What a running export has begun under stays too; one that has not said yet what that is keeps
 * everything, and the next run sweeps. Only for a run that has just published and holds the
 * run lock, which `stillMine` proves or throws. Gives the number of objects removed.
 */
export async function sweepGenerations(
  { store, blob }: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  published: GenerationRecord,
  stillMine: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const exports = await listJson(store, org, EXPORT_PREFIX, exportRowSchema);
  const kept = new Set([published.id, ...published.former]);
  for (const { value } of exports) {
    if (value.state !== 'running') continue;
    if (value.generation === null) return 0;
    kept.add(value.generation);
  }
  const named = new Set<string>();
  for (const id of kept) {
    const manifest = await findManifest({ blob }, org, id);
    for (const name of manifest === null ? [] : namesOf(manifest)) named.add(`${LEDGER_PREFIX}${name}`);
    // A run of what changed names objects of the generation before again.
    for (const table of ['accounts', 'months'] as const)
      for (const part of (await listParts({ blob }, org, { id, digests: null }, table)) ?? []) named.add(part.key);
  }
  const found = [...(await blob.list(org, GENERATION_PREFIX)), ...(await blob.list(org, LEDGER_PREFIX))];
  await stillMine();
  let removed = 0;
  for (const { key } of found) {
    if (named.has(key) || kept.has(generationIn(key))) continue;
    await blob.remove(org, key);
    removed++;
  }
  return removed;
}

/** The generation whose object it is; none for what lies elsewhere. */
function generationIn(key: string): string {
  return key.startsWith(GENERATION_PREFIX) ? (key.slice(GENERATION_PREFIX.length).split('/')[0] ?? '') : '';
}
