import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDeals,
  amountMinorAt,
  createRfmAggregate,
  mergeRfmAggregates,
  type RfmAggregate,
} from '#core/techniques/rfm/aggregate.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { aggregateDeals, AS_OF_DAY, dealColumns, type DealRow } from '#test/support/rfm-data.ts';

const ACCOUNTS = 3;

const dealRows = fc
  .array(
    fc.record({
      account: fc.integer({ min: -1, max: ACCOUNTS - 1 }),
      day: fc.option(fc.integer({ min: AS_OF_DAY - 4, max: AS_OF_DAY + 1 })),
      amountMinor: fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger())),
      units: fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(0.5, 2.25, Number.NaN, 1e12)),
      contributing: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .chain((rows) =>
    fc
      .shuffledSubarray(
        rows.map((_, index) => BigInt(index + 1)),
        { minLength: rows.length },
      )
      .map((ids): DealRow[] => rows.map((row, index) => ({ ...row, id: ids[index] ?? 0n }))),
  );

/** What a reader of the aggregate can see; sums by value, not by how they are carried. */
function visible(aggregate: RfmAggregate): unknown {
  return {
    lastDay: [...aggregate.lastDay],
    lastDeal: [...aggregate.lastDeal],
    frequency: [...aggregate.frequencyTicks],
    amounts: [...aggregate.lastDay].map((_, ordinal) => amountMinorAt(aggregate, ordinal)),
    largest: [...aggregate.largestMinor],
    largestDeals: [...aggregate.largestDeal],
    counts: aggregate.counts,
  };
}

test('shards merged in any order equal one pass, however the deals are split', () => {
  fc.assert(
    fc.property(dealRows, fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.nat()), (rows, shards, random) => {
      const parts = Array.from({ length: shards }, (): DealRow[] => []);
      for (const row of rows) parts[(random.next().value ?? 0) % shards]?.push(row);
      const merged = createRfmAggregate(ACCOUNTS);
      const order = parts.toSorted(() => ((random.next().value ?? 0) % 2 === 0 ? 1 : -1));
      for (const part of order) mergeRfmAggregates(merged, aggregateDeals(ACCOUNTS, part));
      expect(visible(merged)).toEqual(visible(aggregateDeals(ACCOUNTS, rows)));
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('sums equal BigInt sums, whatever passes through the safe range on the way', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 30 }), (amounts) => {
      const rows = amounts.map((amountMinor, index) => ({
        id: BigInt(index + 1),
        account: 0,
        day: AS_OF_DAY,
        amountMinor,
      }));
      const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
      const fits = exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= BigInt(Number.MIN_SAFE_INTEGER);
      expect(amountMinorAt(aggregateDeals(1, rows), 0)).toBe(fits ? Number(exact) : null);
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('the latest deal and the four largest equal a sort of all deals', () => {
  fc.assert(
    fc.property(dealRows, (rows) => {
      const aggregate = aggregateDeals(ACCOUNTS, rows);
      for (let account = 0; account < ACCOUNTS; account++) {
        const own = rows.filter(
          (row) => row.contributing !== false && row.account === account && row.day !== null && row.day <= AS_OF_DAY,
        );
        const byId = (a: DealRow, b: DealRow): number => (a.id < b.id ? 1 : -1);
        const latest = own.toSorted((a, b) => (b.day ?? 0) - (a.day ?? 0) || byId(a, b))[0];
        const largest = own
          .filter((row) => row.amountMinor !== null)
          .toSorted((a, b) => (b.amountMinor ?? 0) - (a.amountMinor ?? 0) || byId(a, b))
          .slice(0, 4);
        expect(aggregate.lastDeal[account]).toBe(latest?.id ?? 0n);
        const slots = [...aggregate.largestDeal.subarray(account * 4, account * 4 + 4)].filter((id) => id !== 0n);
        expect(slots).toEqual(largest.map(({ id }) => id));
      }
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('refunds lower the amount, a deal without an amount counts for recency and frequency only', () => {
  const aggregate = aggregateDeals(1, [
    { id: 1n, account: 0, day: AS_OF_DAY - 30, amountMinor: 10_000 },
    { id: 2n, account: 0, day: AS_OF_DAY - 20, amountMinor: -2_500 },
    { id: 3n, account: 0, day: AS_OF_DAY - 10, amountMinor: null },
  ]);
  expect(amountMinorAt(aggregate, 0)).toBe(7_500);
  expect(aggregate.frequencyTicks[0]).toBe(3_000);
  expect(aggregate.lastDay[0]).toBe(AS_OF_DAY - 10);
  expect(aggregate.counts).toMatchObject({ counted: 3, withoutAmount: 1 });
});

test('deals after the as-of day, without a day or without an account are counted apart', () => {
  const aggregate = aggregateDeals(1, [
    { id: 1n, account: 0, day: AS_OF_DAY, amountMinor: 100 },
    { id: 2n, account: 0, day: AS_OF_DAY + 1, amountMinor: 100 },
    { id: 3n, account: 0, day: null, amountMinor: 100 },
    { id: 4n, account: -1, day: AS_OF_DAY, amountMinor: 100 },
    { id: 5n, account: 0, day: AS_OF_DAY, amountMinor: 100, contributing: false },
  ]);
  expect(aggregate.counts).toEqual({
    counted: 1,
    afterAsOf: 1,
    withoutDay: 1,
    withoutAccount: 1,
    withoutAmount: 0,
    withoutUnits: 0,
  });
  expect(amountMinorAt(aggregate, 0)).toBe(100);
});

test('fractions of a product are counted in exact thousandths; a missing quantity adds nothing', () => {
  const deals = Array.from({ length: 10 }, (_, index) => ({
    id: BigInt(index + 1),
    account: 0,
    day: AS_OF_DAY,
    amountMinor: 1,
    units: 0.1,
  }));
  const aggregate = aggregateDeals(1, [
    ...deals,
    { id: 11n, account: 0, day: AS_OF_DAY, amountMinor: 1, units: Number.NaN },
  ]);
  expect(aggregate.frequencyTicks[0]).toBe(1_000);
  expect(aggregate.counts.withoutUnits).toBe(1);
});

test('one aggregate speaks of one day', () => {
  const aggregate = aggregateDeals(1, []);
  expect(() => addDeals(aggregate, dealColumns([]), AS_OF_DAY + 1)).toThrow(RangeError);
});
