import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { idOrder } from '#core/columns/sort-by-id.ts';
import type { Parts } from '../../shared/runs/parts.ts';
import { columnOf } from '../column-of.ts';

/** Rows of several parts by id, each once: of what came twice the later one, which is the newer. `null` = no parts. */
export async function latestRows(parts: Parts, names: readonly string[]): Promise<ColumnTable | null> {
  if (names.length === 0) return null;
  const tables: ColumnTable[] = [];
  for (const name of names) tables.push(await parts.readTable(name));
  const all = await collectTable(tables);
  const ids = columnOf(all, 'id', 'id').values;
  // Equal ids keep their order, so the last of a run is the latest.
  const order = idOrder(ids, all.length);
  return permuteTable(
    all,
    order.filter((row, at) => at === order.length - 1 || ids[row] !== ids[order[at + 1] ?? -1]),
  );
}

/** Ids as a table that can be kept. */
export function idTable(values: BigInt64Array): ColumnTable {
  return { length: values.length, columns: new Map([['id', { kind: 'id', values }]]) };
}
