import { NULL_DAY } from '#core/columns/column-table.ts';
import { insertLargest, LARGEST_DEALS, replaceIfLater } from './top-deals.ts';

/** Line quantities may be fractional in CRM; they are counted in thousandths so that sums and comparisons stay exact. */
export const TICKS_PER_UNIT = 1_000;
/** Units one deal may add; above it the quantity is a typing error and the deal counts without units. */
export const MAX_UNITS_PER_DEAL = 1_000_000_000;
/** Sums are kept as `high * CARRY + low` with |low| <= CARRY: exact, whatever the order of the deals. */
const CARRY = 2 ** 51;

/** Deals as columns, one row a deal. Arrays may be longer than `length`. */
export interface RfmDeals {
  readonly length: number;
  readonly id: BigInt64Array;
  /** Account ordinal, -1 = none. */
  readonly account: Int32Array;
  /** Org-local epoch day of the recency field, `NULL_DAY` = empty. */
  readonly day: Int32Array;
  /** Home currency minor units, safe integers; refunds negative; `NaN` = empty. */
  readonly amountMinor: Float64Array;
  /** What one deal adds to frequency: 1, or the products bought. */
  readonly units: Float64Array;
  /** 1 where the contributing criteria hold. */
  readonly contributing: Uint8Array;
}

/** Contributing deals and why some of them do not (fully) count. */
export interface RfmDealCounts {
  /** Deals that entered an account's numbers. */
  counted: number;
  withoutAccount: number;
  withoutDay: number;
  afterAsOf: number;
  /** Counted for recency and frequency, added 0 to the amount. */
  withoutAmount: number;
  /** Counted for recency and amount, added 0 to the frequency. */
  withoutUnits: number;
}

/** Per-account sums of the contributing deals up to the as-of day. Index = account ordinal. */
export interface RfmAggregate {
  readonly accountCount: number;
  /** Set by the first `addDeals`; one aggregate speaks of one day. */
  asOfDay: number | null;
  /** `NULL_DAY` = no purchases. */
  readonly lastDay: Int32Array;
  readonly lastDeal: BigInt64Array;
  readonly frequencyTicks: Float64Array;
  readonly amountLow: Float64Array;
  readonly amountHigh: Int32Array;
  /** `LARGEST_DEALS` slots an account, largest first; `-Infinity` = unused. */
  readonly largestMinor: Float64Array;
  readonly largestDeal: BigInt64Array;
  readonly counts: RfmDealCounts;
}

/** No deal yet, for so many account ordinals. */
export function createRfmAggregate(accountCount: number): RfmAggregate {
  return {
    accountCount,
    asOfDay: null,
    lastDay: new Int32Array(accountCount).fill(NULL_DAY),
    lastDeal: new BigInt64Array(accountCount),
    frequencyTicks: new Float64Array(accountCount),
    amountLow: new Float64Array(accountCount),
    amountHigh: new Int32Array(accountCount),
    largestMinor: new Float64Array(accountCount * LARGEST_DEALS).fill(Number.NEGATIVE_INFINITY),
    largestDeal: new BigInt64Array(accountCount * LARGEST_DEALS),
    counts: { counted: 0, withoutAccount: 0, withoutDay: 0, afterAsOf: 0, withoutAmount: 0, withoutUnits: 0 },
  };
}

/**
 * RFM-1, RFM-7: adds contributing deals dated up to `asOfDay`. Order and batching do not change the result; a deal passed
 * twice counts twice. Throws when the aggregate was begun for another day or an ordinal is out of range (bugs).
 */
export function addDeals(aggregate: RfmAggregate, deals: RfmDeals, asOfDay: number): void {
  claimDay(aggregate, asOfDay);
  const { counts, lastDay, frequencyTicks, amountLow, accountCount } = aggregate;
  const { id, account, day, amountMinor, units, contributing } = deals;
  for (let row = 0; row < deals.length; row++) {
    if (contributing[row] !== 1) continue;
    const ordinal = account[row]!;
    if (ordinal < 0) {
      counts.withoutAccount++;
      continue;
    }
    if (ordinal >= accountCount) throw new RangeError(`account ordinal ${ordinal} of ${accountCount}`);
    const dealDay = day[row]!;
    if (dealDay === NULL_DAY) {
      counts.withoutDay++;
      continue;
    }
    if (dealDay > asOfDay) {
      counts.afterAsOf++;
      continue;
    }
    counts.counted++;
    if (dealDay >= lastDay[ordinal]!) replaceIfLater(aggregate, ordinal, dealDay, id, row);

    const unit = units[row]!;
    if (unit === 1) frequencyTicks[ordinal]! += TICKS_PER_UNIT;
    else if (Math.abs(unit) <= MAX_UNITS_PER_DEAL) frequencyTicks[ordinal]! += roundToTicks(unit);
    else counts.withoutUnits++;

    const minor = amountMinor[row]!;
    if (Number.isNaN(minor)) {
      counts.withoutAmount++;
      continue;
    }
    const low = amountLow[ordinal]! + minor;
    if (minor <= CARRY && minor >= -CARRY && low <= CARRY && low >= -CARRY) amountLow[ordinal] = low;
    else addLargeAmount(aggregate, ordinal, minor);
    if (minor >= aggregate.largestMinor[ordinal * LARGEST_DEALS + LARGEST_DEALS - 1]!) {
      insertLargest(aggregate, ordinal, minor, id, row);
    }
  }
}

/** Adds `from` to `into`: shards of deals over the same accounts, in any order. `from` stays as it is. */
export function mergeRfmAggregates(into: RfmAggregate, from: RfmAggregate): void {
  if (into.accountCount !== from.accountCount) {
    throw new RangeError(`${from.accountCount} accounts merged into ${into.accountCount}`);
  }
  if (from.asOfDay !== null) claimDay(into, from.asOfDay);
  for (let ordinal = 0; ordinal < into.accountCount; ordinal++) {
    const day = from.lastDay[ordinal]!;
    if (day === NULL_DAY) continue;
    if (day >= into.lastDay[ordinal]!) replaceIfLater(into, ordinal, day, from.lastDeal, ordinal);
    into.frequencyTicks[ordinal]! += from.frequencyTicks[ordinal]!;
    addLargeAmount(into, ordinal, from.amountLow[ordinal]!);
    into.amountHigh[ordinal]! += from.amountHigh[ordinal]!;
    for (let slot = ordinal * LARGEST_DEALS; slot < (ordinal + 1) * LARGEST_DEALS; slot++) {
      const minor = from.largestMinor[slot]!;
      if (minor === Number.NEGATIVE_INFINITY) break;
      insertLargest(into, ordinal, minor, from.largestDeal, slot);
    }
  }
  into.counts.counted += from.counts.counted;
  into.counts.withoutAccount += from.counts.withoutAccount;
  into.counts.withoutDay += from.counts.withoutDay;
  into.counts.afterAsOf += from.counts.afterAsOf;
  into.counts.withoutAmount += from.counts.withoutAmount;
  into.counts.withoutUnits += from.counts.withoutUnits;
}

/** The account's exact amount in minor units; null when it does not fit a safe integer. */
export function amountMinorAt(aggregate: RfmAggregate, ordinal: number): number | null {
  const low = aggregate.amountLow[ordinal]!;
  const high = aggregate.amountHigh[ordinal]!;
  if (high === 0) return low;
  const exact = Number(BigInt(high) * BigInt(CARRY) + BigInt(low));
  return Number.isSafeInteger(exact) ? exact : null;
}

function claimDay(aggregate: RfmAggregate, asOfDay: number): void {
  if (aggregate.asOfDay !== null && aggregate.asOfDay !== asOfDay) {
    throw new RangeError(`aggregate of day ${aggregate.asOfDay} asked to add day ${asOfDay}`);
  }
  aggregate.asOfDay = asOfDay;
}

/** Half away from zero, like money (RFM-6). */
function roundToTicks(units: number): number {
  return Math.sign(units) * Math.round(Math.abs(units) * TICKS_PER_UNIT);
}

function addLargeAmount(aggregate: RfmAggregate, ordinal: number, minor: number): void {
  const carried = Math.trunc(minor / CARRY);
  let low = aggregate.amountLow[ordinal]! + (minor - carried * CARRY);
  let high = aggregate.amountHigh[ordinal]! + carried;
  if (low > CARRY) {
    low -= CARRY;
    high++;
  } else if (low < -CARRY) {
    low += CARRY;
    high--;
  }
  aggregate.amountLow[ordinal] = low;
  aggregate.amountHigh[ordinal] = high;
}
