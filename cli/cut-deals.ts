import type { ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { columnOf } from '#server-functions/score/column-of.ts';

const DAY = 'cut:closingDay';

/** The same CRM as somebody would have seen it on a day: without the deals that were completed later. */
export function cutDeals(crm: CrmBatch, { deals }: Pick<Mapping, 'deals'>, asOfDay: number): CrmBatch {
  const closingDate = deals.fields['closingDate'];
  if (closingDate === undefined) return crm;
  return {
    ...crm,
    readTable: (request, cancellation) => {
      if (request.module !== deals.module) return crm.readTable(request, cancellation);
      const day = { apiName: closingDate, as: DAY, kind: 'day' } as const;
      const { batches, report } = crm.readTable({ ...request, fields: [...request.fields, day] }, cancellation);
      return { batches: cutEach(batches, asOfDay), report };
    },
  };
}

async function* cutEach(batches: AsyncIterable<ColumnTable>, asOfDay: number): AsyncGenerator<ColumnTable, void, void> {
  for await (const batch of batches) {
    const { days } = columnOf(batch, DAY, 'day');
    const rows: number[] = [];
    // A deal without a day is in no window; it stays.
    for (let row = 0; row < batch.length; row++) if (days[row]! <= asOfDay) rows.push(row);
    const { length, columns } = permuteTable(batch, Int32Array.from(rows));
    yield { length, columns: new Map([...columns].filter(([key]) => key !== DAY)) };
  }
}
