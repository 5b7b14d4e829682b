import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { TouchSubjects } from '#core/techniques/engagement/place-touch-points.ts';
import { NOBODY, type TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { columnOf } from '../../column-of.ts';
import type { RunContext } from '../../run-context.ts';
import type { RunRow } from '../../run-row.ts';
import { techniquesOf } from '../technique-steps.ts';

const known = new WeakMap<RunContext, Promise<TouchSubjects>>();

/** Accounts and contacts by the ordinals of all accounts; once a delivery. */
export function readSubjects(context: RunContext, row: RunRow, accounts: BigInt64Array): Promise<TouchSubjects> {
  const read = known.get(context) ?? loadSubjects(context, row, accounts);
  known.set(context, read);
  return read;
}

/** Once the points of all are counted: 24 bytes a contact. */
export function forgetSubjects(context: RunContext): void {
  known.delete(context);
}

async function loadSubjects(
  { parts, control }: RunContext,
  { job }: RunRow,
  accountIds: BigInt64Array,
): Promise<TouchSubjects> {
  const { contacts } = techniquesOf(job.cursor);
  const accounts = createAscendingIndex(accountIds);
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of contacts.parts) {
      control.throwIfAborted();
      yield await parts('contacts').readTable(name);
    }
  }
  if (contacts.rows === 0) return { accounts, contacts: null, accountOfContact: new Int32Array(0) };
  const table = await collectTable(tables(), contacts.rows);
  const accountOfContact = new Int32Array(table.length);
  accounts.locate(columnOf(table, 'account', 'id').values, table.length, accountOfContact);
  // A record that moved between two pages comes twice: the first row counts.
  return {
    accounts,
    contacts: createIdIndex(columnOf(table, 'id', 'id').values.subarray(0, table.length)),
    accountOfContact,
  };
}

/** Touch points of accounts `[from, to)`, by ordinals of these alone; those of nobody stay with the first range. */
export function pointsWithin(points: TouchPointColumns, from: number, to: number): TouchPointColumns {
  const rows: number[] = [];
  for (let row = 0; row < points.length; row++) {
    const account = points.account[row]!;
    if ((account >= from && account < to) || (from === 0 && account === NOBODY)) rows.push(row);
  }
  return {
    length: rows.length,
    source: points.source,
    recordId: BigInt64Array.from(rows, (row) => points.recordId[row]!),
    touch: Uint8Array.from(rows, (row) => points.touch[row]!),
    account: Int32Array.from(rows, (row) => (points.account[row] === NOBODY ? NOBODY : points.account[row]! - from)),
    contact: Int32Array.from(rows, (row) => points.contact[row]!),
    day: Int32Array.from(rows, (row) => points.day[row]!),
    hour: Int8Array.from(rows, (row) => points.hour[row]!),
  };
}
