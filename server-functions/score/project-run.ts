import { setTimeout as wait } from 'node:timers/promises';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { FieldRead, WriteOutcome, WriteRequest } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { problemsOf } from './failure-reason.ts';
import type { FrozenRun } from './frozen-run.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { noteRefused } from './owed-labels.ts';
import { differingRows, fromPlanTable } from './project-labels.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit, type UnitResult } from './run-context.ts';
import type { RunCursor } from './run-cursor.ts';
import { generationOf, MAX_KEPT_PROBLEMS, type RunRow } from './run-row.ts';

/** Vendor's codes of rows that are refused for the moment (Zoho CRM API v8, record errors). */
const PASSING: ReadonlySet<string> = new Set(['RECORD_LOCKED', 'INTERNAL_ERROR', 'INTERNAL_SERVER_ERROR']);

/**
 * One chunk of the plan, in three units: mark it, write it (a bulk job: submit it, then wait for it), note what came of it. What
 * another claim has marked may have been written: then what the records hold is read, and only what differs is written.
 */
export const projectChunk: RunUnit = async (context, row) => {
  const { ports, org } = context;
  const { cursor, epoch } = row.job;
  const chunk = cursor.plan[cursor.chunk];
  if (chunk === undefined) return { change: moveOn('basis', { marked: 0 }) };
  if ((await readCurrentGeneration(ports, org))?.value.id !== generationOf(row))
    return { change: moveOn('finish', { stopped: 'publishedMeanwhile' }) };
  if (cursor.marked === 0) {
    const edited = cursor.chunk === 0 ? (row.repaired ?? 0) : 0;
    return {
      change: moveOn('project', { marked: epoch }),
      ...(edited === 0 ? {} : { note: `editedByHand: ${edited}` }),
    };
  }
  const inputs = await context.inputs(row);
  try {
    if (cursor.bulkJob !== null) return await awaitJob(context, row, inputs, cursor.bulkJob);
    const table = await context.parts('plan').readTable(chunk.part);
    const asBulk = !chunk.workflows && chunk.rows >= context.limits.bulkFromRows;
    const missing = cursor.marked === epoch ? null : await rowsToWrite(context, inputs, table, asBulk);
    const planned = fromPlanTable(moduleOf(inputs), table, missing ?? undefined);
    const request = { ...planned, triggerWorkflows: chunk.workflows };
    const matching = chunk.rows - request.ids.length;
    if (request.ids.length > 0 && asBulk && request.ids.length >= context.limits.bulkFromRows) {
      const id = await inputs.crm.startBulkWrite(request);
      return { change: moveOn('project', { bulkJob: { id, rows: request.ids.length, matching } }), note: id };
    }
    const outcome: WriteOutcome =
      request.ids.length === 0 ? { written: 0, failed: [] } : await writeTwice(context, inputs, request);
    return await noteOutcome(context, row, { ...outcome, written: outcome.written + matching });
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return noteOutcome(context, row, { written: 0, failed: [], stopped: error });
  }
};

/** A job that the CRM gave up, or no longer knows, has perhaps written some rows: they are compared, and the rest is tried once more. */
async function awaitJob(
  context: RunContext,
  row: RunRow,
  { crm }: RunInputs,
  { id, rows, matching }: NonNullable<RunCursor['bulkJob']>,
): Promise<UnitResult> {
  try {
    const outcome = await crm.awaitBulkWrite(id, rows, context.control);
    return await noteOutcome(context, row, { ...outcome, written: outcome.written + matching });
  } catch (error) {
    const isLost = error instanceof CrmError && (error.reason === 'jobFailed' || error.reason === 'notFound');
    if (!isLost || row.job.cursor.lostJobs > 0) throw error;
    // A claim that never was: the chunk is compared whoever goes on.
    return { change: moveOn('project', { bulkJob: null, marked: -1, lostJobs: 1 }), note: error.reason };
  }
}

async function writeTwice({ limits }: RunContext, { crm }: RunInputs, request: WriteRequest): Promise<WriteOutcome> {
  const first = await crm.write(request);
  const again = new Set(first.failed.filter(({ code }) => PASSING.has(code)).map(({ id }) => id));
  if (again.size === 0 || first.stopped !== undefined) return first;
  await wait(limits.retryMs);
  const places = [...request.ids.keys()].filter((at) => again.has(String(request.ids[at])));
  const second = await crm.write({
    ...request,
    ids: BigInt64Array.from(places, (at) => request.ids[at] ?? 0n),
    columns: request.columns.map(({ apiName, values }) => ({
      apiName,
      values: { at: (index) => values.at(places[index] ?? -1) },
    })),
  });
  return {
    ...second,
    written: first.written + second.written,
    failed: [...first.failed.filter(({ id }) => !again.has(id)), ...second.failed],
  };
}

/** Rows whose records differ from the plan; with a bulk job perhaps at work, once they have stood still for a while. */
async function rowsToWrite(
  { control, limits }: RunContext,
  { frozen, crm }: RunInputs,
  table: ColumnTable,
  asBulk: boolean,
): Promise<readonly number[]> {
  const { module } = frozen.configuration.mapping.accounts;
  const id = table.columns.get('id');
  if (id?.kind !== 'id') throw new TypeError('a plan has ids');
  const names = [...table.columns.keys()].filter((key) => key !== 'id');
  const fields = [{ apiName: 'id', as: 'id', kind: 'id' } as const, ...names.map((name) => readOf(name, frozen))];
  const look = async (): Promise<readonly number[]> =>
    differingRows(table, await crm.readRows({ module, fields }, id.values.subarray(0, table.length), control));
  let missing = await look();
  if (!asBulk) return missing;
  while (missing.length > 0) {
    await wait(limits.settleMs);
    await control.checkpoint();
    const now = await look();
    if (now.length === missing.length) break;
    missing = now;
  }
  return missing;
}

function readOf(apiName: string, { fields, configuration }: FrozenRun): FieldRead {
  const type = fields[configuration.mapping.accounts.module]?.find((field) => field.apiName === apiName)?.type;
  return { apiName, as: apiName, kind: type === 'integer' ? 'number' : type === 'date' ? 'day' : 'text' };
}

function moduleOf({ frozen }: RunInputs): string {
  return frozen.configuration.mapping.accounts.module;
}

/** On to the next chunk; a CRM that takes no more ends the projection, since published it is: the next run gives it the rest. */
async function noteOutcome(context: RunContext, row: RunRow, outcome: WriteOutcome): Promise<UnitResult> {
  const { cursor } = row.job;
  const { written, failed, stopped } = outcome;
  const failures = failed.map(({ id, code }) => ({ id, code }));
  const next = {
    chunk: cursor.chunk + 1,
    marked: 0,
    bulkJob: null,
    lostJobs: 0,
    written: cursor.written + written,
    failed: cursor.failed + failed.length,
    failures: [...cursor.failures, ...failures].slice(0, MAX_KEPT_PROBLEMS),
    refused: await noteRefused(context, cursor, outcome),
  };
  const of = cursor.plan.reduce((sum, chunk) => sum + chunk.rows, 0);
  const projection = { of, written: next.written, failed: next.failed, failures: next.failures };
  if (stopped === undefined) return { change: moveOn('project', next, { projection }), rows: written };
  const problems = problemsOf(stopped).map(({ code, params, where }) => ({ code, params: { ...params }, where }));
  return {
    change: moveOn(
      'basis',
      { ...next, stopped: stopped.reason, warnings: [...problems, ...cursor.warnings] },
      { projection },
    ),
    rows: written,
    note: stopped.reason,
  };
}
