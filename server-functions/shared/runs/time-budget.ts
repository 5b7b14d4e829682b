import type { Clock } from '#core/clock.ts';

/** Of the time that a platform allows; the rest is for the unit of work under way and for handing over. */
const USABLE_SHARE = 0.8;

/** One delivery's time. */
export interface TimeBudget {
  /** Is it time to hand the job on? */
  isSpent(): boolean;
}

/** `deadline` is when the platform ends whatever still works, in epoch milliseconds; null = it never does. */
export function createTimeBudget(clock: Clock, deadline: number | null): TimeBudget {
  const started = clock.now();
  const until = deadline === null ? null : started + (deadline - started) * USABLE_SHARE;
  return { isSpent: () => until !== null && clock.now() >= until };
}
