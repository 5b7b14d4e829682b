import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Parts } from '../shared/runs/parts.ts';
import { columnOf } from './column-of.ts';

export interface AccountRange {
  readonly from: number;
  /** Accounts `[from, to)` in the order of their ids, with every column that was read. */
  readonly to: number;
  readonly table: ColumnTable;
}

/**
 * All accounts in the order of their `ids`, so many at a time, out of the parts that they were read in. Parts whose ids do not
 * overlap, as a CRM gives them, are read once or twice; others as often as there are ranges.
 */
export async function* accountRanges(
  parts: Parts,
  names: readonly string[],
  ids: BigInt64Array,
  rows: number,
): AsyncGenerator<AccountRange, void, void> {
  const bounds = new Map<string, { readonly lowest: bigint; readonly highest: bigint }>();
  let kept: { readonly name: string; readonly table: ColumnTable } | null = null;
  const read = async (name: string): Promise<ColumnTable> => {
    if (kept?.name === name) return kept.table;
    // The one before goes first: two parts of 200,000 accounts are a third of what a function has.
    kept = null;
    const table = sortById(await parts.readTable(name));
    kept = { name, table };
    const held = columnOf(table, 'id', 'id').values;
    bounds.set(name, { lowest: held[0] ?? 0n, highest: held[table.length - 1] ?? 0n });
    return table;
  };
  for (let from = 0; from < ids.length; from += rows) {
    const to = Math.min(ids.length, from + rows);
    const lowest = ids[from] ?? 0n;
    const highest = ids[to - 1] ?? 0n;
    const pieces: ColumnTable[] = [];
    for (const name of names) {
      const known = bounds.get(name);
      if (known !== undefined && (known.highest < lowest || known.lowest > highest)) continue;
      const table = await read(name);
      const held = columnOf(table, 'id', 'id').values;
      const first = firstFrom(held, table.length, lowest);
      const end = firstFrom(held, table.length, highest + 1n);
      if (end > first)
        pieces.push(
          permuteTable(
            table,
            Int32Array.from({ length: end - first }, (_, at) => first + at),
          ),
        );
    }
    const [only, ...more] = pieces;
    const table = only !== undefined && more.length === 0 ? only : sortById(await collectTable(pieces));
    if (table.length !== to - from)
      throw new StoreError('blobDamaged', 'the parts hold other accounts than were scored');
    yield { from, to, table };
  }
}

/** The first row whose id is not below; ids ascend. */
function firstFrom(ids: BigInt64Array, length: number, id: bigint): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
