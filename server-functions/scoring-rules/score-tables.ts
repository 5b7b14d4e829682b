import { NULL_CODE, textAt, type Column, type ColumnTable, type TextColumn } from '#core/columns/column-table.ts';
import { summariseLedger, type LedgerRow } from '#core/scoring-rules/ledger.ts';
import { columnOf } from '../score/column-of.ts';

/** Columns of summaries and ranks, and of ledgers. */
export const SUMMARY = { id: 'id', total: 'total', positive: 'positive', negative: 'negative' } as const;
const LEDGER = { id: 'id', day: 'day', rule: 'rule', points: 'points', total: 'total', touch: 'touch' } as const;

/** A record's whole ledger, oldest run first. */
export interface ScoredRecord {
  readonly id: bigint;
  readonly rows: readonly LedgerRow[];
}

/** One row a record; records come by ascending ids. */
export function toSummaryTable(records: readonly ScoredRecord[]): ColumnTable {
  const summaries = records.map(({ rows }) => summariseLedger(rows));
  return {
    length: records.length,
    columns: new Map<string, Column>([
      [SUMMARY.id, ids(records.map(({ id }) => id))],
      [SUMMARY.total, numbers(summaries.map(({ total }) => total))],
      [SUMMARY.positive, numbers(summaries.map(({ positive }) => positive))],
      [SUMMARY.negative, numbers(summaries.map(({ negative }) => negative))],
    ]),
  };
}

/** One row a line. */
export function toLedgerTable(records: readonly ScoredRecord[]): ColumnTable {
  const lines = records.flatMap(({ id, rows }) => rows.map((row) => ({ id, ...row })));
  return {
    length: lines.length,
    columns: new Map<string, Column>([
      [LEDGER.id, ids(lines.map(({ id }) => id))],
      [LEDGER.day, { kind: 'day', days: Int32Array.from(lines, ({ day }) => day) }],
      [LEDGER.rule, texts(lines.map(({ rule }) => rule))],
      [LEDGER.points, numbers(lines.map(({ points }) => points))],
      [LEDGER.total, numbers(lines.map(({ total }) => total))],
      [LEDGER.touch, texts(lines.map(({ touchPoint }) => touchPoint))],
    ]),
  };
}

/** Ledgers by record, of those that `wanted` names. */
export function fromLedgerTable(table: ColumnTable, wanted: (id: bigint) => boolean): Map<bigint, LedgerRow[]> {
  const found = new Map<bigint, LedgerRow[]>();
  const all = columnOf(table, LEDGER.id, 'id').values;
  const { days } = columnOf(table, LEDGER.day, 'day');
  const rule = columnOf(table, LEDGER.rule, 'text');
  const points = columnOf(table, LEDGER.points, 'number').values;
  const total = columnOf(table, LEDGER.total, 'number').values;
  const touch = columnOf(table, LEDGER.touch, 'text');
  for (let row = 0; row < table.length; row++) {
    const id = all[row]!;
    if (!wanted(id)) continue;
    const line: LedgerRow = {
      day: days[row]!,
      rule: textAt(rule, row) ?? '',
      points: points[row]!,
      total: total[row]!,
      touchPoint: textAt(touch, row),
    };
    const known = found.get(id);
    if (known === undefined) found.set(id, [line]);
    else known.push(line);
  }
  return found;
}

export function ids(values: readonly bigint[]): Column {
  return { kind: 'id', values: BigInt64Array.from(values) };
}

export function numbers(values: readonly number[]): Column {
  return { kind: 'number', values: Float64Array.from(values) };
}

export function texts(values: readonly (string | null)[]): TextColumn {
  const codes = new Map<string, number>();
  const found = Int32Array.from(values, (value) => {
    if (value === null) return NULL_CODE;
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
  return { kind: 'text', codes: found, dictionary: [...codes.keys()] };
}
