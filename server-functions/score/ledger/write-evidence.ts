import { encodeEvidenceShard, SHARD_ACCOUNTS, type ShardEntry } from '#core/labels/evidence.ts';
import { columnOf } from '../column-of.ts';
import { GENERATION_COLUMNS as C, type Generation } from '../generation.ts';
import type { LedgerManifest } from './ledger-manifest.ts';
import type { LedgerObjects } from './ledger-objects.ts';

/** Decision 5: why each account has its labels, in shards by ranges of accounts. */
export async function writeEvidence(
  objects: LedgerObjects,
  { table, evidenceAt }: Pick<Generation, 'table' | 'evidenceAt'>,
): Promise<LedgerManifest['evidence']> {
  const ids = columnOf(table, C.id, 'id').values;
  const shards: LedgerManifest['evidence'] = [];
  for (let first = 0; first < table.length; first += SHARD_ACCOUNTS) {
    const entries: ShardEntry[] = [];
    for (let row = first; row < Math.min(first + SHARD_ACCOUNTS, table.length); row++) {
      const evidence = evidenceAt(row);
      if (evidence !== null) entries.push({ account: String(ids[row]), evidence });
    }
    const from = first === 0 ? '0' : String(ids[first]);
    shards.push({ from, name: await objects.writeText('evidence', encodeEvidenceShard(entries)) });
  }
  return shards;
}
