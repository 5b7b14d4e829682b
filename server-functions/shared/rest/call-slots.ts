import { bulkhead } from 'cockatiel';

/** Places for calls under way at the CRM. */
export interface CallSlots {
  /** Resolves when a call may start, in order of asking; what it gives is called once the call is over. */
  enter(): Promise<() => void>;
}

/** The Free edition's calls at a time per org and app; larger editions allow up to 25 (Zoho CRM API, concurrency limits). */
export const DEFAULT_CONCURRENCY = 5;

/** Of one org, `limit` calls at a time; those that wait come in the order in which they asked. */
export function createCallSlots(limit = DEFAULT_CONCURRENCY): CallSlots {
  const places = bulkhead(limit, Number.MAX_SAFE_INTEGER);
  return {
    enter: () =>
      new Promise((entered, refused) => {
        places.execute(() => new Promise<void>((leave) => entered(leave))).catch(refused);
      }),
  };
}

/**
 * A place in each of several, for a call whose org nobody knows before its answer. Taken one after the other and always in
 * the same order, so that two callers never wait for each other.
 */
export function createSlotsInAll(each: readonly CallSlots[]): CallSlots {
  return {
    async enter() {
      const taken: (() => void)[] = [];
      for (const slots of each) taken.push(await slots.enter());
      return () => taken.forEach((leave) => leave());
    },
  };
}
