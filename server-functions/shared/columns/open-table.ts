import {
  ARROW_CONTINUATION,
  ARROW_PREFIX_BYTES,
  readArrowMessage,
  type ArrowBatchLayout,
} from '#core/columns/arrow-layout.ts';
import { readArrowSchema, type ArrowField } from '#core/columns/arrow-schema.ts';
import { NULL_BOOLEAN, NULL_CODE, type Column, type ColumnKind, type Texts } from '#core/columns/column-table.ts';
import { PackedTexts, PACKED_FROM_TEXTS } from '#core/columns/packed-texts.ts';
import type { BlockFile } from './block-file.ts';

/** Dictionaries up to this size are kept, with their codes as they are: labels and choices. Bytes. */
const SMALL_DICTIONARY_BYTES = 64 * 1024;

/** A table of `encodeColumns` that lies in a file. */
export interface OpenTable {
  readonly length: number;
  /** Values of rows that it has. */
  readonly columns: ReadonlyMap<string, (rows: Int32Array) => Column>;
  /** Whole columns. */
  readonly wholes: ReadonlyMap<string, { readonly kind: ColumnKind; readonly read: () => Column }>;
  /** Throws TypeError where there is no such column of ids. */
  ids(key: string): BigInt64Array;
}

/** A batch and where its body begins. */
interface Placed {
  readonly bodyAt: number;
  readonly batch: ArrowBatchLayout;
}

/** The table that begins at `start`; null where none does. */
export function openTable(file: BlockFile, start: number): OpenTable | null {
  const dictionaries = new Map<number, Placed>();
  let fields: readonly ArrowField[] | null = null;
  let records: Placed | null = null;
  for (let at = start; records === null;) {
    const prefix = new Uint8Array(ARROW_PREFIX_BYTES);
    file.read(at, prefix);
    const view = new DataView(prefix.buffer);
    const metadataBytes = view.getUint32(4, true);
    if (view.getUint32(0, true) !== ARROW_CONTINUATION || metadataBytes === 0) return null;
    const message = new Uint8Array(ARROW_PREFIX_BYTES + metadataBytes);
    file.read(at, message);
    const read = readArrowMessage(message.subarray(ARROW_PREFIX_BYTES));
    const bodyAt = at + message.length;
    if (read === null) return null;
    if (read.kind === 'schema') fields = readArrowSchema(message);
    else if (read.kind === 'dictionary') dictionaries.set(read.id, { bodyAt, batch: read.batch });
    else records = { bodyAt, batch: read.batch };
    at = bodyAt + read.bodyBytes;
  }
  if (fields === null) return null;
  const { length } = records.batch;
  const columns = new Map<string, (rows: Int32Array) => Column>();
  const wholes = new Map<string, { readonly kind: ColumnKind; readonly read: () => Column }>();
  const idColumns = new Map<string, () => BigInt64Array>();
  for (const [index, { key, kind, dictionary }] of fields.entries()) {
    const validity = records.batch.buffers[2 * index];
    const values = records.batch.buffers[2 * index + 1];
    if (validity === undefined || values === undefined) return null;
    const place = {
      file,
      length,
      at: records.bodyAt + values.at,
      // Every kind but booleans has a mark of its own where nothing is.
      validityAt: (records.batch.nullCounts[index] ?? 0) === 0 ? null : records.bodyAt + validity.at,
    };
    if (kind === 'text') {
      const texts = dictionary === null ? undefined : dictionaries.get(dictionary);
      const picked = texts === undefined ? null : createTextPicker(place, texts);
      if (texts === undefined || picked === null) return null;
      columns.set(key, picked);
      wholes.set(key, { kind, read: () => ({ kind, codes: readCodes(place), dictionary: readTexts(file, texts) }) });
    } else {
      columns.set(key, (rows) => pickValues(kind, place, rows));
      wholes.set(key, { kind, read: () => readValues(kind, place) });
      if (kind === 'id') idColumns.set(key, () => readIds(place));
    }
  }
  return {
    length,
    columns,
    wholes,
    ids(key) {
      const read = idColumns.get(key);
      if (read === undefined) throw new TypeError(`There is no such column of ids: ${key}`);
      return read();
    },
  };
}

interface Place {
  readonly file: BlockFile;
  readonly length: number;
  readonly at: number;
  readonly validityAt: number | null;
}

function readIds({ file, at, length }: Place): BigInt64Array {
  const ids = new BigInt64Array(length);
  file.read(at, new Uint8Array(ids.buffer));
  return ids;
}

function readValues(kind: Exclude<ColumnKind, 'text'>, place: Place): Column {
  const { file, at, validityAt, length } = place;
  switch (kind) {
    case 'id':
      return { kind, values: readIds(place) };
    case 'number':
      return { kind, values: fill(file, at, new Float64Array(length)) };
    case 'money':
      return { kind, minor: fill(file, at, new Float64Array(length)) };
    case 'day':
      return { kind, days: fill(file, at, new Int32Array(length)) };
    case 'boolean': {
      const bits = (from: number): Uint8Array => fill(file, from, new Uint8Array((length + 7) >> 3));
      const values = bits(at);
      const validity = validityAt === null ? null : bits(validityAt);
      const bit = (of: Uint8Array, row: number): number => (of[row >> 3]! >> (row & 7)) & 1;
      const valueOf = (row: number): number =>
        validity !== null && bit(validity, row) === 0 ? NULL_BOOLEAN : bit(values, row);
      return { kind, values: Uint8Array.from({ length }, (_, row) => valueOf(row)) };
    }
  }
}

function readCodes({ file, at, length }: Place): Int32Array {
  return fill(file, at, new Int32Array(length));
}

function fill<T extends Int32Array | Float64Array | Uint8Array>(file: BlockFile, at: number, values: T): T {
  file.read(at, new Uint8Array(values.buffer));
  return values;
}

/** As `decodeColumns` has them: a few as strings, many as the bytes that they are. */
function readTexts(file: BlockFile, { bodyAt, batch }: Placed): Texts {
  const [, offsets, bytes] = batch.buffers;
  if (offsets === undefined || bytes === undefined || batch.length === 0) return [];
  const packed = new PackedTexts(
    fill(file, bodyAt + bytes.at, new Uint8Array(bytes.bytes)),
    fill(file, bodyAt + offsets.at, new Int32Array(batch.length + 1)),
    batch.length,
  );
  return batch.length < PACKED_FROM_TEXTS ? [...packed] : packed;
}

function pickValues(kind: Exclude<Column['kind'], 'text'>, place: Place, rows: Int32Array): Column {
  const { file, at, validityAt } = place;
  const wide = (): Float64Array => {
    const values = new Float64Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      const offset = file.seek(at + 8 * rows[index]!);
      values[index] = file.data.getFloat64(offset, true);
    }
    return values;
  };
  switch (kind) {
    case 'id': {
      const ids = new BigInt64Array(rows.length);
      for (let index = 0; index < rows.length; index++) {
        const offset = file.seek(at + 8 * rows[index]!);
        ids[index] = file.data.getBigInt64(offset, true);
      }
      return { kind, values: ids };
    }
    case 'number':
      return { kind, values: wide() };
    case 'money':
      return { kind, minor: wide() };
    case 'day':
      return { kind, days: pickNarrow(place, rows) };
    case 'boolean': {
      const bit = (from: number, row: number): number => {
        const offset = file.seek(from + (row >> 3));
        return (file.data.getUint8(offset) >> (row & 7)) & 1;
      };
      const values = Uint8Array.from(rows, (row) =>
        validityAt !== null && bit(validityAt, row) === 0 ? NULL_BOOLEAN : bit(at, row),
      );
      return { kind, values };
    }
  }
}

function pickNarrow({ file, at }: Pick<Place, 'file' | 'at'>, rows: Int32Array): Int32Array {
  const values = new Int32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const offset = file.seek(at + 4 * rows[index]!);
    values[index] = file.data.getInt32(offset, true);
  }
  return values;
}

/** null for a dictionary that is none of texts. */
function createTextPicker(place: Place, { bodyAt, batch }: Placed): ((rows: Int32Array) => Column) | null {
  const { file } = place;
  const [, offsets, bytes] = batch.buffers;
  if (offsets === undefined || bytes === undefined) return null;
  const textOf = (code: number): string => {
    if (code < 0 || code >= batch.length) throw new RangeError(`There is no such text: ${code}`);
    const [start = 0, end = 0] = pickNarrow({ file, at: bodyAt + offsets.at }, Int32Array.of(code, code + 1));
    const text = Buffer.allocUnsafe(end - start);
    file.read(bodyAt + bytes.at + start, text);
    return text.toString('utf8');
  };
  if (bytes.bytes <= SMALL_DICTIONARY_BYTES) {
    const dictionary = Array.from({ length: batch.length }, (_, code) => textOf(code));
    return (rows) => ({ kind: 'text', codes: pickNarrow(place, rows), dictionary });
  }
  return (rows) => {
    const codes = pickNarrow(place, rows);
    // Each once, in their order: neighbours lie in the same block.
    const used = [...new Set(codes)].filter((code) => code !== NULL_CODE).sort((a, b) => a - b);
    const own = new Map(used.map((code, index) => [code, index] as const));
    return {
      kind: 'text',
      codes: codes.map((code) => own.get(code) ?? NULL_CODE),
      dictionary: used.map(textOf),
    };
  };
}
