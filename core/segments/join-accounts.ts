import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_DAY,
  NULL_ID,
  type Column,
  type ColumnTable,
} from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { ABM_PREFIX } from '#core/mapping/field-reference.ts';
import { idsOf } from './members.ts';

/**
 * SEG-2: labels reach contacts and deals through the lookup. The records with every `abm:` column of their account beside
 * their own; a record without an account, or with one that is not in the generation, has them empty and is outside ABM.
 */
export function joinAccounts(records: ColumnTable, accountKey: string, generation: ColumnTable): ColumnTable {
  const lookup = records.columns.get(accountKey);
  if (lookup?.kind !== 'id') throw new TypeError(`${accountKey} is not an id column`);
  const rows = new Int32Array(records.length);
  createIdIndex(idsOf(generation).subarray(0, generation.length)).locate(lookup.values, records.length, rows);
  const joined = [...generation.columns]
    .filter(([key]) => key.startsWith(ABM_PREFIX))
    .map(([key, column]): [string, Column] => [key, gather(column, rows)]);
  return { length: records.length, columns: new Map([...records.columns, ...joined]) };
}

/** The column's values at `rows`, empty where the row is -1. */
function gather(column: Column, rows: Int32Array): Column {
  const { length } = rows;
  switch (column.kind) {
    case 'id': {
      const values = new BigInt64Array(length);
      for (let i = 0; i < length; i++) values[i] = rows[i]! < 0 ? NULL_ID : column.values[rows[i]!]!;
      return { kind: 'id', values };
    }
    case 'text': {
      const codes = new Int32Array(length);
      for (let i = 0; i < length; i++) codes[i] = rows[i]! < 0 ? NULL_CODE : column.codes[rows[i]!]!;
      return { kind: 'text', codes, dictionary: column.dictionary };
    }
    case 'number': {
      const values = new Float64Array(length);
      for (let i = 0; i < length; i++) values[i] = rows[i]! < 0 ? Number.NaN : column.values[rows[i]!]!;
      return { kind: 'number', values };
    }
    case 'money': {
      const minor = new Float64Array(length);
      for (let i = 0; i < length; i++) minor[i] = rows[i]! < 0 ? Number.NaN : column.minor[rows[i]!]!;
      return { kind: 'money', minor };
    }
    case 'day': {
      const days = new Int32Array(length);
      for (let i = 0; i < length; i++) days[i] = rows[i]! < 0 ? NULL_DAY : column.days[rows[i]!]!;
      return { kind: 'day', days };
    }
    case 'boolean': {
      const values = new Uint8Array(length);
      for (let i = 0; i < length; i++) values[i] = rows[i]! < 0 ? NULL_BOOLEAN : column.values[rows[i]!]!;
      return { kind: 'boolean', values };
    }
  }
}
