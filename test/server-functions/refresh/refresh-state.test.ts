import { expect, test } from 'vitest';
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
