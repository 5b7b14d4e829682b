import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { NULL_CODE, NULL_DAY } from '#core/columns/column-table.ts';
import type { ExportColumn } from '#core/export/encode-csv.ts';

/** A generation's account columns as an export writes them. Amounts are not negative: peers escape a sign, ours keeps it raw. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { key: 'id', header: 'Account ID' },
  { key: 'name', header: 'Account Name' },
  { key: 'industry', header: 'Industry' },
  { key: 'billingCountry', header: 'Billing Country' },
  { key: 'employees', header: 'Employees' },
  { key: 'annualRevenue', header: 'Annual Revenue', minorDigits: 2 },
  { key: 'abm:rfm.label', header: 'RFM' },
  { key: 'abm:rfm.r', header: 'R' },
  { key: 'abm:rfm.f', header: 'F' },
  { key: 'abm:rfm.m', header: 'M' },
  { key: 'abm:rfm.monetary', header: 'Revenue Won', minorDigits: 2 },
  { key: 'abm:rfm.since', header: 'Label Since' },
];

export const BATCH_ROWS = 16_384;
const FIRST_ID = 5_843_104_000_000_100_000n;
const INDUSTRIES = Array.from({ length: 24 }, (_, index) => `Industry ${index} & Söhne`);
const COUNTRIES = Array.from({ length: 60 }, (_, index) => `Country ${index}`);
const LABELS = ['champions', 'loyal', 'new', 'promising', 'cant-lose', 'at-risk', 'hibernating', 'lost'];

/** The same rows for every contender: unique names (some need quotes or the escape), small dictionaries, some empty cells. */
export function* exportBatches(rows: number): Generator<ColumnTable> {
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - from);
    const at = (index: number): number => from + index;
    const numbers = (value: (row: number) => number) => Float64Array.from({ length }, (_, index) => value(at(index)));
    const text = (dictionary: readonly string[]): Column => ({
      kind: 'text',
      codes: Int32Array.from({ length }, (_, index) =>
        at(index) % 11 === 0 ? NULL_CODE : (at(index) * 7) % dictionary.length,
      ),
      dictionary,
    });
    yield {
      length,
      columns: new Map<string, Column>([
        ['id', { kind: 'id', values: BigInt64Array.from({ length }, (_, index) => FIRST_ID + 7n * BigInt(at(index))) }],
        [
          'name',
          {
            kind: 'text',
            codes: Int32Array.from({ length }, (_, index) => index),
            dictionary: Array.from({ length }, (_, index) => nameOf(at(index))),
          },
        ],
        ['industry', text(INDUSTRIES)],
        ['billingCountry', text(COUNTRIES)],
        ['employees', { kind: 'number', values: numbers((row) => (row % 13 === 0 ? Number.NaN : row % 50_000)) }],
        ['annualRevenue', { kind: 'money', minor: numbers((row) => (row * 9_973) % 100_000_007) }],
        ['abm:rfm.label', text(LABELS)],
        ['abm:rfm.r', { kind: 'number', values: numbers((row) => 1 + (row % 5)) }],
        ['abm:rfm.f', { kind: 'number', values: numbers((row) => 1 + (row % 4)) }],
        ['abm:rfm.m', { kind: 'number', values: numbers((row) => 1 + (row % 3)) }],
        ['abm:rfm.monetary', { kind: 'money', minor: numbers((row) => (row % 17 === 0 ? Number.NaN : row * 101)) }],
        [
          'abm:rfm.since',
          {
            kind: 'day',
            days: Int32Array.from({ length }, (_, index) =>
              at(index) % 19 === 0 ? NULL_DAY : 19_000 + (at(index) % 900),
            ),
          },
        ],
      ]),
    };
  }
}

function nameOf(row: number): string {
  if (row % 50 === 0) return `=Account ${row}`;
  return row % 10 === 0 ? `Account "${row}", Inc.` : `Account ${row}`;
}
