import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { CONTACT_COLUMNS, idColumn, idsOf, locate, numbersOf, pickRows } from '#core/intake/contact-shards.ts';
import {
  TEXT_DIRECTIONS,
  type AccountRange,
  type IntakeReader,
  type IntakeTexts,
  type IntakeTouchPoints,
} from '#core/intake/intake-rows.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import { columnOf } from '../score/column-of.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { withMessages } from './intake-tables.ts';
import { intakeObjects, readCurrentIntake, readManifest } from './intake-manifest.ts';

const NOTE_ADDED = touchNumber('note', 'added');
const INBOUND = TEXT_DIRECTIONS.indexOf('inbound');
const NOTE = TEXT_DIRECTIONS.indexOf('note');

/**
 * What intake has published, as scoring reads it: one object in memory at a time. null = nothing was read yet. What it opened stays
 * readable while the next intake is published, and no longer. Throws `StoreError` where objects are gone or others.
 */
export async function openIntake(ports: Pick<WorkPorts, 'store' | 'blob'>, org: OrgKey): Promise<IntakeReader | null> {
  const current = await readCurrentIntake(ports, org);
  if (current === null) return null;
  const { manifest: name, coverage } = current.value;
  const objects = intakeObjects(ports, org);
  const { shards, notes } = await readManifest(objects, name, formatOrgKey(org));

  async function* ofContacts(kind: 'touches' | 'texts', range: AccountRange | undefined) {
    for (const shard of shards) {
      const rows = shard[kind];
      if (rows === null) continue;
      const contacts = await objects.readTable(shard.contacts, [CONTACT_COLUMNS.id, CONTACT_COLUMNS.account]);
      const table = await objects.readTable(rows);
      const account = accountsOf(table, contacts);
      const found = within(
        { length: table.length, columns: new Map([...table.columns, ['account', { kind: 'id', values: account }]]) },
        range,
      );
      if (found.length > 0) yield found;
    }
  }
  async function* ofNotes(range: AccountRange | undefined) {
    for (const bucket of notes) {
      if (bucket === null) continue;
      const found = within(await objects.readTable(bucket), range);
      if (found.length > 0) yield found;
    }
  }
  return {
    coverage,
    async *touchPoints(range) {
      for await (const table of ofContacts('touches', range)) yield toTouchPoints(table, 'emails');
      for await (const table of ofNotes(range)) yield toTouchPoints(table, 'notes');
    },
    async *texts(range) {
      for await (const table of ofContacts('texts', range)) yield toTexts(table, INBOUND);
      for await (const table of ofNotes(range)) yield toTexts(table, NOTE);
    },
  };
}

function accountsOf(table: ColumnTable, contacts: ColumnTable): BigInt64Array {
  const accounts = idColumn(contacts, CONTACT_COLUMNS.account).values;
  const rows = locate(createIdIndex(idsOf(contacts)), idColumn(table, 'contact').values, table.length);
  return BigInt64Array.from(rows, (row) => (row < 0 ? 0n : (accounts[row] ?? 0n)));
}

function within(table: ColumnTable, range: AccountRange | undefined): ColumnTable {
  if (range === undefined) return table;
  const accounts = idColumn(table, 'account').values;
  return pickRows(table, (row) => (accounts[row] ?? 0n) >= range.from && (accounts[row] ?? 0n) <= range.to);
}

/** Columns that both kinds of rows have. */
function common(table: ColumnTable): Pick<IntakeTexts, 'length' | 'recordId' | 'contact' | 'account' | 'day'> {
  const { length } = table;
  return {
    length,
    recordId: idsOf(table),
    contact: idColumn(table, 'contact').values.subarray(0, length),
    account: idColumn(table, 'account').values.subarray(0, length),
    day: columnOf(table, 'day', 'day').days.subarray(0, length),
  };
}

function toTouchPoints(table: ColumnTable, source: IntakeTouchPoints['source']): IntakeTouchPoints {
  const { length } = table;
  const touch =
    source === 'notes'
      ? new Uint8Array(length).fill(NOTE_ADDED)
      : Uint8Array.from(numbersOf(table, 'touch').subarray(0, length));
  const hour = Int8Array.from(numbersOf(table, 'hour').subarray(0, length));
  return { ...common(table), source, touch, hour };
}

function toTexts(table: ColumnTable, direction: number): IntakeTexts {
  const { length } = table;
  const column = columnOf(table, 'text', 'text');
  return {
    ...common(table),
    message: idColumn(withMessages(table), 'message').values.subarray(0, length),
    direction: new Uint8Array(length).fill(direction),
    text: Array.from({ length }, (_, row) => textAt(column, row) ?? ''),
  };
}
