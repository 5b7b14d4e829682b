import {
  Batch,
  Column as ArrowColumn,
  bool,
  columnFromArray,
  dateDay,
  dictionary,
  float64,
  int32,
  int64,
  utf8,
  type DataType,
} from '@uwdata/flechette';
import { encodeBits, encodeValidity, type Validity } from './arrow-validity.ts';
import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type Texts } from './column-table.ts';
import { PACKED_FROM_TEXTS, PackedTexts } from './packed-texts.ts';

/** What flechette's writer looks for on a batch of dictionary type; its own class for it is not exported. */
class DictionaryBatch extends Batch<string> {
  readonly dictionary: ArrowColumn<string>;

  constructor(options: ConstructorParameters<typeof Batch<string>>[0], entries: ArrowColumn<string>) {
    super(options);
    this.dictionary = entries;
  }
}

/** The first `length` values of a column as one Arrow batch; values are views, not copies. `keepTexts`: of few texts those that no row uses too. */
export function toArrowBatch(column: Column, length: number, keepTexts: boolean): Batch<unknown> {
  switch (column.kind) {
    case 'id': {
      const halves = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * length);
      const validity = encodeValidity(length, (row) => halves[2 * row] === 0 && halves[2 * row + 1] === 0);
      return new Batch(batchOf(int64(), length, validity, column.values.subarray(0, length)));
    }
    case 'text':
      return toDictionaryBatch(column.codes, column.dictionary, length, keepTexts);
    case 'number':
    case 'money': {
      const values = column.kind === 'number' ? column.values : column.minor;
      const validity = encodeValidity(length, (row) => Number.isNaN(values[row]));
      return new Batch(batchOf(float64(), length, validity, values.subarray(0, length)));
    }
    case 'day': {
      const { days } = column;
      const validity = encodeValidity(length, (row) => days[row] === NULL_DAY);
      return new Batch(batchOf(dateDay(), length, validity, days.subarray(0, length)));
    }
    case 'boolean': {
      const { values } = column;
      const validity = encodeValidity(length, (row) => values[row] === NULL_BOOLEAN);
      return new Batch(
        batchOf(
          bool(),
          length,
          validity,
          encodeBits(length, (row) => values[row] === 1),
        ),
      );
    }
  }
}

function batchOf<V>(type: DataType, length: number, { bitmap, nullCount }: Validity, values: V) {
  return { type, length, nullCount, validity: bitmap, values };
}

function toDictionaryBatch(codes: Int32Array, texts: Texts, length: number, keepTexts: boolean): Batch<string> {
  const used = new Uint8Array(texts.length).fill(keepTexts && texts.length < PACKED_FROM_TEXTS ? 1 : 0);
  for (let row = 0; row < length; row++) if (codes[row] !== NULL_CODE) used[codes[row]!] = 1;
  const count = used.reduce((sum, bit) => sum + bit, 0);
  const entries = new ArrowColumn([
    count === 0
      ? emptyTexts()
      : texts instanceof PackedTexts
        ? packedBatch(texts, used, count)
        : textBatch(texts, used),
  ]);
  const validity = encodeValidity(length, (row) => codes[row] === NULL_CODE);
  const written = count === texts.length ? codes.subarray(0, length) : renumber(codes, used, length);
  return new DictionaryBatch(batchOf(dictionary(entries.type, int32()), length, validity, written), entries);
}

function textBatch(texts: Texts, used: Uint8Array): Batch<string> {
  const kept = [...texts].filter((_, code) => used[code] === 1);
  const [batch] = columnFromArray<string>(kept, utf8(), { maxBatchRows: kept.length }).data;
  if (batch === undefined) throw new Error('Texts of one Arrow column are one batch');
  return batch;
}

/** The bytes as they are, or those of the entries that are used. */
function packedBatch({ bytes, offsets, length }: PackedTexts, used: Uint8Array, count: number): Batch<string> {
  const none = { bitmap: new Uint8Array(0), nullCount: 0 };
  const batch = (values: Uint8Array, starts: Int32Array): Batch<string> =>
    new Batch({ ...batchOf(utf8(), count, none, values), offsets: starts });
  if (count === length) return batch(bytes.subarray(0, offsets[length]), offsets.subarray(0, length + 1));
  const starts = new Int32Array(count + 1);
  for (let code = 0, next = 0; code < length; code++) {
    if (used[code] === 1) starts[++next] = starts[next - 1]! + offsets[code + 1]! - offsets[code]!;
  }
  const values = new Uint8Array(starts[count]!);
  for (let code = 0, next = 0; code < length; code++) {
    if (used[code] === 1) values.set(bytes.subarray(offsets[code], offsets[code + 1]), starts[next++]);
  }
  return batch(values, starts);
}

/** Entries keep their order, so codes only move up. */
function renumber(codes: Int32Array, used: Uint8Array, length: number): Int32Array {
  const newCodes = new Int32Array(used.length);
  let next = 0;
  for (let code = 0; code < used.length; code++) if (used[code] === 1) newCodes[code] = next++;
  const renumbered = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    renumbered[row] = codes[row] === NULL_CODE ? NULL_CODE : newCodes[codes[row]!]!;
  }
  return renumbered;
}

/** A dictionary without entries still needs a batch, or its readers find no dictionary at all. */
function emptyTexts(): Batch<string> {
  const none = { bitmap: new Uint8Array(0), nullCount: 0 };
  return new Batch({ ...batchOf(utf8(), 0, none, new Uint8Array(0)), offsets: new Int32Array(1) });
}
