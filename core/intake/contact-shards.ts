import type { ContactStates } from './coverage.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import {
  NULL_DAY,
  type BooleanColumn,
  type DayColumn,
  type IdColumn,
  type NumberColumn,
} from '#core/columns/column-table.ts';

/** Columns of contacts: the CRM's, and what intake knows of them. Instants are epoch milliseconds. */
export const CONTACT_COLUMNS = {
  id: 'id',
  account: 'account',
  hasAddress: 'hasAddress',
  lastActivity: 'lastActivity',
  readAt: 'readAt',
  /** Newest e-mail up to which everything was read. */
  newest: 'newest',
  owed: 'owed',
  cut: 'cut',
} as const;

/** Contacts of one object of the store: with their e-mails and texts some megabytes. */
export const SHARD_CONTACTS = 10_000;

/** Ids in ascending order as the CRM lists them now, with what an earlier intake knew of them; `former` may hold others. */
export function withFormerStates(listed: ColumnTable, former: readonly ColumnTable[]): ColumnTable {
  const { length } = listed;
  const states = { readAt: nothing(length), newest: nothing(length), owed: flags(length), cut: flags(length) };
  const index = createIdIndex(idsOf(listed));
  for (const table of former) {
    const rows = locate(index, idsOf(table), table.length);
    for (let row = 0; row < table.length; row++) {
      const at = rows[row]!;
      if (at < 0) continue;
      states.readAt[at] = numbersOf(table, CONTACT_COLUMNS.readAt)[row]!;
      states.newest[at] = numbersOf(table, CONTACT_COLUMNS.newest)[row]!;
      states.owed[at] = flagsOf(table, CONTACT_COLUMNS.owed)[row]!;
      states.cut[at] = flagsOf(table, CONTACT_COLUMNS.cut)[row]!;
    }
  }
  return {
    length,
    columns: new Map([
      ...listed.columns,
      [CONTACT_COLUMNS.readAt, { kind: 'number', values: states.readAt }],
      [CONTACT_COLUMNS.newest, { kind: 'number', values: states.newest }],
      [CONTACT_COLUMNS.owed, { kind: 'boolean', values: states.owed }],
      [CONTACT_COLUMNS.cut, { kind: 'boolean', values: states.cut }],
    ]),
  };
}

/** Where shards begin, ascending: as before, what has grown to twice its size cut anew. The first holds whatever comes before it. */
export function shardStarts(ids: BigInt64Array, former: readonly bigint[], size = SHARD_CONTACTS): readonly bigint[] {
  const starts: bigint[] = [];
  const bounds = former.length === 0 ? [0n] : former;
  let from = 0;
  bounds.forEach((start, range) => {
    const next = bounds[range + 1];
    const found = next === undefined ? -1 : ids.subarray(from).findIndex((id) => id >= next);
    const to = found === -1 ? ids.length : from + found;
    starts.push(start);
    const pieces = to - from >= 2 * size ? Math.ceil((to - from) / size) : 1;
    for (let piece = 1; piece < pieces; piece++) starts.push(ids[from + Math.floor((piece * (to - from)) / pieces)]!);
    from = to;
  });
  return starts;
}

/** Rows of a table of contacts in a range of ids, ascending; `to` null = to the end. */
export function contactsBetween(contacts: ColumnTable, from: bigint, to: bigint | null): ColumnTable {
  const ids = idsOf(contacts);
  return pickRows(contacts, (row) => ids[row]! >= from && (to === null || ids[row]! < to));
}

/** What the visits of a day say, over what was known; of two visits of a contact the later counts. */
export function withVisits(contacts: ColumnTable, visits: ColumnTable | null): ColumnTable {
  if (visits === null || visits.length === 0) return contacts;
  const rows = locate(createIdIndex(idsOf(contacts)), idsOf(visits), visits.length);
  const columns = new Map(contacts.columns);
  for (const key of [CONTACT_COLUMNS.readAt, CONTACT_COLUMNS.newest]) {
    const values = numbersOf(contacts, key).slice(0, contacts.length);
    const seen = numbersOf(visits, key);
    for (let row = 0; row < visits.length; row++) if (rows[row]! >= 0) values[rows[row]!] = seen[row]!;
    columns.set(key, { kind: 'number', values });
  }
  for (const key of [CONTACT_COLUMNS.owed, CONTACT_COLUMNS.cut]) {
    const values = flagsOf(contacts, key).slice(0, contacts.length);
    const seen = flagsOf(visits, key);
    for (let row = 0; row < visits.length; row++) if (rows[row]! >= 0) values[rows[row]!] = seen[row]!;
    columns.set(key, { kind: 'boolean', values });
  }
  return { length: contacts.length, columns };
}

/**
 * What is kept of records (touch points, texts, notes): former rows whose record was not read anew, and the new ones; none that are
 * older than `fromDay`, and none of a contact who is gone. A row of no contact stays.
 */
export async function mergeKept(
  former: readonly ColumnTable[],
  fresh: readonly ColumnTable[],
  { isThere, fromDay }: { readonly isThere: IdIndex; readonly fromDay: number },
): Promise<ColumnTable | null> {
  const young = (table: ColumnTable): ColumnTable => {
    const contacts = idColumn(table, 'contact').values;
    const at = locate(isThere, contacts, table.length);
    const { days } = dayColumn(table);
    return pickRows(
      table,
      (row) => days[row]! !== NULL_DAY && days[row]! >= fromDay && (contacts[row] === 0n || at[row]! >= 0),
    );
  };
  const added = fresh.filter(({ length }) => length > 0);
  const renewed = createIdIndex(concatIds(added));
  const kept = former.map((table) => {
    const rows = locate(renewed, idsOf(table), table.length);
    return young(pickRows(table, (row) => rows[row]! < 0));
  });
  const all = [...kept, ...added.map(young)].filter(({ length }) => length > 0);
  return all.length === 0 ? null : collectTable(all);
}

/** States of contacts as coverage counts them. */
export function statesOf(contacts: ColumnTable): ContactStates {
  return {
    length: contacts.length,
    hasAddress: flagsOf(contacts, CONTACT_COLUMNS.hasAddress),
    readAt: numbersOf(contacts, CONTACT_COLUMNS.readAt),
    owed: flagsOf(contacts, CONTACT_COLUMNS.owed),
    cut: flagsOf(contacts, CONTACT_COLUMNS.cut),
  };
}

export function pickRows(table: ColumnTable, isWanted: (row: number) => boolean): ColumnTable {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (isWanted(row)) rows.push(row);
  return rows.length === table.length ? table : permuteTable(table, Int32Array.from(rows));
}

export function idsOf(table: ColumnTable): BigInt64Array {
  return idColumn(table, CONTACT_COLUMNS.id).values.subarray(0, table.length);
}

export function idColumn(table: ColumnTable, key: string): IdColumn {
  const column = table.columns.get(key);
  if (column?.kind !== 'id') throw new TypeError(`no id column ${key}`);
  return column;
}

export function numbersOf(table: ColumnTable, key: string): NumberColumn['values'] {
  const column = table.columns.get(key);
  if (column?.kind !== 'number') throw new TypeError(`no number column ${key}`);
  return column.values;
}

export function flagsOf(table: ColumnTable, key: string): BooleanColumn['values'] {
  const column = table.columns.get(key);
  if (column?.kind !== 'boolean') throw new TypeError(`no boolean column ${key}`);
  return column.values;
}

function dayColumn(table: ColumnTable): DayColumn {
  const column = table.columns.get('day');
  if (column?.kind !== 'day') throw new TypeError('no day column');
  return column;
}

export function locate(index: IdIndex, ids: BigInt64Array, length: number): Int32Array {
  const out = new Int32Array(length);
  index.locate(ids, length, out);
  return out;
}

function concatIds(tables: readonly ColumnTable[]): BigInt64Array {
  const ids = new BigInt64Array(tables.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const table of tables) {
    ids.set(idsOf(table), at);
    at += table.length;
  }
  return ids;
}

function nothing(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

function flags(length: number): Uint8Array {
  return new Uint8Array(length);
}
