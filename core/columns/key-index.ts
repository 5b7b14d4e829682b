import type { TextColumn } from './column-table.ts';

/** Where each id stands. */
export interface IdIndex {
  /** Writes into `out[i]` the position of `ids[i]` for i < `length`; -1 when absent or `NULL_ID`. */
  locate(ids: BigInt64Array, length: number, out: Int32Array): void;
}

/** Index over row ids; of equal ids the first row counts. Worst case n log n whatever the ids. */
export function createIdIndex(_ids: BigInt64Array): IdIndex {
  throw new Error('in progress');
}

/** Names to consecutive ordinals, exact spelling. */
export interface TextIndex {
  readonly size: number;
  /** Names by ordinal. */
  readonly texts: readonly string[];
  /** Ordinal of a name, given a new one if it is not known. */
  add(text: string): number;
  /** -1 when not known. */
  ordinal(text: string): number;
  /** Writes into `out[row]` the ordinal of each cell for row < `length`; -1 when unknown or empty. One look-up per dictionary entry, not per row. */
  locate(column: TextColumn, length: number, out: Int32Array): void;
}

export function createTextIndex(): TextIndex {
  throw new Error('in progress');
}
