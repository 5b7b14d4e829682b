import { expect, test } from 'vitest';
import { settleResults } from '#server-functions/refresh/settle-results.ts';
import { readRun } from '#server-functions/score/read-run.ts';
import { startRun } from '#server-functions/score/start-run.ts';
import { addToLog } from '#server-functions/shared/runs/run-log.ts';
import { replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import {
  NEW_REFRESH_STATE,
  noteResult,
  noteStarted,
  type RefreshResult,
  type RefreshState,
} from '#server-functions/refresh/refresh-state.ts';

const QUARTER = 15 * 60_000;
const DONE: RefreshResult = {
  state: 'publishedPartly',
  reason: 'noPermission',
  fullBecause: null,
  differs: null,
  written: 0,
  readCredits: 9,
  writeCredits: 0,
};

/** One sweep a quarter of an hour, each with what became of it. */
function sweep(state: RefreshState, results: readonly Partial<RefreshResult>[]): RefreshState {
  let next = state;
  for (const result of results) {
    const at = (next.sweptAt ?? 0) + QUARTER;
    next = noteStarted(next, { kind: 'sweep', at, attempt: 1 }, { runId: `run-${at}`, now: at });
    next = noteResult(next, `run-${at}`, { ...DONE, ...result }, at + 1);
  }
  return next;
}

test('sweeps that read everything for one reason are counted until one need not, or the night’s run begins', () => {
  const notWritten = { fullBecause: 'labelsNotWritten' };
  const three = sweep(NEW_REFRESH_STATE, [{ fullBecause: 'orgChanged' }, notWritten, notWritten]);
  expect(three.fullSweeps).toEqual({ because: 'labelsNotWritten', times: 2, endedAt: 3 * QUARTER + 1 });
  // One that broke before it knew says nothing.
  expect(sweep(three, [{ state: 'failed' }]).fullSweeps).toEqual(three.fullSweeps);
  expect(sweep(three, [{ ...notWritten, state: 'failed' }]).fullSweeps?.times).toBe(3);
  expect(sweep(three, [{}]).fullSweeps).toBeNull();
  const night = { kind: 'nightly', at: 5 * QUARTER, attempt: 1 } as const;
  expect(noteStarted(three, night, { runId: 'run-nightly', now: night.at }).fullSweeps).toBeNull();
});

test('what a sweep costs is told by those that came to their end and read what changed alone', () => {
  const broke = { state: 'failed', readCredits: 0 } as const;
  const inFull = { fullBecause: 'orgChanged', readCredits: 400 };
  const [day] = sweep(NEW_REFRESH_STATE, [broke, { state: 'cancelled', readCredits: 2 }, inFull, {}]).days;
  expect(day).toMatchObject({ sweeps: 4, quick: 1, quickCredits: 9, readCredits: 411 });
});

test('a night’s run of more units than its log keeps is told with all that it spent', async () => {
  const org = { dc: 'com', orgId: '1' } as const;
  const clock = { now: () => QUARTER };
  const store = createMemoryStore(clock);
  const request = { id: 'run-nightly', kind: 'full', requestedBy: 'schedule', asOf: null, expiresAt: null } as const;
  await startRun({ store, clock, queue: { enqueue: () => Promise.resolve() } }, org, request);
  const row = await readRun({ store }, org, request.id);
  if (row === null) throw new Error('it was started');
  const unit = { from: '', to: '', rows: null, retries: 0, worker: 1, note: null };
  let { log } = row.value;
  for (let chunk = 0; chunk < 200; chunk++) {
    log = addToLog(log, { ...unit, step: 'deals', credits: 1 });
    log = addToLog(log, { ...unit, step: 'project', credits: 5 });
  }
  await replaceJson(store, org, row, { ...row.value, state: 'done', log });
  const work = { kind: 'nightly', at: QUARTER, attempt: 1 } as const;
  const started = noteStarted(NEW_REFRESH_STATE, work, { runId: request.id, now: QUARTER });
  const settled = await settleResults({ store }, org, started, QUARTER);
  expect(settled.entries[0]?.result).toMatchObject({ readCredits: 200, writeCredits: 1_000 });
  expect(settled.days[0]).toMatchObject({ readCredits: 200, writeCredits: 1_000 });
});
