import { afterEach, describe, test } from 'vitest';
import { expiryCases } from './store-cases/expiry-cases.ts';
import { limitCases } from './store-cases/limit-cases.ts';
import { listingCases } from './store-cases/listing-cases.ts';
import { orgCases } from './store-cases/org-cases.ts';
import { revisionCases } from './store-cases/revision-cases.ts';
import { START_MS, type StoreHarness } from './store-cases/store-cases.ts';

/**
 * What every `Store` must do (decision 9). `open` gives a fresh, empty one whose clock stands at `now`. With
 * `clock: 'its own'` the cases that need to move time are left out.
 */
export function storeContract(
  adapter: string,
  open: (now: number) => Promise<StoreHarness> | StoreHarness,
  clock: 'given' | 'its own' = 'given',
): void {
  describe(`${adapter} keeps the Store contract`, () => {
    const timed = (name: string, run: () => Promise<void>): void => {
      // oxlint-disable-next-line vitest/expect-expect -- the expectations are in `run`
      if (clock === 'given') test(name, run);
    };
    const harnesses: StoreHarness[] = [];
    const openStore = async (): Promise<StoreHarness> => {
      const harness = await open(START_MS);
      harnesses.push(harness);
      return harness;
    };
    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    const cases = { openStore, timed };
    revisionCases(cases);
    listingCases(cases);
    orgCases(cases);
    expiryCases(cases);
    limitCases(cases);
  });
}
