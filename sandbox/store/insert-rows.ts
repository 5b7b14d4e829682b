import type { ZohoDataType } from '../schema/field-definition.ts';
import { columnType } from './column-type.ts';
import { createDerive } from './derive-fields.ts';
import { requireModule, type OrgStore } from './org-store.ts';
import type { StoredModule } from './stored-metadata.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { firstId, ID_SPACE, ORDINALS_PER_MODULE, recordId } from './record-id.ts';
import type { NewRow, SqlValue } from './sql-value.ts';

type Bound = string | number | bigint | null;

interface Column {
  readonly name: string;
  readonly type: ZohoDataType;
  readonly fallback: Bound;
}

const MILLISECONDS = 1000;

/**
 * Inserts rows of one module with one prepared statement, inside the caller's transaction. Missing cells take the CRM's
 * defaults (owner and creator = the org's first user, times = `now`, currency = home). Returns how many rows were stored.
 * Throws on a cell that its column cannot hold, on an unknown column, or on an id that exists: a seed's mistake, not a user's.
 */
export function insertRows(store: OrgStore, moduleName: string, rows: Iterable<NewRow>, now: number): number {
  const module = requireModule(store, moduleName);
  const columns = columnsOf(store, module, now);
  const known = new Set(['id', ...columns.map((column) => column.name)]);
  const statement = store.database.prepare(
    `INSERT INTO ${quoteIdentifier(moduleName)} (${['id', ...columns.map((column) => quoteIdentifier(column.name))].join(', ')})
     VALUES (${['?', ...columns.map(() => '?')].join(', ')})`,
  );
  const derive = createDerive(module);
  const base = firstId(store.org.idPrefix, module.number);
  const rates = new Map(store.org.currencies.map((currency) => [currency.iso_code, Number(currency.exchange_rate)]));
  const rateColumn = columns.findIndex((column) => column.name === 'Exchange_Rate') + 1;
  const createdColumn = columns.findIndex((column) => column.name === 'Created_Time') + 1;
  const modifiedColumn = columns.findIndex((column) => column.name === 'Modified_Time') + 1;
  const cells: Bound[] = Array.from({ length: columns.length + 1 }, () => null);
  let last = lastOrdinal(store, module.number);
  let count = 0;
  for (const row of rows) {
    for (const name in row) if (!known.has(name)) throw new Error(`${moduleName} has no column ${name}.`);
    const derived = derive === null ? row : { ...row, ...derive(row) };
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index]!;
      const value = derived[column.name];
      cells[index + 1] = value === undefined || value === null ? column.fallback : toCell(value, column);
    }
    if (rateColumn > 0 && derived['Exchange_Rate'] == null) {
      cells[rateColumn] = rates.get(String(derived['Currency'])) ?? columns[rateColumn - 1]!.fallback;
    }
    if (modifiedColumn > 0 && derived['Modified_Time'] == null) cells[modifiedColumn] = cells[createdColumn] ?? null;
    const id = row['id'] == null ? base + BigInt(last + 1) : toId(row['id'], 'id');
    if (id === null || id <= base || id >= base + ORDINALS_PER_MODULE)
      throw new Error(`${id} is no id of ${moduleName}.`);
    last = Math.max(last, Number(id - base));
    cells[0] = id;
    statement.run(...cells);
    count++;
  }
  store.database
    .prepare('INSERT INTO meta_sequences VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last')
    .run(module.number, last);
  return count;
}

function lastOrdinal(store: OrgStore, space: number): number {
  return Number(store.database.prepare('SELECT last FROM meta_sequences WHERE space = ?').get(space)?.['last'] ?? 0);
}

function columnsOf(store: OrgStore, module: StoredModule, now: number): readonly Column[] {
  const owner = recordId(store.org.idPrefix, ID_SPACE.users, 1);
  const home = store.org.currencies.find((currency) => currency.is_base);
  const fallbacks: Readonly<Record<string, Bound>> = {
    Owner: owner,
    Created_By: owner,
    Modified_By: owner,
    Created_Time: Math.floor(now / MILLISECONDS),
    Currency: home?.iso_code ?? null,
    Exchange_Rate: 1,
  };
  return module.fields
    .filter((field) => columnType(field.data_type) !== null)
    .map((field) => ({
      name: field.api_name,
      type: field.data_type,
      fallback: fallbacks[field.api_name] ?? null,
    }));
}

/** A value as its column stores it. Throws when the column cannot hold it. */
export function toCell(value: SqlValue, column: Pick<Column, 'name' | 'type'>): Bound {
  switch (column.type) {
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return toId(value, column.name);
    case 'datetime':
      return toSeconds(value, column.name);
    case 'boolean':
      return value === true || value === 1 || value === 'true' ? 1 : 0;
    case 'integer':
    case 'bigint':
    case 'double':
    case 'currency':
    case 'percent':
      return toNumber(value, column.name);
    default:
      return value === '' || value === null ? null : String(value);
  }
}

function toId(value: SqlValue, column: string): bigint | null {
  if (value === null || value === '') return null;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value);
  throw new Error(`${column}: ${String(value)} is no id.`);
}

function toSeconds(value: SqlValue, column: string): number {
  const milliseconds = typeof value === 'number' ? value : Date.parse(String(value));
  if (Number.isNaN(milliseconds)) throw new Error(`${column}: ${String(value)} is no date and time.`);
  return Math.floor(milliseconds / MILLISECONDS);
}

function toNumber(value: SqlValue, column: string): Bound {
  if (value === '' || value === null) return null;
  const number = typeof value === 'number' ? value : Number(value);
  if (!Number.isFinite(number)) throw new Error(`${column}: ${String(value)} is no number.`);
  return number;
}
