import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { JobControl } from './job-control.ts';

/** The CRM for a job that can be paused and cancelled: every batch and every write passes its checkpoint. */
export function steerCrm(crm: CrmBatch, control: JobControl): CrmBatch {
  async function* steered(batches: AsyncIterable<ColumnTable>): AsyncGenerator<ColumnTable, void, void> {
    await control.checkpoint();
    for await (const batch of batches) {
      await control.checkpoint();
      yield batch;
    }
  }
  return {
    ...crm,
    readTable(request) {
      const { batches, report } = crm.readTable(request, control);
      return { batches: steered(batches), report };
    },
    async write(request) {
      await control.checkpoint();
      return crm.write(request, control);
    },
  };
}
