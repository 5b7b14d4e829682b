import type { FrozenRun } from '../frozen-run.ts';
import type { ChangesCursor } from './changes-cursor.ts';

type Instants = ChangesCursor['since'];

/** As far as a watermark moves without a newer change: a clock that was set on by more than that costs reading, not truth. Milliseconds. */
const LONGEST_STEP_MS = 60 * 60_000;

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

/** By when a full run has every change: what was the newest one before it read anything. */
export function firstWatermark({ now, newest }: Pick<FrozenRun, 'now' | 'newest'>): Instants {
  return { accounts: Math.min(now, newest?.accounts ?? now), deals: Math.min(now, newest?.deals ?? now) };
}
