import { NULL_CODE, type Column, type TextColumn } from '#core/columns/column-table.ts';
import { createCsvEncoder, type ExportColumn } from '#core/export/encode-csv.ts';
import type { EngagedContact } from './label-engagement.ts';

const COLUMNS: readonly ExportColumn[] = [
  { key: 'contact', header: 'contact_id' },
  { key: 'name', header: 'contact_name' },
  { key: 'account', header: 'account_id' },
  { key: 'weakest', header: 'weakest_channel' },
  { key: 'points', header: 'weakest_points', decimals: 3 },
  { key: 'touches', header: 'weakest_touch_points', decimals: 3 },
  { key: 'hour', header: 'best_hour', decimals: 0 },
  { key: 'weekday', header: 'best_weekday', decimals: 0 },
  { key: 'calls', header: 'answered_calls', decimals: 0 },
];

/**
 * contacts.csv in pieces (ENG-3): one row a contact, in the order of its file. `best_hour` is 0 to 23 in the recipe's time zone,
 * `best_weekday` 1 (Monday) to 7. Empty = no touch point, or no answered call, in the window.
 */
export function* encodeContacts(
  contacts: readonly EngagedContact[],
  sourceIdOf: (role: 'accounts' | 'contacts', id: bigint) => string | null,
): Generator<Uint8Array> {
  const { length } = contacts;
  const numbers = (of: (contact: EngagedContact) => number | null | undefined): Column => ({
    kind: 'number',
    values: Float64Array.from(contacts, (contact) => of(contact) ?? Number.NaN),
  });
  const columns = new Map<string, Column>([
    ['contact', texts(contacts.map(({ id }) => sourceIdOf('contacts', id) ?? String(id)))],
    ['name', texts(contacts.map(({ name }) => name))],
    ['account', texts(contacts.map(({ account }) => sourceIdOf('accounts', account) ?? ''))],
    ['weakest', texts(contacts.map(({ weakest }) => weakest?.channel ?? ''))],
    ['points', numbers(({ weakest }) => weakest?.points)],
    ['touches', numbers(({ weakest }) => weakest?.touches)],
    ['hour', numbers(({ bestTime }) => bestTime?.hour)],
    ['weekday', numbers(({ bestTime }) => bestTime?.weekday)],
    ['calls', numbers(({ bestTime }) => bestTime?.calls)],
  ]);
  // Texts that start like a formula are made harmless, since people open the file in a spreadsheet.
  const encoder = createCsvEncoder(COLUMNS, { separator: ',', bom: false, escapeFormulas: true });
  yield encoder.header();
  yield encoder.rows({ length, columns }, 0, length);
}

function texts(values: readonly string[]): TextColumn {
  return {
    kind: 'text',
    codes: Int32Array.from(values, (value, row) => (value === '' ? NULL_CODE : row)),
    dictionary: values,
  };
}
