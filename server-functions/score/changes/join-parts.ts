import type { ColumnTable } from '#core/columns/column-table.ts';
import { pickRows } from '#core/columns/pick-rows.ts';
import { firstFrom, type TablePart } from '../../shared/stores/table-parts.ts';
import { columnOf } from '../column-of.ts';
import { joinTables, type Replacement } from './join-tables.ts';

/** A table that lies in several objects. */
export interface StoredTable {
  readonly parts: readonly TablePart[];
  read(part: TablePart): Promise<ColumnTable>;
}

/** As `joinTables`; objects in which nothing is replaced and to which nothing comes are not read: they can be named again. */
export async function* joinParts(
  { parts, read }: StoredTable,
  { key, without, rows, most }: Replacement,
): AsyncGenerator<ColumnTable | TablePart, void, void> {
  if (parts.length === 0) return yield* joinTables([], { key, without, rows, most });
  const keys = rows === null ? new BigInt64Array(0) : columnOf(rows, key, 'id').values.subarray(0, rows.length);
  const changed = BigInt64Array.from(new Set([...without, ...keys])).sort();
  let given = 0;
  /** What lies up to it is done; null = nothing. */
  let done: bigint | null = null;
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    const last: bigint | null = part.ids === undefined ? done : BigInt(part.ids.last);
    // Rows of one account may lie in two objects, and what is new lies between them.
    const first = earlier(part.ids === undefined ? null : BigInt(part.ids.first), done === null ? null : done + 1n);
    const from: number = first === null || done === null ? 0 : firstFrom(changed, first);
    const to = isLast ? changed.length : last === null ? 0 : firstFrom(changed, last + 1n);
    done = last;
    if (from >= to) {
      yield part;
      continue;
    }
    const end = isLast ? keys.length : last === null ? given : firstFrom(keys, last + 1n);
    const own = Int32Array.from({ length: end - given }, (_, row) => given + row);
    const come = rows === null || own.length === 0 ? null : pickRows(rows, own);
    given = end;
    yield* joinTables([await read(part)], { key, without, rows: come, most });
  }
}

function earlier(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
