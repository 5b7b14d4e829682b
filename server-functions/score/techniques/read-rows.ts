import type { ColumnTable } from '#core/columns/column-table.ts';
import type { TableRequest } from '#core/crm/crm-batch.ts';
import type { JobControl } from '../../shared/jobs/job-control.ts';
import { keepTables } from '../../shared/runs/keep-tables.ts';
import { moveOn, type RunUnit } from '../run-context.ts';
import { notReadable, type TechniquesPlan } from './plan-techniques.ts';
import { whyNotReadable } from './source-faults.ts';
import { nextReading, techniquesOf } from './technique-steps.ts';
import { UNREAD } from './techniques-cursor.ts';

/** Two ids a row, or an id and a name: 10 MB at most. Rows. */
const PIECE_ROWS = 200_000;
/** One part of the contacts: whose account each is. */
export const readContacts: RunUnit = readRowsOf('contacts', ({ contacts }) => contacts);

/** One part of the products that there are. */
export const readProducts: RunUnit = readRowsOf('products', ({ products }) => products);

function readRowsOf(kind: 'contacts' | 'products', requestOf: (plan: TechniquesPlan) => TableRequest | null): RunUnit {
  return async (context, row) => {
    const inputs = await context.inputs(row);
    const following = nextReading(kind, inputs);
    const request = inputs.plan.techniques === undefined ? null : requestOf(inputs.plan.techniques);
    if (request === null) return { change: moveOn(following, {}) };
    const techniques = techniquesOf(row.job.cursor);
    const before = techniques[kind];
    try {
      const part = inputs.crm.readPart(request, before.next, context.control);
      const { names, rows } = await keepTables(context.parts(kind), watched(context.control, part.batches), PIECE_ROWS);
      const { next } = await part.end;
      const reading = { parts: [...before.parts, ...names], next, rows: before.rows + rows };
      return {
        change: moveOn(next === null ? following : kind, { techniques: { ...techniques, [kind]: reading } }),
        rows,
        note: `${kind} ${reading.parts.length}`,
      };
    } catch (error) {
      const reason = whyNotReadable(error);
      if (reason === null) throw error;
      // All or none: half of the contacts would make half of the accounts cold.
      const { code, params, where } = notReadable(kind, request.module);
      const warnings = [...row.job.cursor.warnings, { code, params: { ...params }, where }];
      return {
        change: moveOn(following, { techniques: { ...techniques, [kind]: UNREAD }, warnings }),
        note: `${kind} ${reason}`,
      };
    }
  };
}

/** Batches as they come, with a look at what people wish. */
export async function* watched(
  control: JobControl,
  batches: AsyncIterable<ColumnTable>,
): AsyncGenerator<ColumnTable, void, void> {
  await control.checkpoint();
  for await (const batch of batches) {
    await control.checkpoint();
    yield batch;
  }
}
