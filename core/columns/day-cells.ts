import { dayFromCivil } from '#core/crm/days.ts';
import { skipSpaces, trimSpaces, type CellDecoder, type CellProblems } from './cell-decoder.ts';
import { NULL_DAY } from './column-table.ts';
import type { DateFormat, DayCsvColumn } from './csv-spec.ts';

const MS_PER_DAY = 86_400_000;
const ZERO = 0x30;
const HYPHEN = 0x2d;
const PLUS = 0x2b;
const COLON = 0x3a;
const POINT = 0x2e;

/** What a date-time comes to, by how much it says. */
export interface DateTimeReading {
  date(day: number): number;
  /** Without an offset. */
  written(day: number, hour: number): number;
  instant(epochMs: number, day: number): number;
}

type ReadDay = (bytes: Uint8Array, from: number, to: number) => number | null;

/** Epoch days; `NULL_DAY` = empty, or unreadable, which is then a problem. */
export function createDayCells(slot: number, column: DayCsvColumn, problems: CellProblems): CellDecoder {
  const read = dayReader(column.format, column.toDay);
  let days = new Int32Array(0);
  return {
    start(rows, reused) {
      if (!reused || days.length !== rows) days = new Int32Array(rows);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const end = to[base + row]!;
        const start = skipSpaces(bytes, from[base + row]!, end);
        let day: number | null = NULL_DAY;
        if (start !== end) {
          day = read(bytes, start, trimSpaces(bytes, start, end));
          if (day === null) problems.add(row, slot, 'csv.unreadableDay');
        }
        days[at + row] = day ?? NULL_DAY;
      }
    },
    column: () => ({ kind: 'day', days }),
  };
}

function dayReader(format: DateFormat, toDay: DayCsvColumn['toDay']): ReadDay {
  switch (format) {
    case 'yyyy-mm-dd':
      return (bytes, from, to) => (to - from === 10 ? readIsoDay(bytes, from) : null);
    case 'iso-datetime':
      return dateTimeReader({
        date: (day) => day,
        written: (day) => day,
        instant: toDay ?? ((_, day) => day),
      });
    case 'yyyy/m/d':
      return (bytes, from, to) => readParts(bytes, from, to, 0x2f, (year, month, day) => dayOf(year, month, day));
    case 'm/d/yyyy':
      return (bytes, from, to) => readParts(bytes, from, to, 0x2f, (month, day, year) => dayOf(year, month, day));
    case 'd/m/yyyy':
      return (bytes, from, to) => readParts(bytes, from, to, 0x2f, (day, month, year) => dayOf(year, month, day));
    case 'd.m.yyyy':
      return (bytes, from, to) => readParts(bytes, from, to, POINT, (day, month, year) => dayOf(year, month, day));
  }
}

interface Part {
  readonly value: number;
  readonly digits: number;
}

/** Four digits for a year, one or two for the rest: 3/4/17 is refused, since nobody said which century. */
function dayOf(year: Part, month: Part, day: Part): number | null {
  if (year.digits !== 4 || month.digits > 2 || day.digits > 2) return null;
  return dayFromCivil(year.value, month.value, day.value);
}

function readParts(
  bytes: Uint8Array,
  from: number,
  to: number,
  divider: number,
  build: (first: Part, second: Part, third: Part) => number | null,
): number | null {
  const firstEnd = bytes.indexOf(divider, from);
  const secondEnd = firstEnd < 0 ? -1 : bytes.indexOf(divider, firstEnd + 1);
  if (secondEnd < 0 || secondEnd >= to) return null;
  const first = readNumber(bytes, from, firstEnd);
  const second = readNumber(bytes, firstEnd + 1, secondEnd);
  const third = readNumber(bytes, secondEnd + 1, to);
  if (first < 0 || second < 0 || third < 0) return null;
  return build(
    { value: first, digits: firstEnd - from },
    { value: second, digits: secondEnd - firstEnd - 1 },
    { value: third, digits: to - secondEnd - 1 },
  );
}

function dateTimeReader(reading: DateTimeReading): ReadDay {
  return (bytes, from, to) => readDateTime(bytes, from, to, reading);
}

/** Digits of `bytes[from, to)`, at most four; -1 when it is anything else. */
function readNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 4) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** `yyyy-mm-dd` in the ten bytes at `from`. */
function readIsoDay(bytes: Uint8Array, from: number): number | null {
  if (bytes[from + 4] !== HYPHEN || bytes[from + 7] !== HYPHEN) return null;
  const year = readNumber(bytes, from, from + 4);
  const month = readNumber(bytes, from + 5, from + 7);
  const day = readNumber(bytes, from + 8, from + 10);
  return year < 0 || month < 0 || day < 0 ? null : dayFromCivil(year, month, day);
}

/**
 * ISO 8601 as the CRM writes it: `2024-03-31T23:30:00+02:00`, seconds and their fraction optional, `Z` or an offset with or
 * without colon, a space instead of the T; or a bare date.
 */
export function readDateTime(bytes: Uint8Array, from: number, to: number, reading: DateTimeReading): number | null {
  const length = to - from;
  if (length < 10) return null;
  const day = readIsoDay(bytes, from);
  if (day === null) return null;
  if (length === 10) return reading.date(day);
  const letter = bytes[from + 10];
  if (letter !== 0x54 && letter !== 0x74 && letter !== 0x20) return null;
  if (length < 16 || bytes[from + 13] !== COLON) return null;
  const hour = readNumber(bytes, from + 11, from + 13);
  const minute = readNumber(bytes, from + 14, from + 16);
  let at = from + 16;
  let second = 0;
  if (bytes[at] === COLON && at < to) {
    if (to - at < 3) return null;
    second = readNumber(bytes, at + 1, at + 3);
    at += 3;
    if (bytes[at] === POINT && at < to) {
      const fraction = at + 1;
      for (at = fraction; at < to && bytes[at]! >= ZERO && bytes[at]! <= 0x39; at++);
      if (at === fraction) return null;
    }
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  if (at === to) return reading.written(day, hour);
  const offset = readOffsetMinutes(bytes, at, to);
  if (offset === null) return null;
  // The fraction is dropped: no zone changes within a second.
  const epochMs = day * MS_PER_DAY + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  return reading.instant(epochMs, day);
}

function readOffsetMinutes(bytes: Uint8Array, from: number, to: number): number | null {
  const sign = bytes[from];
  if ((sign === 0x5a || sign === 0x7a) && to - from === 1) return 0;
  if (sign !== PLUS && sign !== HYPHEN) return null;
  const withColon = to - from === 6 && bytes[from + 3] === COLON;
  if (!withColon && to - from !== 5) return null;
  const hours = readNumber(bytes, from + 1, from + 3);
  const minutes = readNumber(bytes, to - 2, to);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return (sign === HYPHEN ? -1 : 1) * (hours * 60 + minutes);
}
