import { Column as ArrowColumn, Type, type Batch } from '@uwdata/flechette';
import { bitAt, forEachEmpty, type Validity } from './arrow-validity.ts';
import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type ColumnKind, type Texts } from './column-table.ts';
import { PackedTexts, PACKED_FROM_TEXTS } from './packed-texts.ts';

/**
 * One Arrow column as a column of the tables; null when its type, length or codes do not fit the kind. Empty values get the
 * tables' own marks, whatever lies under them.
 */
export function fromArrowColumn(kind: ColumnKind, arrow: ArrowColumn<unknown>, length: number): Column | null {
  const batch = arrow.data[0];
  if (arrow.data.length !== 1 || batch === undefined || batch.length !== length) return null;
  const validity = { bitmap: batch.validity, nullCount: batch.nullCount };
  const { values } = batch;
  switch (kind) {
    case 'id': {
      if (!(values instanceof BigInt64Array) || values.length < length) return null;
      const ids = validity.nullCount === 0 ? values : values.slice();
      forEachEmpty(validity, length, (row) => (ids[row] = 0n));
      return { kind, values: ids };
    }
    case 'text':
      return fromDictionaryBatch(batch, validity, length);
    case 'number':
    case 'money': {
      if (!(values instanceof Float64Array) || values.length < length) return null;
      const numbers = mark(values, () => values.slice(), NaN, validity, length);
      return kind === 'number' ? { kind, values: numbers } : { kind, minor: numbers };
    }
    case 'day': {
      // date64 has other values than Int32, so the array tells the two apart.
      if (arrow.type.typeId !== Type.Date || !(values instanceof Int32Array) || values.length < length) return null;
      return { kind, days: mark(values, () => values.slice(), NULL_DAY, validity, length) };
    }
    case 'boolean': {
      if (arrow.type.typeId !== Type.Bool || !(values instanceof Uint8Array) || 8 * values.length < length) return null;
      const booleans = Uint8Array.from({ length }, (_, row) => bitAt(values, row));
      forEachEmpty(validity, length, (row) => (booleans[row] = NULL_BOOLEAN));
      return { kind, values: booleans };
    }
  }
}

/** Views of the stored bytes are used as they are unless a mark is missing: what we wrote has its marks already. */
function mark<T extends Float64Array | Int32Array>(
  values: T,
  copy: () => T,
  empty: number,
  validity: Validity,
  length: number,
): T {
  let marked = values;
  forEachEmpty(validity, length, (row) => {
    if (Object.is(marked[row], empty)) return;
    if (marked === values) marked = copy();
    marked[row] = empty;
  });
  return marked;
}

/** Few texts are strings at once, many stay bytes; null where they are no texts. */
function textsOf(entries: ArrowColumn<unknown>): Texts | null {
  const [batch, ...more] = entries.data;
  if (batch !== undefined && more.length === 0 && batch.length >= PACKED_FROM_TEXTS) return packedTextsOf(batch);
  const texts: string[] = [];
  for (const text of entries) {
    if (typeof text !== 'string') return null;
    texts.push(text);
  }
  return texts;
}

function packedTextsOf({ type, length, nullCount, values, offsets }: Batch<unknown>): Texts | null {
  if (type.typeId !== Type.Utf8 || nullCount !== 0) return null;
  if (!(values instanceof Uint8Array) || !(offsets instanceof Int32Array) || offsets.length <= length) return null;
  for (let code = 0; code < length; code++) if (offsets[code]! > offsets[code + 1]!) return null;
  if (offsets[0]! < 0 || offsets[length]! > values.length) return null;
  return new PackedTexts(values, offsets, length);
}

function fromDictionaryBatch(batch: Batch<unknown>, validity: Validity, length: number): Column | null {
  const { values } = batch;
  if (!(values instanceof Int32Array) || values.length < length) return null;
  if (!('dictionary' in batch) || !(batch.dictionary instanceof ArrowColumn)) return null;
  const dictionary = textsOf(batch.dictionary);
  if (dictionary === null) return null;
  const codes = mark(values, () => values.slice(), NULL_CODE, validity, length);
  for (let row = 0; row < length; row++) {
    const code = codes[row]!;
    if (code < NULL_CODE || code >= dictionary.length) return null;
  }
  return { kind: 'text', codes, dictionary };
}
