import { CrmError } from '#core/crm/crm-error.ts';
import type { Cancellation } from '#core/cancellation.ts';

export interface PollSchedule {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly deadlineMs: number;
}

/**
 * Each poll costs a credit, so the pause doubles: a job of half a minute takes six. A job that is not done in half an hour is
 * stuck. Milliseconds.
 */
export const DEFAULT_POLL: PollSchedule = { firstMs: 500, longestMs: 15_000, deadlineMs: 30 * 60_000 };

/** A long pause is cut into these, so that a cancellation is heard within one. Milliseconds. */
const HEAR_EVERY_MS = 1_000;

/** Asks until `ask` gives a value. Throws `CrmError` `timeout` at the deadline, and whatever `ask` throws. */
export async function poll<T>(
  ask: () => Promise<T | null>,
  {
    schedule,
    wait,
    cancellation,
    what,
  }: {
    readonly schedule: PollSchedule;
    readonly wait: (ms: number) => Promise<void>;
    readonly cancellation: Cancellation | undefined;
    readonly what: string;
  },
): Promise<T> {
  let pause = schedule.firstMs;
  let waited = 0;
  while (waited < schedule.deadlineMs) {
    await pauseFor(pause, wait, cancellation);
    waited += pause;
    const value = await ask();
    if (value !== null) return value;
    pause = Math.min(pause * 2, schedule.longestMs);
  }
  throw new CrmError('timeout', `${what} is stuck`, { waitedMs: waited });
}

async function pauseFor(
  ms: number,
  wait: (ms: number) => Promise<void>,
  cancellation: Cancellation | undefined,
): Promise<void> {
  for (let left = ms; left > 0; left -= HEAR_EVERY_MS) {
    cancellation?.throwIfAborted();
    await wait(Math.min(left, HEAR_EVERY_MS));
  }
  cancellation?.throwIfAborted();
}
