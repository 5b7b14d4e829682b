import { encodeEvidenceShard, SHARD_ACCOUNTS, type ShardEntry } from '#core/labels/evidence.ts';
import { columnOf } from '../column-of.ts';
import { GENERATION_COLUMNS as C, type Generation } from '../generation.ts';
import type { LedgerManifest } from './ledger-manifest.ts';
import type { LedgerObjects } from './ledger-objects.ts';

/** Decision 5: why each account has its labels, in shards by ranges of accounts. */
export async function writeEvidence(
  objects: LedgerObjects,
  generation: Pick<Generation, 'table' | 'evidenceAt' | 'prepareEvidence'>,
): Promise<LedgerManifest['evidence']> {
  const { table } = generation;
  const ids = columnOf(table, C.id, 'id').values;
  const shards: LedgerManifest['evidence'] = [];
  for (let first = 0; first < table.length; first += SHARD_ACCOUNTS) {
    const entries: ShardEntry[] = [];
    const end = Math.min(first + SHARD_ACCOUNTS, table.length);
    await generation.prepareEvidence?.(ids.subarray(first, end));
    for (let row = first; row < end; row++) {
      const evidence = generation.evidenceAt(row);
      if (evidence !== null) entries.push({ account: String(ids[row]), evidence });
    }
    const from = first === 0 ? '0' : String(ids[first]);
    shards.push({ from, name: await objects.writeText('evidence', encodeEvidenceShard(entries)) });
  }
  return shards;
}
