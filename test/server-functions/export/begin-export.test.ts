import { expect, test } from 'vitest';
import { beginExport, MAX_UNFINISHED_EXPORTS } from '#server-functions/export/begin-export.ts';
import { EXPORT_PREFIX, exportKey, exportRowSchema, type ExportRow } from '#server-functions/export/export-row.ts';
import { listJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { exportRow } from '#test/support/export-rows.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;
const OTHER = { dc: 'com', orgId: '700010002' } as const;
const NOON = Date.UTC(2026, 5, 30, 12);

const rowOf = (n: number, requestedBy = '1'): ExportRow =>
  exportRow({ id: `export-${String(n).padStart(3, '0')}`, requestedBy });

test('a row that the store did not take is no export: nobody is told that one has begun', async () => {
  const store = createMemoryStore({ now: () => NOON });
  const lossy = { ...store, create: () => Promise.resolve({ outcome: 'unknown' } as const) };
  await expect(beginExport(lossy, ORG, rowOf(1))).rejects.toThrow('was not written');
});

test('of sixty exports asked for at once three begin; one that ends makes room, and others have their own', async () => {
  const store = createMemoryStore({ now: () => NOON });
  const begun = await Promise.all(Array.from({ length: 60 }, (_, n) => beginExport(store, ORG, rowOf(n))));
  expect(begun.filter(Boolean)).toHaveLength(MAX_UNFINISHED_EXPORTS);
  const kept = await listJson(store, ORG, EXPORT_PREFIX, exportRowSchema);
  expect(kept).toHaveLength(MAX_UNFINISHED_EXPORTS);
  expect(await beginExport(store, ORG, rowOf(70))).toBe(false);
  expect(await beginExport(store, ORG, rowOf(71, '2'))).toBe(true);
  expect(await beginExport(store, OTHER, rowOf(72))).toBe(true);
  const first = await readJson(store, ORG, exportKey(kept[0]?.value.id ?? ''), exportRowSchema);
  if (first === null) throw new Error('gone');
  await replaceJson(store, ORG, first, { ...first.value, state: 'done', endedAt: first.value.requestedAt });
  expect(await beginExport(store, ORG, rowOf(73))).toBe(true);
});
