import type { Clock } from '#core/clock.ts';
import type { Result } from '#core/result.ts';
import type { Caller, IdentityRefusal } from './caller.ts';

/** PER-4: rights may be this old. Milliseconds. */
export const RIGHTS_AGE_MS = 5 * 60_000;
/** Callers remembered at once; the oldest leave first. */
const MAX_REMEMBERED = 1_000;

export type Identification = Promise<Result<Caller, IdentityRefusal>>;

export interface CallerCache {
  /** The remembered answer, or `ask`'s. Refusals and failures are not kept. */
  get(key: string, ask: () => Identification): Identification;
  forget(key: string): void;
}

/** Empty, and of this process alone. */
export function createCallerCache(clock: Clock): CallerCache {
  const remembered = new Map<string, { readonly until: number; readonly caller: Identification }>();
  const drop = (key: string, caller: Identification): void => {
    if (remembered.get(key)?.caller === caller) remembered.delete(key);
  };
  return {
    async get(key, ask) {
      const now = clock.now();
      const known = remembered.get(key);
      if (known !== undefined && now < known.until) return known.caller;
      const caller = ask();
      remembered.delete(key);
      remembered.set(key, { until: now + RIGHTS_AGE_MS, caller });
      // Oldest first. Those whose time is over go too: a caller may hold the ids of every record they see.
      for (const [name, { until }] of remembered) {
        if (remembered.size <= MAX_REMEMBERED && now < until) break;
        remembered.delete(name);
      }
      try {
        const outcome = await caller;
        if (!outcome.ok) drop(key, caller);
        return outcome;
      } catch (error) {
        drop(key, caller);
        throw error;
      }
    },
    forget: (key) => void remembered.delete(key),
  };
}
