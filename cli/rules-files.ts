import { NULL_CODE, type Column, type TextColumn } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { createCsvEncoder, type ExportColumn } from '#core/export/encode-csv.ts';
import type { ScoredRecord } from './rules.ts';

/** Texts that start like a formula are made harmless, since people open the files in a spreadsheet. */
const FORMAT = { separator: ',', bom: false, escapeFormulas: true } as const;

/** scores.csv (ENG-4): one row a record that some rule applies to, ranked within its module. */
export function encodeScores(records: readonly ScoredRecord[]): Generator<Uint8Array> {
  return encode(withRanks(records), [
    ['module', ({ module }) => module],
    ['rank', ({ rank }) => rank],
    ['record_id', ({ sourceId }) => sourceId],
    ['record_name', ({ name }) => name],
    ['total', ({ summary }) => summary.total],
    ['positive', ({ summary }) => summary.positive],
    ['negative', ({ summary }) => summary.negative],
  ]);
}

/** Records of a module with the same points share a rank, as in the pages: 1, 1, 3. */
function withRanks(records: readonly ScoredRecord[]): (ScoredRecord & { readonly rank: number })[] {
  const seen = new Map<string, { place: number; rank: number; total: number }>();
  return records.map((record) => {
    const { total } = record.summary;
    const before = seen.get(record.module) ?? { place: 0, rank: 0, total: Number.NaN };
    const place = before.place + 1;
    const rank = total === before.total ? before.rank : place;
    seen.set(record.module, { place, rank, total });
    return { ...record, rank };
  });
}

/** ledger.csv (ENG-4): one row a line of a record's ledger, oldest first. */
export function encodeLedger(records: readonly ScoredRecord[]): Generator<Uint8Array> {
  const lines = records.flatMap(({ module, sourceId, rows }) => rows.map((row) => ({ module, sourceId, ...row })));
  return encode(lines, [
    ['module', ({ module }) => module],
    ['record_id', ({ sourceId }) => sourceId],
    ['date', ({ day }) => formatIsoDay(day)],
    ['points', ({ points }) => points],
    ['total', ({ total }) => total],
    ['rule', ({ rule }) => rule],
    ['touch_point', ({ touchPoint }) => touchPoint ?? ''],
  ]);
}

type Cell<T> = (row: T) => string | number;

function* encode<T>(
  rows: readonly T[],
  columns: readonly (readonly [header: string, cell: Cell<T>])[],
): Generator<Uint8Array> {
  const built = columns.map(([header, cell]) => [header, toColumn(rows.map(cell))] as const);
  const exported = built.map(([header, column]): ExportColumn => ({
    key: header,
    header,
    ...(column.kind === 'number' ? { decimals: 0 } : {}),
  }));
  const encoder = createCsvEncoder(exported, FORMAT);
  yield encoder.header();
  yield encoder.rows({ length: rows.length, columns: new Map(built) }, 0, rows.length);
}

function toColumn(cells: readonly (string | number)[]): Column {
  if (cells.every((cell) => typeof cell === 'number')) return { kind: 'number', values: Float64Array.from(cells) };
  const dictionary = cells.map(String);
  const column: TextColumn = {
    kind: 'text',
    codes: Int32Array.from(dictionary, (text, row) => (text === '' ? NULL_CODE : row)),
    dictionary,
  };
  return column;
}
