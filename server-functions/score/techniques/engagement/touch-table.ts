import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { TouchRows } from '#core/techniques/engagement/read-touches.ts';
import type { EngagementCounting } from '#core/techniques/engagement/settings.ts';
import { NO_HOUR, NOBODY, type TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { columnOf } from '../../column-of.ts';
import { placesIn } from '../samples/sample-rows.ts';

/** Columns of touch points as a run keeps them: 36 bytes each, and 8 more where their hour says something. */
const T = { record: 'id', touch: 'touch', contact: 'contact', account: 'account', day: 'day', hour: 'hour' } as const;

/** What a sample keeps of them. */
export const SAMPLED_TOUCHES = [T.record, T.touch, T.day];

/** So far back may lie what counts as of a day: a message of before the window may be ignored inside it. Days. */
export function reachOf({ windowDays, waitingDays }: EngagementCounting): number {
  return windowDays + Math.max(0, ...Object.values(waitingDays).map((days) => days ?? 0));
}

/** Touch points of the window, and messages before it that may have been ignored inside it; of later days too, which are counted. */
export function toTouchTable(
  rows: TouchRows,
  counting: EngagementCounting,
  { asOfDay, withHours }: { readonly asOfDay: number; readonly withHours: boolean },
): ColumnTable {
  const first = asOfDay - reachOf(counting);
  const kept: number[] = [];
  for (let row = 0; row < rows.length; row++) if (rows.day[row]! > first) kept.push(row);
  const ids = (of: BigInt64Array): BigInt64Array => BigInt64Array.from(kept, (row) => of[row]!);
  const hourAt = (row: number): number => (rows.hour[row] === NO_HOUR ? Number.NaN : rows.hour[row]!);
  return {
    length: kept.length,
    columns: new Map<string, Column>([
      [T.record, { kind: 'id', values: ids(rows.recordId) }],
      [T.touch, { kind: 'number', values: Float64Array.from(kept, (row) => rows.touch[row]!) }],
      [T.contact, { kind: 'id', values: ids(rows.contact) }],
      [T.account, { kind: 'id', values: ids(rows.account) }],
      [T.day, { kind: 'day', days: Int32Array.from(kept, (row) => rows.day[row]!) }],
      ...(withHours ? [[T.hour, { kind: 'number', values: Float64Array.from(kept, hourAt) }] as const] : []),
    ]),
  };
}

/** What `toTouchTable` kept. */
export function fromTouchTable(table: ColumnTable): TouchRows {
  const { length } = table;
  return {
    length,
    recordId: columnOf(table, T.record, 'id').values,
    touch: Uint8Array.from(columnOf(table, T.touch, 'number').values),
    contact: columnOf(table, T.contact, 'id').values,
    account: columnOf(table, T.account, 'id').values,
    day: columnOf(table, T.day, 'day').days,
    hour: hoursOf(table),
  };
}

function hoursOf({ length, columns }: ColumnTable): Int8Array {
  const column = columns.get(T.hour);
  if (column?.kind !== 'number') return new Int8Array(length).fill(NO_HOUR);
  const { values } = column;
  return Int8Array.from({ length }, (_, row) => (Number.isNaN(values[row]) ? NO_HOUR : values[row]!));
}

/** Touch points of a sample; an account's ordinal is its place. */
export function fromSample(table: ColumnTable): TouchPointColumns {
  const { length } = table;
  return {
    length,
    source: '',
    recordId: columnOf(table, T.record, 'id').values,
    touch: Uint8Array.from(columnOf(table, T.touch, 'number').values),
    account: placesIn(table),
    contact: new Int32Array(length).fill(NOBODY),
    day: columnOf(table, T.day, 'day').days,
    hour: new Int8Array(length).fill(NO_HOUR),
  };
}
