import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CrmBatch, ReadReport, TableReading } from '#core/crm/crm-batch.ts';

interface Kept {
  readonly table: ColumnTable;
  readonly report: ReadReport;
}

/** The same CRM, with every table read once and kept: labels of many days cost one reading. */
export function keepTables(crm: CrmBatch): CrmBatch {
  const kept = new Map<string, Promise<Kept>>();
  return {
    ...crm,
    readTable: (request, cancellation): TableReading => {
      const key = JSON.stringify([request.module, request.fields]);
      const reading = kept.get(key) ?? collect(crm.readTable(request, cancellation));
      kept.set(key, reading);
      const report = reading.then((done) => done.report);
      // Whoever reads the batches hears of a failure there.
      report.catch(() => {});
      return { batches: once(reading), report };
    },
  };
}

async function collect(reading: TableReading): Promise<Kept> {
  const table = await collectTable(reading.batches);
  return { table, report: await reading.report };
}

async function* once(reading: Promise<Kept>): AsyncGenerator<ColumnTable, void, void> {
  const { table } = await reading;
  if (table.length > 0) yield table;
}
