import type { Column } from './column-table.ts';
import type { CsvProblemCode } from './csv-error.ts';
import type { CsvScanner } from './csv-scanner.ts';

/**
 * Turns one column's cells of a block into values. Each kind writes its own loop, alike as they are: one loop for days, hours and
 * booleans that calls a function a cell took 5 % more processor time over a whole file (a million rows of six columns, four of these).
 */
export interface CellDecoder {
  /** Arrays for the next table; `reused`: those of the last one, which nobody looks at any more. */
  start(rows: number, reused: boolean): void;
  /** Decodes rows 0..`rows` of the scanner's block into positions `at`.. of the arrays. */
  decode(scanner: CsvScanner, rows: number, at: number): void;
  /** The arrays filled since `start`. */
  column(): Column;
}

/** Notes an unreadable cell of the present block; the decoder leaves the value empty. */
export interface CellProblems {
  add(row: number, slot: number, code: CsvProblemCode): void;
}

const SPACE = 0x20;
const TAB = 0x09;

/** First position that is no space or tab; `to` when there is none. */
export function skipSpaces(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at;
}

/** Position behind the last byte that is no space or tab. */
export function trimSpaces(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at--;
  return at;
}
