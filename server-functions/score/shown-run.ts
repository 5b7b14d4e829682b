import { can } from '#core/permissions/can.ts';
import { readPolicies } from '../policies/policies-store.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { viewOfRun, type RunRow } from './run-row.ts';

/** A run as the caller may know it: what it counted and named is of the whole org, so where sharing is respected it is for setup rights (PER-3). */
export async function shownRun(
  { store }: Pick<WorkPorts, 'store'>,
  caller: Caller,
  row: RunRow,
): Promise<ReturnType<typeof viewOfRun>> {
  const isCut = !can(caller, 'setup').allowed && (await readPolicies(store, caller.org)).respectRecordSharing;
  return viewOfRun(isCut ? withoutCounts(row) : row);
}

function withoutCounts(row: RunRow): RunRow {
  return { ...row, progress: { accounts: 0, deals: 0, lineItems: 0 }, total: null, problems: [], projection: null };
}
