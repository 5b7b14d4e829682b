import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { columnOf } from '../score/column-of.ts';
import { moveOn, withModule, type RulesUnit } from './rules-context.ts';
import { SUMMARY } from './score-tables.ts';

/** ENG-4: one module's records in their order by score, as `rankByScore` has it, in pieces that pages are taken from. */
export const rankRecords: RulesUnit = async (context, row) => {
  const { rank, modules } = row.job.cursor;
  const module = modules[rank];
  if (module === undefined) return moveOn('publish', {});
  const { objects, limits, control } = context;
  async function* summaries(): AsyncGenerator<ColumnTable, void, void> {
    for (const { summary } of module?.shards ?? []) {
      await control.checkpoint();
      yield await objects.readTable(summary);
    }
  }
  const all = await collectTable(summaries(), module.records);
  const order = all.length === 0 ? new Int32Array() : rankOf(all);
  const ranked: string[] = [];
  for (let from = 0; from < order.length; from += limits.rankedRecords)
    ranked.push(await objects.writeTable(permuteTable(all, order.slice(from, from + limits.rankedRecords))));
  return moveOn('rank', { rank: rank + 1, modules: withModule(modules, rank, () => ({ ranked })) });
};

/** Rows by rank: of columns, where `rankByScore` takes an object a record. */
export function rankOf(table: { readonly length: number; readonly columns: ReadonlyMap<string, Column> }): Int32Array {
  const id = columnOf(table, SUMMARY.id, 'id').values;
  const total = columnOf(table, SUMMARY.total, 'number').values;
  const negative = columnOf(table, SUMMARY.negative, 'number').values;
  return Int32Array.from({ length: table.length }, (_, row) => row).sort(
    (a, b) => total[b]! - total[a]! || negative[b]! - negative[a]! || (id[a]! < id[b]! ? -1 : 1),
  );
}
