import { tickOrg } from '../../refresh/tick-org.ts';
import { createJobFunctionOf, type Execution, type JobFunction } from './job-function.ts';

/** A tick is over long before the next: one that meets its end leaves the orgs that are left to it. Milliseconds. */
const LONGEST_TICK_MS = 10 * 60_000;

/**
 * The function that a cron of Job Scheduling runs each minute: what is due in each installed org goes into the queue, and is
 * worked on by the job function. A tick that is missed or comes twice does no harm: what is due is decided by what is stored.
 */
export function createCronFunction(env: Readonly<Record<string, string | undefined>>): JobFunction {
  return createJobFunctionOf(env, tickAll);
}

async function tickAll({ platform: { http }, settings, deadline }: Execution): Promise<void> {
  const now = http.clock.now();
  const until = Math.min(deadline, now + LONGEST_TICK_MS);
  // Another one first each minute, so that nobody is always the last.
  const first = Math.floor(now / 60_000) % settings.installations.length;
  const orgs = [...settings.installations.slice(first), ...settings.installations.slice(0, first)];
  for (const org of orgs) {
    if (http.clock.now() >= until) return;
    await tickOrg(http, org);
  }
}
