import { expect, test } from 'vitest';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Blob } from '#core/store/blob.ts';
import { readMemberRows } from '#server-functions/segments/insights/member-rows.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;

function tableOf(...ids: bigint[]): ColumnTable {
  return { length: ids.length, columns: new Map([['id', { kind: 'id' as const, values: BigInt64Array.from(ids) }]]) };
}

/** Objects of members, with every key that was read. */
async function membersIn(stored: Readonly<Record<string, readonly bigint[]>>) {
  const inner = createMemoryBlob();
  const put = (key: string, ids: readonly bigint[]) => writeBytes(inner, ORG, key, encodeColumns(tableOf(...ids)));
  for (const [key, ids] of Object.entries(stored)) await put(key, ids);
  const reads: string[] = [];
  const blob: Blob = { ...inner, read: (org, key) => (reads.push(key), inner.read(org, key)) };
  return { blob, reads, put };
}

test('members are looked up once a table, and each view has rows of its own', async () => {
  const { blob, reads } = await membersIn({ big: [10n, 20n, 30n] });
  const whole = tableOf(10n, 20n, 25n, 30n);
  const cut = tableOf(20n, 25n);
  const rowsIn = async (table: ColumnTable) => [...(await readMemberRows(blob, ORG, table, 'big'))];
  expect(await Promise.all([rowsIn(whole), rowsIn(whole), rowsIn(cut)])).toEqual([[0, 1, 3], [0, 1, 3], [0]]);
  expect(await rowsIn(whole)).toEqual([0, 1, 3]);
  expect(await rowsIn(cut)).toEqual([0]);
  expect(reads).toEqual(['big', 'big']);
  expect([...(await readMemberRows(blob, ORG, whole, null))]).toEqual([0, 1, 2, 3]);
});

test('rows that were asked for longest ago leave before they take more than two lists of all accounts', async () => {
  const { blob, reads } = await membersIn({ a: [1n, 2n], b: [1n, 2n], c: [3n] });
  const table = tableOf(1n, 2n);
  for (const key of ['a', 'b', 'a']) await readMemberRows(blob, ORG, table, key);
  expect(reads).toEqual(['a', 'b']);
  // One more list of all takes the place of `b`, which rests longest.
  await readMemberRows(blob, ORG, table, null);
  await readMemberRows(blob, ORG, table, 'a');
  expect(reads).toEqual(['a', 'b']);
  await readMemberRows(blob, ORG, table, 'b');
  expect(reads).toEqual(['a', 'b', 'b']);
});

test('members that could not be read are read the next time', async () => {
  const { blob, put } = await membersIn({});
  const table = tableOf(1n, 2n);
  await expect(readMemberRows(blob, ORG, table, 'late')).rejects.toMatchObject({ code: 'blobDamaged' });
  await put('late', [2n]);
  expect([...(await readMemberRows(blob, ORG, table, 'late'))]).toEqual([1]);
});
