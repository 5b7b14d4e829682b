import { createIdIndex } from '#core/columns/key-index.ts';
import { NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import { columnOf } from '../column-of.ts';
import { GENERATION_COLUMNS as C, type Generation, type MoreGenerations, type MoreTechnique } from '../generation.ts';
import type { GenerationRecord } from '../generation-record.ts';
import { countMore, emptyMore, MORE_KEYS, type MoreBases } from './more-records.ts';

/**
 * Accounts that were scored anew, with what the last full run said of them by the other techniques: what they rest on is read by
 * full runs alone. An account that is new, or has come into ABM, has none until then; one that has left ABM has none any more.
 */
export function carryTechniques(
  { table, population }: Pick<Generation, 'table' | 'population'>,
  former: ColumnTable,
  { columns: known }: Pick<GenerationRecord, 'columns'>,
): ColumnTable {
  const keys = MORE_KEYS.filter((key) => known.some((column) => column.key === key));
  if (keys.length === 0) return table;
  const before = new Int32Array(table.length).fill(-1);
  if (former.length > 0) {
    const index = createIdIndex(columnOf(former, C.id, 'id').values.subarray(0, former.length));
    index.locate(columnOf(table, C.id, 'id').values, table.length, before);
  }
  const placeOf = (row: number): number => (population[row] === 1 ? before[row]! : -1);
  const columns = new Map(table.columns);
  for (const key of keys) columns.set(key, carried(former.columns.get(key), key, table.length, placeOf));
  return { length: table.length, columns };
}

function carried(column: Column | undefined, key: string, length: number, placeOf: (row: number) => number): Column {
  const rows = { length };
  if (column?.kind === 'text')
    return {
      kind: 'text',
      codes: Int32Array.from(rows, (_, row) => column.codes[placeOf(row)] ?? NULL_CODE),
      dictionary: column.dictionary,
    };
  if (column?.kind === 'number')
    return { kind: 'number', values: Float64Array.from(rows, (_, row) => column.values[placeOf(row)] ?? Number.NaN) };
  return emptyMore(key, length);
}

/** Evidence of an account that was scored anew, with what it held of the other techniques. */
export function withMoreOf(known: AccountEvidence | null, now: AccountEvidence | null): AccountEvidence | null {
  return now === null || known?.more === undefined ? now : { ...now, more: known.more };
}

/** What is said of these techniques as a whole, counted over the table; what they warned of stands. */
export function describeMore(
  table: ColumnTable,
  population: Uint8Array,
  bases: MoreBases,
  former: GenerationRecord,
): MoreGenerations {
  const { engagement, recommendations, voice } = bases;
  const said = (technique: MoreTechnique, labels: readonly { readonly id: string }[]) => ({
    labelCounts: countMore(table, population, technique, labels),
    warnings: former[technique]?.warnings ?? [],
  });
  return {
    ...(engagement === undefined
      ? {}
      : { engagement: { basis: engagement, ...said('engagement', engagement.labels) } }),
    ...(recommendations === undefined
      ? {}
      : { recommendations: { basis: recommendations, ...said('recommendations', recommendations.labels) } }),
    ...(voice === undefined ? {} : { voice: { basis: voice, ...said('voice', voice.labels) } }),
  };
}
