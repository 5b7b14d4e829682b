import { createIdRanges } from '#core/columns/id-ranges.ts';
import {
  decodeEvidenceShard,
  encodeEvidenceShard,
  SHARD_ACCOUNTS,
  type AccountEvidence,
  type ShardEntry,
} from '#core/labels/evidence.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { LedgerObjects } from '../ledger/ledger-objects.ts';

/** One range of accounts, as the generation before explains them. */
export interface EvidenceRange {
  /** Accounts of it that somebody asked for. */
  readonly accounts: readonly bigint[];
  readonly evidence: ReadonlyMap<bigint, AccountEvidence>;
}

/** The ranges in which these accounts lie, one in memory at a time. */
export async function* evidenceRanges(
  objects: LedgerObjects,
  shards: LedgerManifest['evidence'],
  accounts: BigInt64Array,
): AsyncGenerator<EvidenceRange & { readonly shard: number }, void, void> {
  const found = new Int32Array(accounts.length);
  createIdRanges(BigInt64Array.from(shards, ({ from }) => BigInt(from))).locate(accounts, accounts.length, found);
  const within = new Map<number, bigint[]>();
  found.forEach((shard, at) => {
    const those = within.get(shard) ?? [];
    those.push(accounts[at] ?? 0n);
    within.set(shard, those);
  });
  for (const [shard, those] of [...within].sort(([a], [b]) => a - b)) {
    const name = shards[shard]?.name ?? '';
    const entries = decodeEvidenceShard(await objects.readText(name), name);
    if (!entries.ok) throw new StoreError('blobDamaged', `${entries.error.where}: ${entries.error.code}`);
    const evidence = new Map(entries.value.map((entry) => [BigInt(entry.account), entry.evidence] as const));
    yield { shard, accounts: those, evidence };
  }
}

/** The range with other evidence for some of its accounts, null = none any more; in as many shards as it takes now. */
export async function renewRange(
  objects: LedgerObjects,
  from: string,
  before: ReadonlyMap<bigint, AccountEvidence>,
  changed: ReadonlyMap<bigint, AccountEvidence | null>,
): Promise<LedgerManifest['evidence']> {
  const now = new Map<bigint, AccountEvidence>(before);
  for (const [account, evidence] of changed) {
    if (evidence === null) now.delete(account);
    else now.set(account, evidence);
  }
  const entries: ShardEntry[] = [...now]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, evidence]) => ({ account: String(account), evidence }));
  const shards: LedgerManifest['evidence'] = [];
  const pieces = Math.max(1, Math.ceil(entries.length / SHARD_ACCOUNTS));
  const size = Math.ceil(entries.length / pieces);
  for (let piece = 0; piece < pieces; piece++) {
    const those = entries.slice(piece * size, (piece + 1) * size);
    const name = await objects.writeText('evidence', encodeEvidenceShard(those));
    shards.push({ from: piece === 0 ? from : (those[0]?.account ?? from), name });
  }
  return shards;
}
