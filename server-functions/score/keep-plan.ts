import type { WriteRequest } from '#core/crm/crm-batch.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { readRefreshPolicy } from '../policies/refresh-policy.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { Parts } from '../shared/runs/parts.ts';
import { changesBetween } from './label-history.ts';
import { toPlanTable } from './project-labels.ts';
import type { RunLimits } from './run-context.ts';
import type { RunCursor } from './run-cursor.ts';

/** What stood before, and under which settings. */
export interface FormerLabels {
  readonly configurationVersion: number;
  readonly table: ColumnTable;
}

/**
 * Accounts whose label moved, where the CRM's workflows are to hear of that (decision 11). null = of none: nobody chose it, or it
 * is a first run or one under other settings, which moves labels without anything having happened to the accounts.
 */
export async function accountsToAnnounce(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  former: FormerLabels | null,
  present: FormerLabels,
): Promise<ReadonlySet<string> | null> {
  if (former === null || former.configurationVersion !== present.configurationVersion) return null;
  if ((await readRefreshPolicy(store, org)).workflows === 'off') return null;
  // Neither the instant nor the run matters here.
  const run = { at: '', generation: '', cause: 'data' } as const;
  return new Set([...changesBetween(former.table, present.table, run)].map(({ account }) => account));
}

/** Cuts a projection into chunks and keeps them; `prepare` is awaited before the cells of these accounts are asked for. Accounts to announce come first, by themselves: a bulk job announces nothing. */
export async function keepPlan(
  parts: Parts,
  request: WriteRequest,
  limits: RunLimits,
  announced: ReadonlySet<string> | null = null,
  prepare: (accounts: BigInt64Array) => Promise<void> = () => Promise.resolve(),
): Promise<RunCursor['plan']> {
  const chunks: RunCursor['plan'] = [];
  const rows = [...request.ids.keys()];
  const isAnnounced = (row: number): boolean => announced?.has(String(request.ids[row])) === true;
  const loud = pickRows(request, rows.filter(isAnnounced));
  for (let from = 0; from < loud.ids.length; from += limits.recordRows) {
    const to = Math.min(loud.ids.length, from + limits.recordRows);
    await prepare(loud.ids.subarray(from, to));
    chunks.push({ part: await parts.writeTable(toPlanTable(loud, from, to)), rows: to - from, workflows: true });
  }
  const quiet =
    loud.ids.length === 0
      ? request
      : pickRows(
          request,
          rows.filter((row) => !isAnnounced(row)),
        );
  for (const [from, to] of chunksOf(quiet.ids.length, limits)) {
    await prepare(quiet.ids.subarray(from, to));
    chunks.push({ part: await parts.writeTable(toPlanTable(quiet, from, to)), rows: to - from, workflows: false });
  }
  return chunks;
}

function pickRows(request: WriteRequest, rows: readonly number[]): WriteRequest {
  return {
    ...request,
    ids: BigInt64Array.from(rows, (row) => request.ids[row] ?? 0n),
    columns: request.columns.map(({ apiName, values }) => ({
      apiName,
      values: { at: (index) => values.at(rows[index] ?? -1) },
    })),
  };
}

/** Full bulk jobs, then what is left by whatever costs less. */
function* chunksOf(
  rows: number,
  { bulkFromRows, bulkRows, recordRows }: RunLimits,
): Generator<readonly [from: number, to: number], void, void> {
  for (let from = 0; from < rows;) {
    const to = Math.min(rows, from + (rows - from >= bulkFromRows ? bulkRows : recordRows));
    yield [from, to];
    from = to;
  }
}
