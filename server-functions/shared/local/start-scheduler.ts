import type { OrgKey } from '#core/crm/org-key.ts';

/** Ends the ticking; resolves when the one under way is over. */
export type StopScheduler = () => Promise<void>;

/**
 * Ticks every org one after the other, then waits: a tick that takes long delays the next and never meets it. What is due is
 * decided by the ports' clock, so that the pause need only be short. Never keeps the process alive.
 */
export function startScheduler(
  orgs: readonly OrgKey[],
  tick: (org: OrgKey) => Promise<void>,
  everyMs: number,
): StopScheduler {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let ticking = Promise.resolve();
  const round = async (): Promise<void> => {
    for (const org of orgs) if (!stopped) await tick(org);
    if (!stopped) wait();
  };
  const wait = (): void => {
    timer = setTimeout(() => {
      ticking = round();
    }, everyMs);
    timer.unref();
  };
  wait();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await ticking;
  };
}
