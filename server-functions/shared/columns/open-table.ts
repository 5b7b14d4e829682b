import {
  ARROW_CONTINUATION,
  ARROW_PREFIX_BYTES,
  readArrowMessage,
  type ArrowBatchLayout,
} from '#core/columns/arrow-layout.ts';
import { readArrowSchema, type ArrowField } from '#core/columns/arrow-schema.ts';
import { NULL_BOOLEAN, NULL_CODE, type Column } from '#core/columns/column-table.ts';
import type { BlockFile } from './block-file.ts';

/** Dictionaries up to this size are kept, with their codes as they are: labels and choices. Bytes. */
const SMALL_DICTIONARY_BYTES = 64 * 1024;

/** A table of `encodeColumns` that lies in a file. */
export interface OpenTable {
  readonly length: number;
  /** Values of rows that it has. */
  readonly columns: ReadonlyMap<string, (rows: Int32Array) => Column>;
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
      if (picked === null) return null;
      columns.set(key, picked);
    } else {
      columns.set(key, (rows) => pickValues(kind, place, rows));
      if (kind === 'id') idColumns.set(key, () => readIds(place));
    }
  }
  return {
    length,
    columns,
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
