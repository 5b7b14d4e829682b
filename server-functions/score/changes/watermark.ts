import type { FrozenRun } from '../frozen-run.ts';
import type { ChangesCursor } from './changes-cursor.ts';
import { SWEEP_OVERLAP_MS } from './sweep-units.ts';

type Instants = ChangesCursor['since'];

/** As far as a watermark moves without a newer change: a clock that was set on by more than that costs reading, not truth. Milliseconds. */
const LONGEST_STEP_MS = 60 * 60_000;
/** A clock that is wrong by more is refused tokens and connections long before. Milliseconds. */
const MAX_CLOCK_ERROR_MS = 24 * 60 * 60_000;

/**
 * By when a finished sweep has every change, of the CRM's clock: the newest change seen, or where the last watermark has come to
 * meanwhile by as much as our own clock went on. Never behind our own time, since a record may claim to be from tomorrow.
 */
export function nextWatermark(
  { since, seen, sweptAt }: Pick<ChangesCursor, 'since' | 'seen' | 'sweptAt'>,
  now: number,
): Instants {
  const passed = Math.min(Math.max(0, now - sweptAt), LONGEST_STEP_MS);
  const next = (module: keyof Instants): number => Math.min(now, Math.max(seen[module], since[module] + passed));
  return { accounts: next('accounts'), deals: next('deals') };
}

/**
 * By when a full run has every change: what was the newest one before it read anything. Of a module without records another one's
 * will do: whatever comes is newer.
 */
export function firstWatermark(
  { now, newest }: Pick<FrozenRun, 'now' | 'newest'>,
  /** Of the ledger before, whose watermark goes on here: where nothing is newer than what a run wrote, that would be asked for again for ever. */
  before: (Pick<ChangesCursor, 'sweptAt'> & { readonly watermark: Instants }) | null,
): Instants {
  const { accounts = null, deals = null } = newest ?? {};
  const none = now - MAX_CLOCK_ERROR_MS;
  const seen = { accounts: accounts ?? deals ?? none, deals: deals ?? accounts ?? none };
  return nextWatermark({ since: before?.watermark ?? seen, seen, sweptAt: before?.sweptAt ?? now }, now);
}

/**
 * From when deleted records are asked for, of the CRM's clock as well: ours may be ahead of it. A watermark that lags, since nothing
 * changed for long, is not followed further back than our clock can be wrong.
 */
export function deletedSince({ since, sweptAt }: Pick<ChangesCursor, 'since' | 'sweptAt'>): Instants {
  const earliest = sweptAt - MAX_CLOCK_ERROR_MS;
  const from = (module: keyof Instants): number => Math.max(since[module], earliest) - SWEEP_OVERLAP_MS;
  return { accounts: from('accounts'), deals: from('deals') };
}
