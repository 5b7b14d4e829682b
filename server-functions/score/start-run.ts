import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { EMPTY_LOG } from '../shared/runs/run-log.ts';
import { createJson } from '../shared/stores/json-items.ts';
import { noteLatestRun } from './latest-run.ts';
import { newRunJob } from './run-cursor.ts';
import { readRun } from './read-run.ts';
import { releaseRunLock, takeRunLock } from './run-lock.ts';
import { ENDED, runKey, type RunRow } from './run-row.ts';

export interface RunRequest extends Pick<RunRow, 'id' | 'kind' | 'requestedBy' | 'asOf'> {
  /** Until when its row is kept; null = for good. Epoch milliseconds. */
  readonly expiresAt: number | null;
}

/** `alreadyRunning`: another run is at work in the org. `known`: a run of this name was started before, and has a row. */
export type StartedRun =
  | { readonly outcome: 'started'; readonly row: RunRow }
  | { readonly outcome: 'alreadyRunning' | 'known' };

/**
 * Puts a run into the queue: its lock, its row, then its delivery. Whoever is killed before the row leaves a lock, with which the
 * next call of the same name goes on; whoever is killed after it, a run that `findUnfinishedRuns` gives to the queue. Throws
 * `StoreError`, also where the store does not show the row it was given.
 */
export async function startRun(
  { store, clock, queue }: Pick<FunctionPorts, 'store' | 'clock' | 'queue'>,
  org: OrgKey,
  request: RunRequest,
): Promise<StartedRun> {
  const { id } = request;
  const holder = await takeRunLock(store, org, id, clock.now());
  if (holder !== null && holder !== id) return { outcome: 'alreadyRunning' };
  if (holder === id && (await readRun({ store }, org, id)) !== null) return { outcome: 'known' };
  const row = newRow(request, clock.now());
  try {
    const created = await createJson(store, org, runKey(id), row, request.expiresAt ?? undefined);
    if (created.outcome !== 'written') {
      const present = await readRun({ store }, org, id);
      if (present === null) throw new StoreError('unavailable', `the row of ${id} was not written`);
      // One that is still to be performed keeps the lock: by that it is found.
      if (ENDED.has(present.value.state)) await releaseRunLock(store, org, id);
      return { outcome: 'known' };
    }
    await noteLatestRun({ store }, org, row);
    await queue.enqueue({ kind: 'score', org, runId: id });
  } catch (error) {
    await releaseRunLock(store, org, id);
    throw error;
  }
  return { outcome: 'started', row };
}

function newRow({ id, kind, requestedBy, asOf, expiresAt }: RunRequest, now: number): RunRow {
  return {
    id,
    kind,
    fullBecause: null,
    state: 'queued',
    requestedAt: new Date(now).toISOString(),
    requestedBy,
    startedAt: null,
    endedAt: null,
    asOf,
    progress: { accounts: 0, deals: 0, lineItems: 0 },
    total: null,
    reason: null,
    problems: [],
    generation: null,
    projection: null,
    owed: null,
    repaired: null,
    readOthers: null,
    difference: null,
    expiresAt,
    job: newRunJob(),
    log: EMPTY_LOG,
  };
}
