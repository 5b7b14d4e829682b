import { createZoneDay } from '../rest/zone-day.ts';

/** Every zone change stands on a quarter of an hour UTC (see zone-day.ts), so every midnight does. Milliseconds. */
const STEP_MS = 15 * 60_000;
/** No local day is longer: 24 hours and the largest change there ever was, a whole day. Steps. */
const MAX_STEPS = (2 * 24 * 60 * 60_000) / STEP_MS + 1;

/** One day of an org: 23, 24 or 25 hours, rarely others. */
export interface LocalDay {
  /** Epoch day in the zone. */
  readonly day: number;
  /** Epoch milliseconds; `endsAt` is the first instant that is no longer in it. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The org's day that an instant is in. Throws RangeError for an unknown zone. */
export function localDayAt(epochMs: number, timeZone: string): LocalDay {
  const dayOf = createZoneDay(timeZone);
  const day = dayOf(epochMs);
  const step = Math.floor(epochMs / STEP_MS);
  let first = step;
  while (step - first < MAX_STEPS && dayOf((first - 1) * STEP_MS) >= day) first--;
  let next = step + 1;
  while (next - step < MAX_STEPS && dayOf(next * STEP_MS) <= day) next++;
  return { day, startsAt: first * STEP_MS, endsAt: next * STEP_MS };
}
