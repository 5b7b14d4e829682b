import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { pickRows } from '#core/columns/pick-rows.ts';
import { sliceTable } from '#core/columns/slice-table.ts';
import { idOrder } from '#core/columns/sort-by-id.ts';
import { columnOf } from '../column-of.ts';

export interface Replacement {
  /** Column that says whose a row is: rows lie by it, in both tables. */
  readonly key: string;
  /** Whose rows leave. */
  readonly without: ReadonlySet<bigint>;
  /** What takes their place, and what is new; null = nothing. */
  readonly rows: ColumnTable | null;
  /** Rows of one table at most, where it grew. */
  readonly most: number;
}

/**
 * A table that comes in ranges with some rows replaced, range by range: each holds what lies up to its last row, the last one
 * whatever is left. Rows of one account come from one of the two, in their order.
 */
export async function* joinTables(
  former: AsyncIterable<ColumnTable> | Iterable<ColumnTable>,
  { key, without, rows, most }: Replacement,
): AsyncGenerator<ColumnTable, void, void> {
  const keys = rows === null ? new BigInt64Array(0) : keysOf(rows, key);
  let given = 0;
  const join = async (range: ColumnTable, isLast: boolean): Promise<ColumnTable> => {
    const there = keysOf(range, key);
    const stays = Int32Array.from(there.keys()).filter((row) => !without.has(there[row]!));
    const from = given;
    given = isLast ? keys.length : firstAbove(keys, there.at(-1), from);
    if (given === from && stays.length === range.length) return range;
    const kept = permuteTable(range, stays);
    if (rows === null || given === from) return kept;
    const come = pickRows(
      rows,
      Int32Array.from({ length: given - from }, (_, at) => from + at),
    );
    const joined = await collectTable(kept.length === 0 ? [come] : [kept, come]);
    return permuteTable(joined, idOrder(keysOf(joined, key), joined.length));
  };
  let waiting: ColumnTable | null = null;
  for await (const range of former) {
    if (waiting !== null) yield* cut(await join(waiting, false), most);
    waiting = range;
  }
  if (waiting !== null) yield* cut(await join(waiting, true), most);
  else if (rows !== null) yield* cut(rows, most);
}

function* cut(table: ColumnTable, most: number): Generator<ColumnTable, void, void> {
  if (table.length <= most) return yield table;
  for (let from = 0; from < table.length; from += most)
    yield sliceTable(table, from, Math.min(table.length, from + most));
}

function keysOf(table: ColumnTable, key: string): BigInt64Array {
  return table.length === 0 ? new BigInt64Array(0) : columnOf(table, key, 'id').values.subarray(0, table.length);
}

/** The first place from `from` on whose id is above; ids ascend. */
function firstAbove(ids: BigInt64Array, id: bigint | undefined, from: number): number {
  if (id === undefined) return from;
  let at = from;
  while (at < ids.length && ids[at]! <= id) at++;
  return at;
}
