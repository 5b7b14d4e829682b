import { NULL_CODE, NULL_ID, textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { labelChangeSchema, CHANGES_FORMAT, type LabelChange } from '#core/labels/change-log.ts';
import { StoreError } from '#core/store/store-error.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { LABEL_COLUMNS } from '../score/label-history.ts';

/** The labels of a generation alone, as a checkpoint keeps them: 16 bytes an account. */
export function labelsOf(table: ColumnTable): ColumnTable {
  const kept = [C.id, ...LABEL_COLUMNS.map(({ label }) => label)];
  return {
    length: table.length,
    columns: new Map([...table.columns].filter(([key]) => kept.some((one) => one === key))),
  };
}

/** Grows as it is filled: nobody counts the changes of a log before reading it. */
function createIds(): { push(id: bigint): void; values(): BigInt64Array } {
  let ids = new BigInt64Array(1_024);
  let length = 0;
  return {
    push(id) {
      if (length === ids.length) {
        const larger = new BigInt64Array(ids.length * 2);
        larger.set(ids);
        ids = larger;
      }
      ids[length++] = id;
    },
    values: () => ids.slice(0, length),
  };
}

function createTexts(): { push(text: string | null): void; column(): Column } {
  const known = new Map<string, number>();
  const codes: number[] = [];
  return {
    push(text) {
      if (text === null) return void codes.push(NULL_CODE);
      const code = known.get(text) ?? known.size;
      known.set(text, code);
      codes.push(code);
    },
    column: () => ({ kind: 'text', codes: Int32Array.from(codes), dictionary: [...known.keys()] }),
  };
}

/** A change log of one generation as columns, in its own order: 24 bytes a change instead of 150. Throws `StoreError` on a damaged one. */
export async function changesToColumns(chunks: AsyncIterable<Uint8Array>, name: string): Promise<ColumnTable> {
  const ids = createIds();
  const [technique, from, to, cause] = [createTexts(), createTexts(), createTexts(), createTexts()];
  for await (const change of readLines(chunks, name)) {
    ids.push(BigInt(change.account));
    technique.push(change.technique);
    from.push(change.from);
    to.push(change.to);
    cause.push(change.cause);
  }
  const values = ids.values();
  const columns = new Map<string, Column>([
    ['id', { kind: 'id', values }],
    ['technique', technique.column()],
    ['from', from.column()],
    ['to', to.column()],
    ['cause', cause.column()],
  ]);
  return { length: values.length, columns };
}

/** Line by line: a log of a million changes is never one string. */
async function* readLines(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<LabelChange, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (line++ > 0) yield parseLine(text, `${name}:${line}`);
      else if (text !== JSON.stringify({ format: CHANGES_FORMAT })) throw unreadable(`${name}:1`);
    }
  }
  if (rest !== '' || line === 0) throw unreadable(`${name}:${line + 1}`);
}

function parseLine(text: string, where: string): LabelChange {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(where);
  }
  const parsed = labelChangeSchema.safeParse(value);
  if (!parsed.success) throw unreadable(where);
  return parsed.data;
}

function unreadable(where: string): StoreError {
  return new StoreError('blobDamaged', `${where} is no change of a label`);
}

/** The codes of a text column; a column of another kind, or none, throws. */
export function textsOf(table: ColumnTable, key: string): (row: number) => string | null {
  const column = table.columns.get(key);
  if (column?.kind !== 'text') throw new StoreError('blobDamaged', `history without ${key}`);
  return (row) => textAt(column, row);
}

export function historyIds(table: ColumnTable): BigInt64Array {
  const column = table.columns.get('id');
  if (column?.kind !== 'id') throw new StoreError('blobDamaged', 'history without ids');
  return column.values;
}

/** Row of an account in a table sorted by id; -1 = it is not there. */
export function rowOf(table: ColumnTable, account: bigint): number {
  const ids = historyIds(table);
  let low = 0;
  let high = table.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const id = ids[middle] ?? NULL_ID;
    if (id === account) return middle;
    if (id < account) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
