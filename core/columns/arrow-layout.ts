/**
 * Where the values of an Arrow IPC stream lie, without taking them: a table of a million rows is read a few rows at a time. Of
 * the format (Arrow columnar format 1.5, "IPC streaming format"; FlatBuffers) this is what `encodeColumns` writes: flat columns, not
 * compressed, one batch.
 */
export interface ArrowBatchLayout {
  /** Rows, or texts of a dictionary. */
  readonly length: number;
  /** Empty values by column. */
  readonly nullCounts: readonly number[];
  /** By column: validity and values; of a dictionary: validity, offsets, bytes. From the body's beginning. */
  readonly buffers: readonly { readonly at: number; readonly bytes: number }[];
}

export type ArrowMessage =
  | { readonly kind: 'schema'; readonly bodyBytes: number }
  | { readonly kind: 'records'; readonly bodyBytes: number; readonly batch: ArrowBatchLayout }
  | { readonly kind: 'dictionary'; readonly bodyBytes: number; readonly id: number; readonly batch: ArrowBatchLayout };

/** Before each message: this mark, then the bytes of its metadata; no bytes = the end. */
export const ARROW_CONTINUATION = 0xffff_ffff;
export const ARROW_PREFIX_BYTES = 8;

const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;

/** One message by its metadata; null for what is no message of ours. Throws RangeError where an offset leaves the metadata. */
export function readArrowMessage(metadata: Uint8Array): ArrowMessage | null {
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.length);
  const message = tableAt(view, 0);
  const type = message(1);
  const header = message(2);
  const length = message(3);
  if (type === null || header === null) return null;
  const bodyBytes = length === null ? 0 : int64At(view, length);
  switch (view.getUint8(type)) {
    case SCHEMA:
      return { kind: 'schema', bodyBytes };
    case RECORDS:
      return { kind: 'records', bodyBytes, batch: readBatch(view, header) };
    case DICTIONARY: {
      const dictionary = tableAt(view, header);
      const id = dictionary(0);
      const data = dictionary(1);
      if (data === null) return null;
      return { kind: 'dictionary', bodyBytes, id: id === null ? 0 : int64At(view, id), batch: readBatch(view, data) };
    }
    default:
      return null;
  }
}

function readBatch(view: DataView, at: number): ArrowBatchLayout {
  const batch = tableAt(view, at);
  const length = batch(0);
  const pairs = (field: number): readonly (readonly [number, number])[] => {
    const place = batch(field);
    if (place === null) return [];
    const vector = place + view.getUint32(place, true);
    return Array.from({ length: view.getUint32(vector, true) }, (_, index) => {
      const pair = vector + 4 + 16 * index;
      return [int64At(view, pair), int64At(view, pair + 8)] as const;
    });
  };
  return {
    length: length === null ? 0 : int64At(view, length),
    nullCounts: pairs(1).map(([, nulls]) => nulls),
    buffers: pairs(2).map(([from, bytes]) => ({ at: from, bytes })),
  };
}

/** A FlatBuffers table whose offset stands at `at`: where its fields lie, by number; null where one has its default. */
function tableAt(view: DataView, at: number): (field: number) => number | null {
  const table = at + view.getUint32(at, true);
  const directory = table - view.getInt32(table, true);
  const directoryBytes = view.getUint16(directory, true);
  return (field) => {
    const entry = 4 + 2 * field;
    const offset = entry < directoryBytes ? view.getUint16(directory + entry, true) : 0;
    return offset === 0 ? null : table + offset;
  };
}

/** Lengths and places: none is beyond 2^53. */
function int64At(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true));
}
