import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { parseTouchPointRecipe, parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { createTouchPlacer, type TouchSubjects } from '#core/techniques/engagement/place-touch-points.ts';
import { hourColumn, RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { touchPointAt, type TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { CHANNELS, TOUCHES } from '#core/techniques/engagement/touches.ts';

const FOLDER = new URL('../../../../recipes/touchpoints/', import.meta.url);
const FILES = globSync('*.touchpoints.json', { cwd: FOLDER.pathname });
const CONTEXT = { asOfDay: 20_634, minorDigits: 2 };
const ACCOUNT = 100n;
const CONTACT = 200n;

function shipped(id: string): TouchPointRecipe {
  const text = readFileSync(new URL(`${id}.touchpoints.json`, FOLDER), 'utf8');
  const parsed = parseTouchPointRecipeText(text, id);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const subjects: TouchSubjects = {
  accounts: createIdIndex(BigInt64Array.of(ACCOUNT, ACCOUNT + 1n)),
  contacts: createIdIndex(BigInt64Array.of(CONTACT)),
  accountOfContact: Int32Array.of(1),
};

type Cell = string | number | boolean | bigint;

/** A table as the source's reader gives it: every field of the recipe, empty unless a row says otherwise. */
function tableOf(recipe: TouchPointRecipe, rows: readonly Readonly<Record<string, Cell>>[]): ColumnTable {
  const columns = new Map<string, Column>();
  columns.set(RECORD_COLUMN, { kind: 'id', values: BigInt64Array.from(rows, (_, row) => BigInt(row + 1)) });
  for (const { field, kind } of recipe.fields)
    columns.set(
      `crm:${field}`,
      columnOf(
        kind,
        rows.map((row) => row[field]),
      ),
    );
  const hours = rows.map((row) => row['hour']);
  const at = recipe.events[0]?.at ?? '';
  columns.set(hourColumn(at), columnOf('number', hours));
  return { length: rows.length, columns };
}

function columnOf(kind: TouchPointRecipe['fields'][number]['kind'], cells: readonly (Cell | undefined)[]): Column {
  switch (kind) {
    case 'text': {
      const dictionary = [...new Set(cells.flatMap((cell) => (typeof cell === 'string' ? [cell] : [])))];
      const codes = Int32Array.from(cells, (cell) => (typeof cell === 'string' ? dictionary.indexOf(cell) : -1));
      return { kind: 'text', codes, dictionary };
    }
    case 'number':
      return {
        kind: 'number',
        values: Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN)),
      };
    case 'boolean':
      return { kind: 'boolean', values: Uint8Array.from(cells, (cell) => (cell === undefined ? 2 : Number(cell))) };
    case 'instant':
      return {
        kind: 'day',
        days: Int32Array.from(cells, (cell) => (typeof cell === 'string' ? (parseIsoDay(cell) ?? NULL_DAY) : NULL_DAY)),
      };
    case 'reference':
      return { kind: 'id', values: BigInt64Array.from(cells, (cell) => (typeof cell === 'bigint' ? cell : 0n)) };
  }
}

const named = (points: TouchPointColumns): string[] =>
  Array.from({ length: points.length }, (_, row) => {
    const { channel, response } = TOUCHES[points.touch[row] ?? 0] ?? {};
    return `${points.recordId[row]} ${channel}.${response} a${points.account[row]} c${points.contact[row]} d${points.day[row]}`;
  });

const placed = (id: string, rows: readonly Readonly<Record<string, Cell>>[]): string[] => {
  const recipe = shipped(id);
  return named(createTouchPlacer(recipe, subjects, CONTEXT).place(tableOf(recipe, rows)));
};

test('the shipped recipes are sound, named by their ids, and cover every channel', () => {
  const recipes = FILES.map((file) => shipped(basename(file, '.touchpoints.json')));
  expect(recipes.map(({ id }) => `${id}.touchpoints.json`).toSorted()).toEqual(FILES.toSorted());
  expect(new Set(recipes.map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
  expect(recipes.length).toBeGreaterThanOrEqual(15);
});

test('a call becomes what it was, at the account of its contact', () => {
  const day = { Call_Start_Time: '2026-06-01' };
  const who = { Who_Id: CONTACT, What_Id: ACCOUNT };
  const rows = [
    { ...day, ...who, Call_Type: 'Inbound', Call_Duration_in_seconds: 60 },
    { ...day, ...who, Call_Type: 'outbound', Call_Duration_in_seconds: 300 },
    { ...day, ...who, Call_Type: 'Missed' },
    { ...day, ...who, Call_Type: 'Outbound', Call_Duration_in_seconds: 20, Call_Result: 'No response/Busy' },
    { ...day, ...who, Call_Type: 'Outbound', Call_Duration_in_seconds: 0 },
    { ...day, ...who, Call_Type: 'Outbound', Call_Duration_in_seconds: 40, Call_Result: 'Left a voicemail' },
    { ...day, What_Id: ACCOUNT, Call_Type: 'Inbound', Call_Duration_in_seconds: 5 },
    { ...day, Who_Id: 999n, Call_Type: 'Inbound', Call_Duration_in_seconds: 5 },
    { ...who, Call_Type: 'Inbound', Call_Duration_in_seconds: 5 },
  ];
  const of = (record: number, response: string, account = 1, contact = 0): string =>
    `${record} call.${response} a${account} c${contact} d20605`;
  expect(placed('calls', rows)).toEqual([
    of(1, 'answeredInbound'),
    of(2, 'longOutbound'),
    of(3, 'missedInbound'),
    of(4, 'missedOutbound'),
    of(5, 'missedOutbound'),
    of(6, 'voicemail'),
    of(7, 'answeredInbound', 0, -1),
    of(8, 'answeredInbound', -1, -1),
  ]);
  const recipe = shipped('calls');
  const placer = createTouchPlacer(recipe, subjects, CONTEXT);
  placer.place(tableOf(recipe, rows));
  expect(placer.counts).toEqual({ records: 9, touchPoints: 8, withoutEvent: 1, undated: 1, withoutSubject: 1 });
});

test('one email is several touch points, by its status or several of them', () => {
  const email = { Who_Id: CONTACT, time: '2026-06-01', sent: true };
  const responses = (status: string): string[] =>
    placed('emails', [{ ...email, status }]).map((text) => text.split(' ')[1] ?? '');
  expect(responses('sent')).toEqual(['email.sent']);
  expect(responses('clicked')).toEqual(['email.sent', 'email.opened', 'email.clicked']);
  expect(responses('opened;replied')).toEqual(['email.sent', 'email.opened', 'email.replied']);
  expect(placed('emails', [{ ...email, sent: false, status: 'received' }])).toEqual([]);
});

test.each([
  ['notes', { Parent_Id: ACCOUNT, Created_Time: '2026-06-01' }, ['note.added']],
  ['meetings', { Who_Id: CONTACT, Start_DateTime: '2026-06-01', Check_In_Status: 'No Show' }, ['meeting.noShow']],
  ['tasks', { Who_Id: CONTACT, Closed_Time: '2026-06-01', Status: 'Completed' }, ['task.completed']],
  [
    'campaigns',
    { Contact: CONTACT, Member_Status: 'Opted Out', Modified_Time: '2026-06-01' },
    ['campaign.unsubscribed'],
  ],
  ['surveys', { Contact: CONTACT, Response_Time: '2026-06-01', Response_Status: 'Completed' }, ['survey.completed']],
  ['webinars', { Contact: CONTACT, Webinar_Time: '2026-06-01', Attendance: 'Absent' }, ['webinar.absent']],
  [
    'backstage',
    { Contact: CONTACT, Ordered_Time: '2026-05-01', Check_In_Time: '2026-06-01' },
    ['event.ticket', 'event.checkIn'],
  ],
  ['salesiq', { Account: ACCOUNT, Chat_Time: '2026-06-01', Chat_Status: 'Missed' }, ['chat.missed']],
  ['social', { Contact: CONTACT, Interaction: 'comment', Interaction_Time: '2026-06-01' }, ['social.commented']],
  [
    'whatsapp',
    { Contact: CONTACT, Sent_Time: '2026-06-01', Answered_Time: '2026-06-02' },
    ['whatsapp.sent', 'whatsapp.answered'],
  ],
  ['sms', { Contact: CONTACT, Sent_Time: '2026-06-01', Status: 'Undelivered' }, ['sms.sent', 'sms.failed']],
  [
    'sign',
    { Contact: CONTACT, Viewed_Time: '2026-06-01', Declined_Time: '2026-06-03' },
    ['document.viewed', 'document.declined'],
  ],
  ['tickets', { Contact: CONTACT, Rated_Time: '2026-06-01', Rating: 'Bad' }, ['ticket.unhappy']],
])('a record of %s', (id, row, expected) => {
  expect(placed(id, [row]).map((text) => text.split(' ')[1])).toEqual(expected);
});

test('a touch point shown to people has the ids of the CRM, and its hour where the reader gave one', () => {
  const recipe = shipped('calls');
  const row = {
    Who_Id: CONTACT,
    Call_Type: 'Inbound',
    Call_Duration_in_seconds: 60,
    Call_Start_Time: '2026-06-01',
    hour: 15,
  };
  const points = createTouchPlacer(recipe, subjects, CONTEXT).place(tableOf(recipe, [row]));
  const ids = { accountIds: BigInt64Array.of(ACCOUNT, ACCOUNT + 1n), contactIds: BigInt64Array.of(CONTACT) };
  expect(points.hour[0]).toBe(15);
  expect(touchPointAt(points, 0, ids)).toEqual({
    id: 'calls:1:answeredInbound',
    source: 'calls',
    recordId: '1',
    channel: 'call',
    response: 'answeredInbound',
    contactId: '200',
    accountId: '101',
    at: '2026-06-01',
  });
  expect(touchPointAt(points, 1, ids)).toBeNull();
});

test('what a recipe cannot mean is said with its place', () => {
  const notes = shipped('notes');
  const found = (value: unknown): string[] => {
    const parsed = parseTouchPointRecipe(value);
    return parsed.ok ? [] : parsed.error.map(({ code, where }) => `${code} @ ${where}`);
  };
  const event = notes.events[0];
  expect(found(notes)).toEqual([]);
  expect(found({ ...notes, format: 'lodestar.touchpoints/2' })).toEqual(['document.newerFormat @ format']);
  expect(found({ ...notes, chanel: 'note' })).toEqual(['schema.unknownKey @ chanel']);
  expect(found({ ...notes, channel: 'fax' })).toEqual(['schema.notOneOf @ channel']);
  expect(found({ ...notes, contact: null, account: null })).toEqual(['touchPoints.nobody @ contact']);
  expect(found({ ...notes, contact: 'Who' })).toEqual(['touchPoints.unknownField @ contact']);
  expect(found({ ...notes, contact: 'Created_Time' })).toEqual(['touchPoints.wrongKind @ contact']);
  expect(found({ ...notes, file: '../notes.csv' })).toEqual(['recipe.fileOutsideFolder @ file']);
  expect(found({ ...notes, fields: [...notes.fields, notes.fields[0]] })).toEqual([
    'touchPoints.fieldTwice @ fields[2].field',
  ]);
  expect(found({ ...notes, events: [{ ...event, response: 'read' }] })).toEqual([
    'touchPoints.unknownResponse @ events[0].response',
  ]);
  expect(found({ ...notes, events: [{ ...event, at: 'Parent_Id' }] })).toEqual([
    'touchPoints.wrongKind @ events[0].at',
  ]);
  const when = { conditions: [{ field: 'crm:Title', operator: 'is', value: 'x' }], pattern: '2' };
  expect(found({ ...notes, events: [{ ...event, when }] })).toEqual([
    'criteria.unknownField @ events[0].when.conditions[0].field',
    'pattern.unknownCondition @ events[0].when.pattern',
  ]);
  const emails = shipped('emails');
  expect(found({ ...emails, events: [{ ...emails.events[0], response: 'ignored' }] })).toEqual([
    'touchPoints.silenceIsDerived @ events[0].response',
  ]);
});
