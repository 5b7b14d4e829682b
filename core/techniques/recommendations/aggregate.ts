import { NULL_DAY } from '#core/columns/column-table.ts';

/** Orders (contributing deals) with their products, one row an order. Arrays may be longer than they say. */
export interface OrderBatch {
  readonly length: number;
  readonly id: BigInt64Array;
  /** Account ordinal, -1 = none. */
  readonly account: Int32Array;
  /** Org-local epoch day of completion, `NULL_DAY` = empty. */
  readonly day: Int32Array;
  /** Products of order `row` stand at `lineStart[row]` up to `lineStart[row + 1]`. */
  readonly lineStart: Int32Array;
  /** Product ordinal, -1 = unknown; a product that stands twice in an order counts once. */
  readonly lineProduct: Int32Array;
}

/**
 * Purchases as growing columns: what histories of any day are built from. Mergeable by appending; the order in which orders come
 * changes nothing.
 */
export interface Purchases {
  readonly accountCount: number;
  readonly productCount: number;
  orders: number;
  lines: number;
  id: BigInt64Array;
  account: Int32Array;
  day: Int32Array;
  /** First line of each order; one more entry than orders. */
  lineStart: Int32Array;
  lineProduct: Int32Array;
  readonly counts: PurchaseCounts;
}

/** What was left out, and why. */
export interface PurchaseCounts {
  withoutAccount: number;
  withoutDay: number;
  /** Lines that name no known product; their orders still count as purchases. */
  unknownProducts: number;
}

const FIRST_CAPACITY = 1_024;

/** No order yet. Accounts and products are ordinals below these counts. */
export function createPurchases(accountCount: number, productCount: number): Purchases {
  return {
    accountCount,
    productCount,
    orders: 0,
    lines: 0,
    id: new BigInt64Array(FIRST_CAPACITY),
    account: new Int32Array(FIRST_CAPACITY),
    day: new Int32Array(FIRST_CAPACITY),
    lineStart: new Int32Array(FIRST_CAPACITY + 1),
    lineProduct: new Int32Array(FIRST_CAPACITY),
    counts: { withoutAccount: 0, withoutDay: 0, unknownProducts: 0 },
  };
}

/** Appends orders of any day: which of them count is decided by the as-of day of the histories. Throws on ordinals out of range (bugs). */
export function addOrders(purchases: Purchases, batch: OrderBatch): void {
  reserveOrders(purchases, batch.length);
  reserveLines(purchases, batch.lineStart[batch.length]! - batch.lineStart[0]!);
  const { counts } = purchases;
  for (let row = 0; row < batch.length; row++) {
    const account = batch.account[row]!;
    const day = batch.day[row]!;
    if (account < 0 || day === NULL_DAY) {
      if (account < 0) counts.withoutAccount++;
      else counts.withoutDay++;
      continue;
    }
    if (account >= purchases.accountCount)
      throw new RangeError(`account ordinal ${account} of ${purchases.accountCount}`);
    const order = purchases.orders++;
    purchases.id[order] = batch.id[row]!;
    purchases.account[order] = account;
    purchases.day[order] = day;
    for (let line = batch.lineStart[row]!; line < batch.lineStart[row + 1]!; line++) {
      const product = batch.lineProduct[line]!;
      if (product >= purchases.productCount)
        throw new RangeError(`product ordinal ${product} of ${purchases.productCount}`);
      if (product < 0) counts.unknownProducts++;
      else purchases.lineProduct[purchases.lines++] = product;
    }
    purchases.lineStart[order + 1] = purchases.lines;
  }
}

/** Adds `from` to `into`: shards of orders over the same accounts and products, in any order. `from` stays as it is. */
export function mergePurchases(into: Purchases, from: Purchases): void {
  if (into.accountCount !== from.accountCount || into.productCount !== from.productCount)
    throw new RangeError(
      `${from.accountCount} accounts and ${from.productCount} products merged into ${into.accountCount} and ${into.productCount}`,
    );
  addOrders(into, { ...from, length: from.orders });
  into.counts.withoutAccount += from.counts.withoutAccount;
  into.counts.withoutDay += from.counts.withoutDay;
  into.counts.unknownProducts += from.counts.unknownProducts;
}

function reserveOrders(purchases: Purchases, more: number): void {
  const capacity = grownTo(purchases.account.length, purchases.orders + more);
  if (capacity === purchases.account.length) return;
  const id = new BigInt64Array(capacity);
  id.set(purchases.id);
  purchases.id = id;
  purchases.account = grown(purchases.account, capacity);
  purchases.day = grown(purchases.day, capacity);
  purchases.lineStart = grown(purchases.lineStart, capacity + 1);
}

function reserveLines(purchases: Purchases, more: number): void {
  const capacity = grownTo(purchases.lineProduct.length, purchases.lines + more);
  if (capacity > purchases.lineProduct.length) purchases.lineProduct = grown(purchases.lineProduct, capacity);
}

/** Doubling keeps appending linear; half as much again keeps large columns from wasting memory. */
function grownTo(capacity: number, needed: number): number {
  return needed <= capacity ? capacity : Math.max(needed, Math.ceil(capacity * 1.5));
}

function grown(column: Int32Array, capacity: number): Int32Array {
  const larger = new Int32Array(capacity);
  larger.set(column);
  return larger;
}
