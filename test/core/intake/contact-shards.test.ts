import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import {
  idsOf,
  mergeKept,
  numbersOf,
  shardStarts,
  statesOf,
  withFormerStates,
  withVisits,
} from '#core/intake/contact-shards.ts';
import { addCoverage, coverageOf, coveredPercent, NO_COVERAGE } from '#core/intake/coverage.ts';
import { accountImportance } from '#core/intake/account-importance.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const runs = { numRuns: propertyRuns(60), seed: propertySeed() };

function listed(...ids: readonly bigint[]): ColumnTable {
  return {
    length: ids.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(ids) }],
      ['account', { kind: 'id', values: BigInt64Array.from(ids, () => 7n) }],
      ['hasAddress', { kind: 'boolean', values: new Uint8Array(ids.length).fill(1) }],
      ['lastActivity', { kind: 'number', values: new Float64Array(ids.length) }],
    ]),
  };
}

function visits(...rows: readonly (readonly [id: bigint, readAt: number])[]): ColumnTable {
  return {
    length: rows.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(rows, ([id]) => id) }],
      ['readAt', { kind: 'number', values: Float64Array.from(rows, ([, at]) => at) }],
      ['newest', { kind: 'number', values: Float64Array.from(rows, ([, at]) => at - 1) }],
      ['owed', { kind: 'boolean', values: new Uint8Array(rows.length) }],
      ['cut', { kind: 'boolean', values: new Uint8Array(rows.length) }],
    ]),
  };
}

function records(...rows: readonly (readonly [id: bigint, contact: bigint, day: number])[]): ColumnTable {
  return {
    length: rows.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(rows, ([id]) => id) }],
      ['contact', { kind: 'id', values: BigInt64Array.from(rows, ([, contact]) => contact) }],
      ['day', { kind: 'day', days: Int32Array.from(rows, ([, , day]) => day) }],
    ]),
  };
}

test('what is known of contacts goes on with those that are still there, and visits are noted', () => {
  const before = withVisits(withFormerStates(listed(1n, 2n, 3n), []), visits([2n, 20], [3n, 30], [3n, 31]));
  const now = withFormerStates(listed(2n, 3n, 4n), [before]);
  expect([...numbersOf(now, 'readAt')]).toEqual([20, 31, Number.NaN]);
  const coverage = coverageOf(statesOf(now), { emails: 5, texts: 2 });
  expect(coverage).toMatchObject({ contacts: 3, withAddress: 3, read: 2, oldestReadAt: 20 });
  expect(coveredPercent(coverage)).toBe(66);
  expect(coveredPercent(NO_COVERAGE)).toBeNull();
  expect(addCoverage(NO_COVERAGE, coverage)).toEqual(coverage);
});

test('records of a contact who is gone go, like those that are too old; a record read anew replaces what was known of it', async () => {
  const isThere = createIdIndex(BigInt64Array.of(1n, 2n));
  const former = records([10n, 1n, 100], [11n, 1n, 50], [12n, 9n, 100], [13n, 2n, 100], [13n, 2n, 101], [14n, 0n, 100]);
  const fresh = records([13n, 2n, 102], [15n, 9n, 102], [16n, 1n, 49]);
  const kept = await mergeKept([former], [fresh], { isThere, fromDay: 60 });
  expect([...(kept === null ? [] : idsOf(kept))]).toEqual([10n, 14n, 13n]);
  expect(await mergeKept([former], [], { isThere: createIdIndex(BigInt64Array.of()), fromDay: 200 })).toBeNull();
});

test('shards keep where they begin, and one that has grown to twice its size is cut', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.bigInt({ min: 1n, max: 10_000n }), { maxLength: 120 }),
      fc.uniqueArray(fc.bigInt({ min: 1n, max: 10_000n }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 20 }),
      (contacts, cuts, size) => {
        const ids = BigInt64Array.from(contacts).sort();
        const former = [0n, ...BigInt64Array.from(cuts).sort()];
        const starts = shardStarts(ids, former, size);
        expect(starts).toEqual(starts.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(new Set(starts).size).toBe(starts.length);
        expect(former.every((start) => starts.includes(start))).toBe(true);
        const sizes = starts.map(
          (start, index) => [...ids].filter((id) => id >= start && id < (starts[index + 1] ?? 20_000n)).length,
        );
        expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(ids.length);
        expect(sizes.every((each) => each < 2 * size)).toBe(true);
        expect(shardStarts(ids, starts, size)).toEqual(starts);
      },
    ),
    runs,
  );
});

test('the most valuable fifth of the accounts that buy are important, and nobody else', () => {
  const won = Float64Array.of(100, 0, 500, 20, 30, Number.NaN);
  const pipeline = Float64Array.of(0, 0, Number.NaN, 0, 0, 40);
  expect([...accountImportance(won, pipeline)]).toEqual([0, 0, 500, 0, 0, 0]);
  expect([...accountImportance(new Float64Array(3), new Float64Array(3))]).toEqual([0, 0, 0]);
});
