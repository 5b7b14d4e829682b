import { expect, test } from 'vitest';
import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { accountRanges } from '#server-functions/score/account-ranges.ts';
import { createParts } from '#server-functions/shared/runs/parts.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';

function accounts(ids: readonly number[]): ColumnTable {
  return {
    length: ids.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(ids, BigInt) }],
      [
        'name',
        { kind: 'text', codes: Int32Array.from(ids, (_, row) => row), dictionary: ids.map((id) => `name ${id}`) },
      ],
    ]),
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** What the ranges hold, and how often parts were read for them. */
async function rangesOf(
  read: readonly (readonly number[])[],
  rows: number,
  ids = read.flat(),
): Promise<{ readonly names: readonly (readonly string[])[]; readonly reads: number }> {
  const parts = createParts(createMemoryBlob(), { dc: 'com', orgId: '1' }, 'runs/one/accounts');
  const names: string[] = [];
  for (const part of read) names.push(await parts.writeTable(accounts(part)));
  let reads = 0;
  const counted = { ...parts, readTable: (name: string) => (reads++, parts.readTable(name)) };
  const sorted = BigInt64Array.from(ids, BigInt).sort();
  const found: string[][] = [];
  for await (const { from, to, table } of accountRanges(counted, names, sorted, rows)) {
    expect(to - from).toBe(table.length);
    const column = table.columns.get('name');
    found.push(upTo(table.length).map((at) => (column?.kind === 'text' ? (textAt(column, at - 1) ?? '') : '')));
  }
  return { names: found, reads };
}

const named = (ids: readonly number[]): string[] => ids.map((id) => `name ${id}`);

test('parts in the order of their ids are read once each, and again where a range crosses two', async () => {
  const { names, reads } = await rangesOf([upTo(10), [11, 12, 13, 14]], 5);
  expect(names).toEqual([named([1, 2, 3, 4, 5]), named([6, 7, 8, 9, 10]), named([11, 12, 13, 14])]);
  expect(reads).toBeLessThanOrEqual(4);
});

test('parts whose ids lie between one another give the same ranges', async () => {
  const { names } = await rangesOf(
    [
      [9, 1, 5],
      [2, 8, 3],
      [7, 4, 6],
    ],
    4,
  );
  expect(names).toEqual([named([1, 2, 3, 4]), named([5, 6, 7, 8]), named([9])]);
});

test('other accounts than were counted are damage, not another result', async () => {
  await expect(rangesOf([[1, 2, 3]], 2, [1, 2, 3, 4])).rejects.toMatchObject({ code: 'blobDamaged' });
});
