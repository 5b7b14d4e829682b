import { expect, test } from 'vitest';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { readBytes, writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { readTableParts, writeTableParts } from '#server-functions/shared/stores/table-parts.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';

const ORG = { dc: 'com', orgId: '1' } as const;
const KEY = 'generations/one/accounts';

function table(ids: readonly bigint[], names: readonly string[]): ColumnTable {
  return {
    length: ids.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(ids) }],
      ['name', { kind: 'text', codes: Int32Array.from(names, (_, row) => row), dictionary: names }],
    ]),
  };
}
const parts = (): ColumnTable[] => [table([1n, 2n], ['a', 'b']), table([3n], ['a']), table([4n, 5n], ['c', 'b'])];

function cells(read: ColumnTable | null): readonly unknown[] {
  const id = read?.columns.get('id');
  const name = read?.columns.get('name');
  return Array.from({ length: read?.length ?? 0 }, (_, row) => [
    id?.kind === 'id' ? id.values[row] : undefined,
    name?.kind === 'text' ? textAt(name, row) : undefined,
  ]);
}

test('a table written in parts is read back whole, or with some of its columns', async () => {
  const blob = createMemoryBlob();
  const { sha256 } = await writeTableParts(blob, ORG, KEY, parts());
  expect(cells(await readTableParts(blob, ORG, KEY, sha256))).toEqual([
    [1n, 'a'],
    [2n, 'b'],
    [3n, 'a'],
    [4n, 'c'],
    [5n, 'b'],
  ]);
  expect([...((await readTableParts(blob, ORG, KEY, sha256, ['id']))?.columns.keys() ?? [])]).toEqual(['id']);
});

test('labels keep their order, which sorts go by, though the first part has none of some', async () => {
  const blob = createMemoryBlob();
  const of = (codes: readonly number[]): ColumnTable => ({
    length: codes.length,
    columns: new Map([
      ['label', { kind: 'text', codes: Int32Array.from(codes), dictionary: ['best', 'good', 'rest'] }],
    ]),
  });
  await writeTableParts(blob, ORG, KEY, [of([2, 2]), of([1, 0])]);
  const label = (await readTableParts(blob, ORG, KEY, null))?.columns.get('label');
  expect(label?.kind === 'text' ? [[...label.codes], [...label.dictionary]] : null).toEqual([
    [2, 2, 1, 0],
    ['best', 'good', 'rest'],
  ]);
});

test('written twice it is the same', async () => {
  const blob = createMemoryBlob();
  const first = await writeTableParts(blob, ORG, KEY, parts());
  expect(await writeTableParts(blob, ORG, KEY, parts())).toEqual(first);
});

test('a table of one object, as earlier versions wrote it, is read as well', async () => {
  const blob = createMemoryBlob();
  const { sha256 } = await writeBytes(blob, ORG, KEY, encodeColumns(table([7n], ['x'])));
  expect(cells(await readTableParts(blob, ORG, KEY, sha256))).toEqual([[7n, 'x']]);
});

test('what is not there is null, and what is not what was written is refused', async () => {
  const blob = createMemoryBlob();
  expect(await readTableParts(blob, ORG, KEY, null)).toBeNull();
  const { sha256 } = await writeTableParts(blob, ORG, KEY, parts());
  await expect(readTableParts(blob, ORG, KEY, 'f'.repeat(64))).rejects.toMatchObject({ code: 'blobDamaged' });
  const other = `${KEY}-parts/000001`;
  expect(await readBytes(blob, ORG, other)).not.toBeNull();
  await writeBytes(blob, ORG, other, encodeColumns(table([9n], ['a'])));
  await expect(readTableParts(blob, ORG, KEY, sha256)).rejects.toMatchObject({ code: 'blobDamaged' });
  await blob.remove(ORG, other);
  await expect(readTableParts(blob, ORG, KEY, sha256)).rejects.toMatchObject({ code: 'blobDamaged' });
});
