import { NULL_ID } from '#core/columns/column-table.ts';
import { createIdRanges } from '#core/columns/id-ranges.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import { createLedgerObjects, type LedgerObjects } from '../ledger/ledger-objects.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import { moveOn, type RunContext, type RunUnit } from '../run-context.ts';
import { generationOf } from '../run-row.ts';
import { becomeFull } from './become-full.ts';
import { findSurplus, isSameOrg, leftOfSurplus, type Moved } from './check-org.ts';
import { entriesByShard } from './entries-by-shard.ts';
import { findAccounts } from './find-accounts.ts';
import { findOwners } from './find-owners.ts';
import { formerOf } from './former-ledger.ts';
import { idTable, latestRows } from './latest-rows.ts';
import { mergeOwners } from './merge-owners.ts';
import { mergeShard, type DealChanges } from './merge-shard.ts';
import { readGone, type Merged } from './merged.ts';
import { changesOf } from './sweep-units.ts';

/** Changed and gone deals into the shards of their accounts; what is the same as before touches nothing. */
export const mergeChanges: RunUnit = async (context, row) => {
  const { ports, org, parts } = context;
  const { cursor } = row.job;
  const changes = changesOf(cursor);
  const inputs = await context.inputs(row);
  const former = await formerOf(ports, org, inputs.frozen);
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const gone = await readGone(context, changes.gone.deals);
  const deals = await readDeals(context, cursor.deals.parts, gone);
  const { merged, moved } = await mergeDeals(context, objects, former.manifest, deals);
  const accounts = await findAccounts(context, row, former, merged);
  const left = leftOfSurplus(changes.surplus, {
    accounts: { came: accounts.added.size, went: accounts.removed.size },
    deals: moved,
  });
  let surplus: typeof changes.surplus = left;
  if (merged.shards.length > 0 || accounts.table.length > 0 || accounts.removed.size > 0) {
    if (!(await isSameOrg(context, inputs, former))) return becomeFull(row, 'orgChanged');
    if (accounts.swept !== null || accounts.removed.size > 0) {
      const known = {
        accounts: former.record.accounts + accounts.added.size - accounts.removed.size,
        deals: merged.deals.reduce((sum, { rows }) => sum + rows, 0),
      };
      const found = await findSurplus(context, inputs, former.manifest, known, left);
      if (found.isLasting) return becomeFull(row, 'countsDiffer');
      ({ surplus } = found);
    }
  }
  const name = await parts('merged').write(Buffer.from(JSON.stringify(merged)));
  return {
    change: moveOn('publish', { changes: { ...changes, surplus, merged: name } }),
    rows: deals.ids.length,
    note: `ledger ${merged.shards.length}/${merged.deals.length}`,
  };
};

async function readDeals(
  { parts }: RunContext,
  names: readonly string[],
  gone: ReadonlySet<bigint>,
): Promise<Omit<DealChanges, 'was' | 'isKnown'>> {
  const rows = await latestRows(parts('deals'), names);
  const found = rows === null ? new BigInt64Array(0) : columnOf(rows, L.id, 'id').values.subarray(0, rows.length);
  const account = rows === null ? found : columnOf(rows, L.account, 'id').values;
  const ids: bigint[] = [...gone];
  const place: number[] = ids.map(() => -1);
  const now: bigint[] = ids.map(() => NULL_ID);
  for (const [at, id] of found.entries()) {
    // Seen in the sweep, and gone when it was looked for later.
    if (gone.has(id)) continue;
    ids.push(id);
    place.push(at);
    now.push(account[at] ?? NULL_ID);
  }
  return { rows, ids: BigInt64Array.from(ids), place: Int32Array.from(place), now: BigInt64Array.from(now) };
}

async function mergeDeals(
  { parts, control }: RunContext,
  objects: LedgerObjects,
  manifest: LedgerManifest,
  found: Omit<DealChanges, 'was' | 'isKnown'>,
): Promise<{ readonly merged: Merged; readonly moved: Moved }> {
  const { isKnown, account: was } = await findOwners(objects, manifest, found.ids);
  const changes: DealChanges = { ...found, isKnown, was };
  const ranges = createIdRanges(BigInt64Array.from(manifest.deals, ({ from }) => BigInt(from)));
  const [shardWas, shardNow] = [new Int32Array(was.length), new Int32Array(was.length)];
  ranges.locate(was, was.length, shardWas);
  ranges.locate(found.now, found.now.length, shardNow);
  const deals = manifest.deals.map((shard) => ({ ...shard }));
  const shards: number[] = [];
  const touched = new Set<bigint>();
  const moved: number[] = [];
  for (const [shard, places] of entriesByShard(changes, { was: shardWas, now: shardNow })) {
    control.throwIfAborted();
    const name = deals[shard]?.name ?? null;
    const old = name === null ? null : await objects.read(name);
    const merged = await mergeShard(old, changes, places, (at) => shardNow[at] === shard);
    for (const account of merged.touched) touched.add(account);
    moved.push(...merged.changed);
    if (merged.table === null) continue;
    const { from } = manifest.deals[shard] ?? { from: '0' };
    const { table } = merged;
    deals[shard] = { from, rows: table.length, name: table.length === 0 ? null : await objects.write('deals', table) };
    shards.push(shard);
  }
  touched.delete(NULL_ID);
  const owners = await mergeOwners(objects, manifest.owners, changes, [...new Set(moved)]);
  const ids = BigInt64Array.from(touched).sort();
  const named = ids.length === 0 ? null : await parts('merged').writeTable(idTable(ids));
  const entries = [...found.place.keys()];
  const came = entries.filter((at) => isKnown[at] === 0 && found.place[at] !== -1).length;
  const went = entries.filter((at) => isKnown[at] === 1 && found.place[at] === -1).length;
  return { merged: { deals, owners, shards, touched: named }, moved: { came, went } };
}
