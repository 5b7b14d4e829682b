import { can } from '#core/permissions/can.ts';
import { readPolicies } from '../policies/policies-store.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { viewOfRun, type RunRow } from './run-row.ts';

type ShownRun = ReturnType<typeof viewOfRun>;

/** A run as the caller may know it: what it counted and named is of the whole org, so where sharing is respected it is for setup rights (PER-3). */
export async function shownRun({ store }: Pick<WorkPorts, 'store'>, caller: Caller, row: RunRow): Promise<ShownRun> {
  const isCut = !can(caller, 'setup').allowed && (await readPolicies(store, caller.org)).respectRecordSharing;
  const view = viewOfRun(row);
  return isCut ? withoutCounts(view) : view;
}

/** What is told is named one by one: a member that comes to runs later does not compile until somebody has decided about it. */
export function withoutCounts(run: ShownRun): ShownRun {
  const { id, kind, fullBecause, state, requestedAt, requestedBy, startedAt, endedAt, asOf, reason, generation } = run;
  return {
    id,
    kind,
    fullBecause,
    state,
    requestedAt,
    requestedBy,
    startedAt,
    endedAt,
    asOf,
    reason,
    generation,
    progress: { accounts: 0, deals: 0, lineItems: 0 },
    total: null,
    problems: [],
    projection: null,
    owed: null,
    repaired: null,
    difference: null,
  };
}
