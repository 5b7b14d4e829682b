import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginExport, MAX_UNFINISHED_EXPORTS } from '#server-functions/export/begin-export.ts';
import { EXPORT_PREFIX, exportKey, exportRowSchema, type ExportRow } from '#server-functions/export/export-row.ts';
import { listJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { exportRow } from '#test/support/export-rows.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { createUnsteadyStore, type StoreFate } from '#test/support/unsteady-store.ts';

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

test('asked for earlier and written later counts as well: four that begin at the very same moment are three', async () => {
  const store = createMemoryStore({ now: () => NOON });
  const order = [3, 1, 2, 0];
  const begun = await Promise.all(
    order.map((n) => beginExport(store, ORG, { ...rowOf(n), requestedAt: `2026-06-30T12:00:00.00${n}Z` })),
  );
  expect(begun.filter(Boolean)).toHaveLength(MAX_UNFINISHED_EXPORTS);
  // One after the other, each asked for before those that stand.
  const late = createMemoryStore({ now: () => NOON });
  const each: boolean[] = [];
  for (const n of order)
    each.push(await beginExport(late, ORG, { ...rowOf(n), requestedAt: `2026-06-30T12:00:00.00${n}Z` }));
  expect(each).toEqual([true, true, true, false]);
});

test('however badly the store does, three begin at most, and one that is told of has its row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<StoreFate>('well', 'well', 'well', 'done', 'lost'), { minLength: 1 }),
      async (fates) => {
        const store = createMemoryStore({ now: () => NOON });
        let calls = 0;
        const unsteady = createUnsteadyStore(store, {
          turn: () => Promise.resolve(),
          fate: () => fates[calls++ % fates.length] ?? 'well',
        });
        const begun = await Promise.all(
          Array.from({ length: 6 }, (_, n) => beginExport(unsteady, ORG, rowOf(n)).catch(() => 'failed' as const)),
        );
        const rows = await listJson(store, ORG, EXPORT_PREFIX, exportRowSchema);
        expect(begun.filter((each) => each === true).length).toBeLessThanOrEqual(MAX_UNFINISHED_EXPORTS);
        for (const [n, each] of begun.entries())
          if (each === true) expect(rows.some(({ value }) => value.id === rowOf(n).id)).toBe(true);
      },
    ),
    { numRuns: propertyRuns(60) },
  );
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
