import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdRanges } from '#core/columns/id-ranges.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { idOrder } from '#core/columns/sort-by-id.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import { createLineAdder } from '../deal-units.ts';
import { moveOn, type RunContext, type RunUnit } from '../run-context.ts';
import type { RunCursor } from '../run-cursor.ts';
import { generationOf } from '../run-row.ts';
import { createLedgerObjects } from './ledger-objects.ts';
import { ownerShards, ownersOf } from './owners.ts';
import { rowsByShard } from './rows-by-shard.ts';
import { nextScoring } from '../techniques/technique-steps.ts';

/**
 * Decision 12: the deals that were read, sorted into objects by ranges of accounts, and the directory that tells under which
 * account a deal lies. A unit makes one group of them, from all parts; done twice it writes the same bytes under the same names.
 */
export const writeLedger: RunUnit = async (context, row) => {
  const { cursor } = row.job;
  const starts = cursor.ledger.starts ?? (await startsOf(context, cursor));
  const made = cursor.ledger.deals.length;
  const shards = starts.length;
  const inputs = await context.inputs(row);
  const following = nextScoring('ledger', inputs);
  if (made === shards) return { change: moveOn(following, {}) };
  const groups = Math.ceil(Math.max(1, cursor.deals.rows) / context.limits.sortedDeals);
  const to = Math.min(shards, made + Math.ceil(shards / groups));
  const objects = createLedgerObjects(context.ports, context.org, generationOf(row));
  const group = await collectGroup(context, cursor, { starts, from: made, to });
  const { plan } = inputs;
  const tables: ColumnTable[] = [];
  for (const pieces of group.deals) tables.push(sorted(await collectTable(pieces)));
  const counted = plan.units.kind === 'lineItems' ? await withUnits(context, cursor, tables) : tables;
  const deals: RunCursor['ledger']['deals'] = [];
  for (const table of counted)
    deals.push({ name: table.length === 0 ? null : await objects.write('deals', table), rows: table.length });
  const owners: (string | null)[] = [];
  for (const pieces of group.owners) {
    const owned = await collectTable(pieces);
    owners.push(owned.length === 0 ? null : await objects.write('owners', sorted(owned)));
  }
  const ledger: RunCursor['ledger'] = {
    starts,
    deals: [...cursor.ledger.deals, ...deals],
    owners: [...cursor.ledger.owners, ...owners],
  };
  return {
    change: moveOn(to === shards ? following : 'ledger', { ledger }),
    rows: deals.reduce((sum, { rows }) => sum + rows, 0),
    note: `ledger ${to}/${shards}`,
  };
};

/** Where each range of accounts begins: the first at no account at all, which is where deals without one lie. */
async function startsOf({ parts, limits }: RunContext, { accounts }: RunCursor): Promise<string[]> {
  const ids = new BigInt64Array(accounts.rows);
  let length = 0;
  for (const name of accounts.parts) {
    const part = await parts('accounts').readTable(name, ['id']);
    ids.set(columnOf(part, 'id', 'id').values.subarray(0, part.length), length);
    length += part.length;
  }
  ids.sort();
  const starts = ['0'];
  for (let at = limits.shardAccounts; at < length; at += limits.shardAccounts) starts.push(String(ids[at]));
  return starts;
}

interface Group {
  /** Pieces of each shard of the group. */
  readonly deals: readonly ColumnTable[][];
  readonly owners: readonly ColumnTable[][];
}

async function collectGroup(
  { parts, control }: RunContext,
  cursor: RunCursor,
  { starts, from, to }: { readonly starts: readonly string[]; readonly from: number; readonly to: number },
): Promise<Group> {
  const ranges = createIdRanges(BigInt64Array.from(starts, BigInt));
  const emptyGroup = (): ColumnTable[][] => Array.from({ length: to - from }, () => []);
  const group = { deals: emptyGroup(), owners: emptyGroup() };
  for (const name of cursor.deals.parts) {
    control.throwIfAborted();
    const part = await parts('deals').readTable(name);
    const id = columnOf(part, L.id, 'id').values;
    const account = columnOf(part, L.account, 'id').values;
    const range = new Int32Array(part.length);
    ranges.locate(account, part.length, range);
    for (const [shard, rows] of rowsByShard(range, from, to)) group.deals[shard - from]?.push(permuteTable(part, rows));
    const owners = ownersOf(id.subarray(0, part.length), account.subarray(0, part.length));
    for (const [shard, rows] of rowsByShard(ownerShards(id, part.length, starts.length), from, to))
      group.owners[shard - from]?.push(permuteTable(owners, rows));
  }
  return group;
}

/** Where products are counted from line items, what each deal comes to. */
async function withUnits(
  { parts, control }: RunContext,
  { lineItems }: RunCursor,
  tables: readonly ColumnTable[],
): Promise<readonly ColumnTable[]> {
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const id = new BigInt64Array(length);
  const units = new Float64Array(length);
  let next = 0;
  const counted = tables.map((table): ColumnTable => {
    if (table.length === 0) return table;
    id.set(columnOf(table, L.id, 'id').values.subarray(0, table.length), next);
    const values = units.subarray(next, (next += table.length));
    return { length: table.length, columns: new Map([...table.columns, [L.units, { kind: 'number', values }]]) };
  });
  const adder = createLineAdder({ id, units, length });
  for (const name of lineItems.parts) {
    control.throwIfAborted();
    adder.add(await parts('lineItems').readTable(name));
  }
  return counted;
}

function sorted(table: ColumnTable): ColumnTable {
  if (table.length === 0) return table;
  return permuteTable(table, idOrder(columnOf(table, L.id, 'id').values, table.length));
}
