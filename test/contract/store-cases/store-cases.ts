import { expect } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store, StoredItem } from '#core/store/store.ts';

export interface StoreHarness {
  readonly store: Store;
  /** Moves the clock that the store was given. Milliseconds. Absent where the store has a clock of its own. */
  advance?(ms: number): void;
  /**
   * The answer of the next write is lost on the way: `done` when the write took place all the same, `lost` when it did not.
   * Absent where no answer can be lost.
   */
  loseAnswer?(fate: 'done' | 'lost'): void;
  dispose(): Promise<void> | void;
}

/** Two orgs that share their number: only the data centre tells them apart. */
export const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
export const THERE: OrgKey = { dc: 'com', orgId: '7001' };
/** Its number begins with the other's. */
export const LONGER: OrgKey = { dc: 'eu', orgId: '70011' };
export const START_MS = Date.UTC(2026, 0, 15, 12);

/** How cases get at the store they are about. */
export interface StoreCases {
  /** Fresh and empty; closed when the test has ended. */
  openStore(): Promise<StoreHarness>;
  /** A test that moves time, left out where the store's clock is its own. */
  timed(name: string, run: () => Promise<void>): void;
}

/** All keys of a listing that fits on one page. */
export async function keysOf(store: Store, prefix: string): Promise<string[]> {
  const { items, cursor } = await store.list(HERE, prefix);
  expect(cursor).toBeNull();
  return items.map((item) => item.key);
}

export function noClock(): never {
  throw new Error('This store was opened without a clock to move');
}

/** The revision of a write that must succeed. */
export async function written(result: ReturnType<Store['create']>): Promise<string> {
  const outcome = await result;
  if (outcome.outcome !== 'written') throw new Error(`Expected a write, got ${outcome.outcome}`);
  return outcome.revision;
}

export async function present(store: Store, org: OrgKey, key: string): Promise<StoredItem> {
  const item = await store.read(org, key);
  if (item === null) throw new Error(`${key} is not there`);
  return item;
}
