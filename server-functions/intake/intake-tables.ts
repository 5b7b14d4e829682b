import { createHash } from 'node:crypto';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { ListedNote } from '#core/crm/correspondence.ts';
import { emailTouches } from '#core/intake/email-touches.ts';
import type { Visit } from './visit-contact.ts';

/** Day and hour of an instant where the org is. */
export interface OrgTime {
  dayOf(epochMs: number): number;
  hourOf(epochMs: number): number;
}

export interface VisitedContact {
  readonly id: bigint;
  readonly visit: Visit;
}

/**
 * What a contact's e-mail is found by: 63 bits of a hash. The contact is part of it: one message to two of them is in both their lists,
 * and what is read anew of the one must not take the place of the other's.
 */
export function recordIdOf(contact: bigint, message: string): bigint {
  return hashOf(`${contact}:${message}`);
}

/** What a message is known by, whoever has it in their list: likewise. */
export function messageIdOf(message: string): bigint {
  return hashOf(message);
}

function hashOf(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE() >> 1n;
}

export function visitTable(visited: readonly VisitedContact[], readAt: number): ColumnTable {
  return tableOf(visited.length, {
    id: ids(visited.map(({ id }) => id)),
    readAt: numbers(visited.map(() => readAt)),
    newest: numbers(visited.map(({ visit }) => visit.newest)),
    owed: flags(visited.map(({ visit }) => visit.isOwed)),
    cut: flags(visited.map(({ visit }) => visit.isCut)),
  });
}

export function touchTable(visited: readonly VisitedContact[], time: OrgTime): ColumnTable {
  const touches = visited.flatMap(({ id, visit }) =>
    emailTouches(visit.emails).map((touch) => ({ contact: id, record: recordIdOf(id, touch.email.id), ...touch })),
  );
  return tableOf(touches.length, {
    id: ids(touches.map(({ record }) => record)),
    contact: ids(touches.map(({ contact }) => contact)),
    touch: numbers(touches.map(({ touch }) => touch)),
    day: days(touches.map(({ at }) => time.dayOf(at))),
    hour: numbers(touches.map(({ at }) => time.hourOf(at))),
  });
}

export function textTable(visited: readonly VisitedContact[], time: OrgTime): ColumnTable {
  const texts = visited.flatMap(({ id, visit }) =>
    visit.texts.map(({ email, text }) => ({ contact: id, email, text })),
  );
  return tableOf(texts.length, {
    id: ids(texts.map(({ contact, email }) => recordIdOf(contact, email.id))),
    message: ids(texts.map(({ email }) => messageIdOf(email.id))),
    contact: ids(texts.map(({ contact }) => contact)),
    day: days(texts.map(({ email }) => time.dayOf(email.at))),
    text: words(texts.map(({ text }) => text)),
  });
}

/** As `textTable` makes them: in rows of before messages were told apart each is one of its own. */
export function withMessages(texts: ColumnTable): ColumnTable {
  const own = texts.columns.get('id');
  if (texts.columns.has('message') || own === undefined) return texts;
  return { length: texts.length, columns: new Map([...texts.columns, ['message', own]]) };
}

/** A note, and whom it is about; 0 = nobody that is known. */
export interface PlacedNote {
  readonly note: ListedNote;
  readonly contact: bigint;
  readonly account: bigint;
}

export function noteTable(
  notes: readonly PlacedNote[],
  time: OrgTime,
  toText: (note: ListedNote) => string,
): ColumnTable {
  return tableOf(notes.length, {
    id: ids(notes.map(({ note }) => note.id)),
    contact: ids(notes.map(({ contact }) => contact)),
    account: ids(notes.map(({ account }) => account)),
    day: days(notes.map(({ note }) => time.dayOf(note.createdAt))),
    hour: numbers(notes.map(({ note }) => time.hourOf(note.createdAt))),
    text: words(notes.map(({ note }) => toText(note))),
  });
}

export function idTable(values: readonly bigint[]): ColumnTable {
  return tableOf(values.length, { id: ids(values) });
}

export function tableOf(length: number, columns: Readonly<Record<string, Column>>): ColumnTable {
  return { length, columns: new Map(Object.entries(columns)) };
}

export function ids(values: readonly bigint[]): Column {
  return { kind: 'id', values: BigInt64Array.from(values) };
}

export function numbers(values: readonly number[] | Float64Array): Column {
  return { kind: 'number', values: Float64Array.from(values) };
}

export function flags(values: readonly boolean[]): Column {
  return { kind: 'boolean', values: Uint8Array.from(values, Number) };
}

function days(values: readonly number[]): Column {
  return { kind: 'day', days: Int32Array.from(values) };
}

function words(values: readonly string[]): Column {
  return { kind: 'text', codes: Int32Array.from(values, (_, row) => row), dictionary: values };
}
