import type { OrgKey } from '#core/crm/org-key.ts';
import { readRun } from '../score/read-run.ts';
import { LOCK_LEASE_MS } from '../score/run-lock.ts';
import { ENDED, type RunRow } from '../score/run-row.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { noteResult, type RefreshResult, type RefreshState } from './refresh-state.ts';

/** Steps of a run that write what it found. */
const WRITING: ReadonlySet<string> = new Set(['project', 'basis']);

/** A run whose row is nowhere: nobody performs it, and nothing is known of it. */
const LOST: RefreshResult = {
  state: 'failed',
  reason: 'interrupted',
  fullBecause: null,
  differs: null,
  written: 0,
  readCredits: 0,
  writeCredits: 0,
};

/** What became of the runs that were started; those that have not ended are looked at again. */
export async function settleResults(
  ports: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  state: RefreshState,
  now: number,
): Promise<RefreshState> {
  let next = state;
  // As they followed each other.
  for (const { runId, result, at } of state.entries.toReversed()) {
    if (runId === null || result !== null) continue;
    const row = (await readRun(ports, org, runId))?.value;
    if (row === undefined && now - at > LOCK_LEASE_MS) next = noteResult(next, runId, LOST, now);
    if (row !== undefined && ENDED.has(row.state)) {
      const endedAt = row.endedAt === null ? now : Date.parse(row.endedAt);
      next = noteResult(next, runId, resultOf(row), endedAt);
    }
  }
  return next;
}

function resultOf({ state, reason, fullBecause, difference, projection, log }: RunRow): RefreshResult {
  const credits = (writing: boolean): number =>
    Object.entries(log.spent).reduce((sum, [step, spent]) => sum + (WRITING.has(step) === writing ? spent : 0), 0);
  return {
    state,
    reason,
    fullBecause,
    differs: difference?.accounts ?? null,
    written: projection?.written ?? 0,
    readCredits: credits(false),
    writeCredits: credits(true),
  };
}
