import type { Edition } from '../orgs/org-definition.ts';

/** Calls at a time per org and app, and for heavy ones. [3p], facts/crm-api.md. */
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

export interface ConcurrencyGate {
  /** Enters a call; null when there is no room. The result leaves it again. */
  enter(heavy: boolean): (() => void) | null;
}

export function createConcurrencyGate(edition: Edition): ConcurrencyGate {
  let calls = 0;
  let heavyCalls = 0;
  return {
    enter(heavy) {
      if (calls >= CALLS_AT_A_TIME[edition] || (heavy && heavyCalls >= HEAVY_CALLS_AT_A_TIME)) return null;
      calls++;
      if (heavy) heavyCalls++;
      return () => {
        calls--;
        if (heavy) heavyCalls--;
      };
    },
  };
}
