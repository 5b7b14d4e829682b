import type { Edition } from '../orgs/org-definition.ts';

/** Calls at a time per org and app, and for heavy ones. [3p], Zoho CRM API v8. */
const CALLS_AT_A_TIME: Readonly<Record<Edition, number>> = {
  free: 5,
  standard: 10,
  professional: 15,
  enterprise: 20,
  ultimate: 25,
};
const HEAVY_CALLS_AT_A_TIME = 10;

/** Queries and writes are the heavy ones. */
export function isHeavyCall(method: string, path: string): boolean {
  return path === '/crm/v8/coql' || (method !== 'GET' && /^\/crm\/v8\/[A-Za-z_]+(?:\/upsert)?$/.test(path));
}

/** One that has its place among those at a time. */
export interface CallOnTheWay {
  /** By `formatOrgKey`. */
  readonly org: string;
  readonly method: string;
  readonly path: string;
}

export interface ConcurrencyReading {
  readonly limit: number;
  readonly heavyLimit: number;
  readonly now: number;
  /** The most at a time since the last reset, and the most heavy ones. */
  readonly most: number;
  readonly mostHeavy: number;
  /** Calls that found no room. */
  readonly refused: number;
}

export interface ConcurrencyGate {
  /** Enters a call; null when there is no room. The result leaves it again. */
  enter(heavy: boolean): (() => void) | null;
  reading(): ConcurrencyReading;
}

export function createConcurrencyGate(edition: Edition): ConcurrencyGate {
  let calls = 0;
  let heavyCalls = 0;
  let most = 0;
  let mostHeavy = 0;
  let refused = 0;
  const limit = CALLS_AT_A_TIME[edition];
  return {
    reading: () => ({ limit, heavyLimit: HEAVY_CALLS_AT_A_TIME, now: calls, most, mostHeavy, refused }),
    enter(heavy) {
      if (calls >= limit || (heavy && heavyCalls >= HEAVY_CALLS_AT_A_TIME)) {
        refused++;
        return null;
      }
      calls++;
      if (heavy) heavyCalls++;
      most = Math.max(most, calls);
      mostHeavy = Math.max(mostHeavy, heavyCalls);
      return () => {
        calls--;
        if (heavy) heavyCalls--;
      };
    },
  };
}
