import { Column as ArrowColumn, Table, field, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { fromArrowColumn } from './arrow-decode.ts';
import { toArrowBatch } from './arrow-encode.ts';
import { checksum, checksumOf } from './checksum.ts';
import type { Column, ColumnKind, ColumnTable } from './column-table.ts';

/**
 * Tables as Arrow IPC streams (decision 3), readable by any Arrow reader: ids int64, text dictionary<int32, utf8>, numbers and
 * money float64, days date32, booleans bool, empty values as Arrow nulls. Money stays float64 and not int64: it holds whole
 * minor units up to 2^53 exactly either way, and as float64 it is read back without a conversion per row.
 */
export const COLUMNS_FORMAT = 'lodestar.columns/1';

export const FORMAT_KEY = 'lodestar.format';
export const KIND_KEY = 'lodestar.kind';
const KINDS: readonly string[] = ['id', 'text', 'number', 'money', 'day', 'boolean'] satisfies readonly ColumnKind[];

/**
 * Stands behind the stream's end mark, where Arrow readers stop: the mark, then the checksum of all before it, then zeros.
 * The reader below trusts lengths it finds, so damaged bytes must not reach it.
 */
const END_MARK = Uint8Array.from('LODESTAR', (letter) => letter.charCodeAt(0));
const TRAILER_BYTES = 16;
/** Arrow's buffers are views: they need the alignment of the widest value. */
const ALIGNMENT_BYTES = 8;
/** Pieces up to this size are put together; larger ones are worth a write of their own. */
const SMALL_BYTES = 64 * 1_024;

/** Dictionary entries that no row uses are not written, so a cut table carries nothing of the rows cut away. Throws RangeError on a table without columns. */
export function encodeColumns(table: ColumnTable): Uint8Array {
  return join(encodePieces(table));
}

/**
 * The same bytes in pieces, most of them the table's own arrays: to be written before one of these changes. `keepTexts` writes
 * short dictionaries whole: parts of one table then agree in their order, which is the admin's where texts are labels.
 */
export function encodePieces(table: ColumnTable, keepTexts = false): readonly Uint8Array[] {
  if (table.columns.size === 0) throw new RangeError('A table without columns has no bytes');
  const columns = [...table.columns.values()].map(
    (column) => new ArrowColumn([toArrowBatch(column, table.length, keepTexts)]),
  );
  const fields = [...table.columns].map(([key, { kind }], index) => {
    const arrow = columns[index];
    if (arrow === undefined) throw new Error('One Arrow column a column');
    return field(key, arrow.type, true, new Map([[KIND_KEY, kind]]));
  });
  const schema = { fields, metadata: new Map([[FORMAT_KEY, COLUMNS_FORMAT]]) };
  const pieces: Uint8Array[] = [];
  tableToIPC(new Table(schema, columns), { format: 'stream', sink: collectInto(pieces) });
  const trailer = new Uint8Array(TRAILER_BYTES);
  trailer.set(END_MARK, 0);
  new DataView(trailer.buffer).setUint32(END_MARK.length, checksumOf(pieces), true);
  pieces.push(trailer);
  return joinSmall(pieces);
}

function collectInto(pieces: Uint8Array[]) {
  return {
    write: (bytes: Uint8Array) => void pieces.push(bytes),
    pad: (byteCount: number) => void pieces.push(new Uint8Array(byteCount)),
    finish: () => null,
  };
}

/** Neighbours that are small together as one piece: whoever writes pieces has work with each. */
function joinSmall(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const joined: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  let smallBytes = 0;
  const flush = (): void => {
    if (small.length > 0) joined.push(join(small));
    small = [];
    smallBytes = 0;
  };
  for (const piece of pieces) {
    if (smallBytes + piece.length > SMALL_BYTES) flush();
    if (piece.length > SMALL_BYTES) joined.push(piece);
    else {
      small.push(piece);
      smallBytes += piece.length;
    }
  }
  flush();
  return joined;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Inverse of `encodeColumns`; arrays are views of `bytes` where nothing has to be changed. Damaged, foreign or newer bytes
 * are a problem, never an exception: `columns.notOurs` (foreign or cut off), `columns.damaged`, `columns.unknownFormat`. `source` names them in it.
 * `wanted` leaves the other columns where they are: texts are most of a table's memory.
 */
export function decodeColumns(
  bytes: Uint8Array,
  source = 'columns',
  wanted: (key: string) => boolean = () => true,
): Result<ColumnTable, Problem> {
  const problem = (code: string, params: Problem['params'] = {}) => fail({ code, where: source, params });
  const end = bytes.length - TRAILER_BYTES;
  if (end < 0 || END_MARK.some((byte, index) => bytes[end + index] !== byte)) return problem('columns.notOurs');
  const stored = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(end + END_MARK.length, true);
  const body = bytes.byteOffset % ALIGNMENT_BYTES === 0 ? bytes.subarray(0, end) : bytes.slice(0, end);
  if (checksum(body) !== stored) return problem('columns.damaged');

  let arrow: Table;
  try {
    arrow = tableFromIPC(body, { useBigInt: true });
  } catch {
    // The checksum is right, so somebody sealed what the Arrow reader refuses by whatever error its parts throw.
    return problem('columns.damaged');
  }
  const format = arrow.schema.metadata?.get(FORMAT_KEY) ?? null;
  if (format !== COLUMNS_FORMAT) return problem('columns.unknownFormat', { format, expected: COLUMNS_FORMAT });

  const columns = new Map<string, Column>();
  for (const [index, { name, metadata }] of arrow.schema.fields.entries()) {
    if (!wanted(name)) continue;
    const kind = metadata?.get(KIND_KEY);
    const column = isKind(kind) ? fromArrowColumn(kind, arrow.getChildAt(index), arrow.numRows) : null;
    if (column === null) return problem('columns.damaged', { column: name });
    columns.set(name, column);
  }
  return ok({ length: arrow.numRows, columns });
}

export function isKind(kind: string | undefined): kind is ColumnKind {
  return kind !== undefined && KINDS.includes(kind);
}
