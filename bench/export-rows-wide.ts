import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { NULL_BOOLEAN, NULL_CODE, NULL_DAY } from '#core/columns/column-table.ts';
import type { ExportColumn } from '#core/export/encode-csv.ts';

/** Thirty columns as an export of an org with fields of its own has them. Amounts are not negative: peers escape a sign, ours keeps it raw. */
const NAMES = ['Account Name', 'Parent', 'Owner', 'Website', 'Phone', 'Street', 'City', 'State', 'Country', 'Industry'];
const CHOICES = ['RFM', 'Firmographics', 'Rating', 'Territory', 'Source'];
const NUMBERS = ['Employees', 'R', 'F', 'M', 'Frequency', 'Recency', 'Score', 'Discount'];
const AMOUNTS = ['Revenue Won', 'Annual Revenue'];
const DAYS = ['Label Since', 'Renewal'];
const SWITCHES = ['Key Account', 'Newsletter'];

export const WIDE_COLUMNS: readonly ExportColumn[] = [
  { key: 'Account ID', header: 'Account ID' },
  ...[...NAMES, ...CHOICES, ...NUMBERS].map((name) => ({ key: name, header: name })),
  ...AMOUNTS.map((name) => ({ key: name, header: name, minorDigits: 2 })),
  ...[...DAYS, ...SWITCHES].map((name) => ({ key: name, header: name })),
];

const BATCH_ROWS = 8_192;
const FIRST_ID = 5_843_104_000_000_100_000n;
const WORDS = ['Calle Mayor', '+34 600 100', 'Zürich', 'https://acme.example/a', '重要', 'Unit "7", 2nd floor', '-'];
/** Streets and phones repeat, but not often. */
const DISTINCT = 4_096;
const CHOICE_NAMES = ['champions', 'loyal', 'new', 'promising', "can't lose", 'at risk', 'hibernating', 'lost'];

/**
 * The same rows for every contender: unique names (some need quotes or the escape), dictionaries of different sizes, some empty
 * cells. A batch is good until the next one is asked for: what is measured is the export and not the making of its rows.
 */
export function* wideBatches(rows: number): Generator<ColumnTable> {
  const size = Math.min(rows, BATCH_ROWS);
  const ids = new BigInt64Array(size);
  const numbers = [...NUMBERS, ...AMOUNTS].map((name) => ({ name, values: new Float64Array(size) }));
  const days = DAYS.map((name) => ({ name, days: new Int32Array(size) }));
  const switches = SWITCHES.map((name) => ({ name, values: new Uint8Array(size) }));
  const names = Array.from({ length: size }, () => '');
  const order = Int32Array.from({ length: size }, (_, row) => row);
  const texts = [...NAMES.slice(1), ...CHOICES].map((name, index) => ({
    name,
    codes: new Int32Array(size),
    dictionary: index < NAMES.length - 1 ? wordsOf(index) : CHOICE_NAMES,
  }));
  for (let from = 0; from < rows; from += size) {
    const length = Math.min(size, rows - from);
    for (let row = 0; row < length; row++) {
      const at = from + row;
      ids[row] = FIRST_ID + 7n * BigInt(at);
      names[row] = nameOf(at);
      for (const [index, { values }] of numbers.entries())
        values[row] = at % 13 === index ? Number.NaN : (at * (index + 3)) % 1_000_003;
      for (const [index, column] of days.entries())
        column.days[row] = at % 19 === index ? NULL_DAY : 19_000 + ((at + index) % 900);
      for (const [index, { values }] of switches.entries())
        values[row] = at % 23 === index ? NULL_BOOLEAN : (at + index) % 2;
      for (const [index, { codes, dictionary }] of texts.entries())
        codes[row] = at % 11 === index ? NULL_CODE : (at * (31 + index)) % dictionary.length;
    }
    const columns = new Map<string, Column>([
      ['Account ID', { kind: 'id', values: ids }],
      ['Account Name', { kind: 'text', codes: order, dictionary: names }],
    ]);
    for (const { name, codes, dictionary } of texts) columns.set(name, { kind: 'text', codes, dictionary });
    for (const { name, values } of numbers)
      columns.set(name, AMOUNTS.includes(name) ? { kind: 'money', minor: values } : { kind: 'number', values });
    for (const column of days) columns.set(column.name, { kind: 'day', days: column.days });
    for (const { name, values } of switches) columns.set(name, { kind: 'boolean', values });
    yield { length, columns };
  }
}

function wordsOf(index: number): readonly string[] {
  return Array.from(
    { length: DISTINCT },
    (_, each) => `${WORDS[(each + index) % WORDS.length] ?? ''} ${each * 7 + index}`,
  );
}

function nameOf(row: number): string {
  if (row % 50 === 0) return `=Account ${row}`;
  return row % 10 === 0 ? `Account "${row}", Inc.` : `Account ${row}`;
}
