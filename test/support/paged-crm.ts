import { collectTable } from '#core/columns/collect-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';

/** A CRM whose parts have few rows: what a module of a million is to a bulk page, a small one is to these. */
export function pagedCrm(crm: SlicedCrmBatch, rows: number): SlicedCrmBatch {
  return {
    ...crm,
    readPart(request, from, cancellation) {
      const first = Number(from ?? 0);
      const { batches, report } = crm.readTable(request, cancellation);
      let told = (_next: string | null): void => undefined;
      const next = new Promise<string | null>((resolve) => (told = resolve));
      async function* page() {
        const all = await collectTable(batches);
        const length = Math.min(rows, all.length - first);
        yield permuteTable(
          all,
          Int32Array.from({ length }, (_, row) => first + row),
        );
        told(first + length < all.length ? String(first + length) : null);
      }
      const end = Promise.all([next, report]).then(([following, each]) => ({ report: each, next: following }));
      end.catch(() => undefined);
      return { batches: page(), end };
    },
  };
}
