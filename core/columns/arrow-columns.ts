import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { ColumnTable } from './column-table.ts';

export const COLUMNS_FORMAT = 'lodestar.columns/1';

/** A table as an Arrow IPC stream with a checksum behind its end mark. Dictionary entries that no row uses are not written. */
export function encodeColumns(_table: ColumnTable): Uint8Array {
  throw new Error('in progress');
}

/** Inverse of `encodeColumns`; damaged, foreign or newer bytes are a problem, never an exception. `source` names them in it. */
export function decodeColumns(_bytes: Uint8Array, _source = 'columns'): Result<ColumnTable, Problem> {
  throw new Error('in progress');
}
