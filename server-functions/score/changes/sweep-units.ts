import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { FieldRead, TableRequest } from '#core/crm/crm-batch.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L, toLedger } from '../deal-ledger.ts';
import { createLineAdder, lineRequest } from '../deal-units.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit, type UnitResult } from '../run-context.ts';
import type { ReadingCursor, RunCursor } from '../run-cursor.ts';
import type { RunRow } from '../run-row.ts';
import { minorDigitsOf } from '../run-score.ts';
import { becomeFull, whyNotTold } from './become-full.ts';
import type { ChangesCursor } from './changes-cursor.ts';

/**
 * What was changed a little before the newest known change is asked for again: the CRM's servers need not agree on the time, nor
 * show a change at once. Milliseconds.
 */
export const SWEEP_OVERLAP_MS = 10 * 60_000;
/** Up to so many changed deals are merged in any case; beyond that a share of all. Rows. */
const FEW_DEALS = 1_000;
/** More than this, and reading all of them costs hardly more than finding out. */
const MOST_CHANGED_SHARE = 0.25;
/** When a record was last changed: asked for beside the fields, and never kept. */
const MODIFIED = { apiName: 'Modified_Time', as: 'changed:at', kind: 'text' } as const satisfies FieldRead;

type Swept = 'accounts' | 'deals';

/** Accounts that changed, whether what a run reads of them did or not. */
export const sweepAccounts: RunUnit = (context, row) => sweepPart(context, row, 'accounts');

/** Deals that changed, as rows of the ledger. */
export const sweepDeals: RunUnit = (context, row) => sweepPart(context, row, 'deals');

async function sweepPart(context: RunContext, row: RunRow, kind: Swept): Promise<UnitResult> {
  const { control, parts } = context;
  const inputs = await context.inputs(row);
  const { cursor } = row.job;
  const before = cursor[kind];
  const changes = changesOf(cursor);
  try {
    const request = requestOf(kind, inputs);
    const since = changes.since[kind] - SWEEP_OVERLAP_MS;
    const part = inputs.crm.readChanges({ ...request, since }, before.next, control);
    const found = await collectTable(part.batches);
    const { next } = await part.end;
    const rows = before.rows + found.length;
    if (kind === 'deals' && isTooMuch(rows, inputs)) return becomeFull(row, 'tooMuchChanged');
    const kept = found.length === 0 ? null : await parts(kind).writeTable(await keptOf(context, inputs, kind, found));
    const reading: ReadingCursor = {
      parts: kept === null ? before.parts : [...before.parts, kept],
      next,
      rows,
      problems: [],
    };
    const seen = { ...changes.seen, [kind]: newestOf(found, changes.seen[kind]) };
    const following = kind === 'accounts' ? 'changedDeals' : 'removed';
    const step = next === null ? following : kind === 'accounts' ? 'changedAccounts' : 'changedDeals';
    const progress = { ...row.progress, [kind]: rows };
    return {
      change: moveOn(step, { [kind]: reading, changes: { ...changes, seen } }, { progress }),
      rows: found.length,
    };
  } catch (error) {
    const reason = whyNotTold(error);
    if (reason === null) throw error;
    return becomeFull(row, reason);
  }
}

/** What is read of one swept module; the same for records that are asked for by their ids. */
export function requestOf(kind: Swept, { frozen, plan }: RunInputs): TableRequest {
  const { module } = frozen.configuration.mapping[kind];
  const fields = kind === 'accounts' ? plan.accountFields : plan.dealFields;
  const tellsTime = frozen.fields[module]?.some(({ apiName }) => apiName === MODIFIED.apiName) === true;
  return { module, fields: tellsTime ? [...fields, MODIFIED] : fields };
}

/** Rows as a full run would keep them; of deals whose products are counted, the line items are read anew. */
export async function keptOf(
  { control }: Pick<RunContext, 'control'>,
  { frozen, plan, crm }: RunInputs,
  kind: Swept,
  found: ColumnTable,
): Promise<ColumnTable> {
  const columns = new Map([...found.columns].filter(([key]) => key !== MODIFIED.as));
  const table = { length: found.length, columns };
  if (kind === 'accounts') return table;
  const minorDigits = minorDigitsOf(frozen.org);
  const contributing = compileCriteria(plan.contributing, { asOfDay: frozen.asOfDay, minorDigits });
  const ledger = toLedger(table, plan, contributing);
  if (plan.units.kind !== 'lineItems') return ledger;
  const id = columnOf(ledger, 'id', 'id').values.subarray(0, ledger.length);
  const units = new Float64Array(ledger.length);
  const { source } = plan.units;
  const lines = await crm.readRelated(lineRequest(source), source.parent, id, control);
  if (lines.length > 0) createLineAdder({ id, units, length: ledger.length }).add(lines);
  return { length: ledger.length, columns: new Map([...ledger.columns, [L.units, { kind: 'number', values: units }]]) };
}

/** Of a run that was begun as one of what changed; throws `TypeError` for another (a bug). */
export function changesOf({ changes }: RunCursor): ChangesCursor {
  if (changes === null) throw new TypeError('a run of what changed has begun as one');
  return changes;
}

function isTooMuch(rows: number, { frozen }: RunInputs): boolean {
  const known = frozen.former?.record.deals.read ?? 0;
  return rows > Math.max(FEW_DEALS, known * MOST_CHANGED_SHARE);
}

function newestOf(found: ColumnTable, before: number): number {
  const column = found.columns.get(MODIFIED.as);
  let newest = before;
  if (column?.kind !== 'text') return newest;
  for (let row = 0; row < found.length; row++) {
    const at = Date.parse(textAt(column, row) ?? '');
    if (at > newest) newest = at;
  }
  return newest;
}
