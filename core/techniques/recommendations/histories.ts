import type { Purchases } from './aggregate.ts';

/** Account histories: orders by account, then day, then id; products of an order once each, in ascending order. */
export interface Histories {
  readonly accountCount: number;
  readonly productCount: number;
  /** Nothing later is in here. */
  readonly asOfDay: number;
  /** Orders of account `a` stand at `accountStart[a]` up to `accountStart[a + 1]`, oldest first. */
  readonly accountStart: Int32Array;
  readonly orderId: BigInt64Array;
  readonly orderDay: Int32Array;
  /** Lines of order `o` stand at `lineStart[o]` up to `lineStart[o + 1]`. */
  readonly lineStart: Int32Array;
  readonly lineProduct: Int32Array;
}

/** The orders up to and with `asOfDay`; later records change nothing (TEC-3). Who asks for their days alone leaves the lines out. */
export function buildHistories(
  purchases: Purchases,
  asOfDay: number,
  lines: 'withLines' | 'daysOnly' = 'withLines',
): Histories {
  const { accountCount, productCount, account, day, id } = purchases;
  const accountStart = new Int32Array(accountCount + 1);
  for (let order = 0; order < purchases.orders; order++)
    if (day[order]! <= asOfDay) accountStart[account[order]! + 1]!++;
  for (let ordinal = 0; ordinal < accountCount; ordinal++) accountStart[ordinal + 1]! += accountStart[ordinal]!;
  const orders = new Int32Array(accountStart[accountCount]!);
  const next = accountStart.slice();
  for (let order = 0; order < purchases.orders; order++)
    if (day[order]! <= asOfDay) orders[next[account[order]!]!++] = order;
  const earlier = (a: number, b: number): number =>
    day[a]! - day[b]! || (id[a]! < id[b]! ? -1 : id[a]! > id[b]! ? 1 : 0);
  for (let ordinal = 0; ordinal < accountCount; ordinal++) {
    const from = accountStart[ordinal]!;
    const to = accountStart[ordinal + 1]!;
    if (to - from > 1) orders.subarray(from, to).sort(earlier);
  }
  return {
    accountCount,
    productCount,
    asOfDay,
    accountStart,
    orderId: BigInt64Array.from(orders, (order) => id[order]!),
    orderDay: Int32Array.from(orders, (order) => day[order]!),
    ...(lines === 'withLines'
      ? collectLines(purchases, orders)
      : { lineStart: new Int32Array(orders.length + 1), lineProduct: new Int32Array() }),
  };
}

/** The last order of each account held back where it has at least `least` orders: what a back-test may learn from. */
export function withoutLastOrders(histories: Histories, least: number): Histories {
  return firstOrders(histories, (account) => {
    const orders = orderCount(histories, account);
    return orders >= least ? orders - 1 : orders;
  });
}

/** The first `keep(account)` orders of each account. */
export function firstOrders(histories: Histories, keep: (account: number) => number): Histories {
  const { accountCount, accountStart, lineStart, orderId, orderDay } = histories;
  const starts = new Int32Array(accountCount + 1);
  for (let account = 0; account < accountCount; account++) starts[account + 1] = starts[account]! + keep(account);
  const orders = starts[accountCount]!;
  const ids = new BigInt64Array(orders);
  const days = new Int32Array(orders);
  const lines = new Int32Array(orders + 1);
  const products = new Int32Array(histories.lineProduct.length);
  for (let account = 0; account < accountCount; account++) {
    const to = starts[account]!;
    const from = accountStart[account]!;
    for (let offset = 0; offset < starts[account + 1]! - to; offset++) {
      const order = from + offset;
      ids[to + offset] = orderId[order]!;
      days[to + offset] = orderDay[order]!;
      products.set(productsOf(histories, order), lines[to + offset]);
      lines[to + offset + 1] = lines[to + offset]! + lineStart[order + 1]! - lineStart[order]!;
    }
  }
  return {
    ...histories,
    accountStart: starts,
    orderId: ids,
    orderDay: days,
    lineStart: lines,
    lineProduct: products.slice(0, lines[orders]),
  };
}

/** Orders of one account. */
export function orderCount(histories: Histories, account: number): number {
  return histories.accountStart[account + 1]! - histories.accountStart[account]!;
}

/** Products of one order, ascending. */
export function productsOf(histories: Histories, order: number): Int32Array {
  return histories.lineProduct.subarray(histories.lineStart[order], histories.lineStart[order + 1]);
}

/** Distinct products of each account, ascending, as baskets: what ItemKNN and cross-selling count over. */
export function accountBaskets(histories: Histories): Baskets {
  const { accountCount, accountStart, lineStart, lineProduct } = histories;
  const start = new Int32Array(accountCount + 1);
  const product = new Int32Array(lineProduct.length);
  let lines = 0;
  for (let account = 0; account < accountCount; account++) {
    const from = lineStart[accountStart[account]!]!;
    const to = lineStart[accountStart[account + 1]!]!;
    lines = appendDistinct(lineProduct, from, to, product, lines);
    start[account + 1] = lines;
  }
  return { count: accountCount, productCount: histories.productCount, start, product: product.slice(0, lines) };
}

/** Orders as baskets: what bundles count over. Shares the histories' columns. */
export function orderBaskets(histories: Histories): Baskets {
  return {
    count: histories.orderDay.length,
    productCount: histories.productCount,
    start: histories.lineStart,
    product: histories.lineProduct,
  };
}

/** Sets of products: those of basket `b` stand at `start[b]` up to `start[b + 1]`, ascending, each once. */
export interface Baskets {
  readonly count: number;
  readonly productCount: number;
  readonly start: Int32Array;
  readonly product: Int32Array;
}

function collectLines(
  purchases: Purchases,
  orders: Int32Array,
): { readonly lineStart: Int32Array; readonly lineProduct: Int32Array } {
  const lineStart = new Int32Array(orders.length + 1);
  let capacity = 0;
  for (const order of orders) capacity += purchases.lineStart[order + 1]! - purchases.lineStart[order]!;
  const lineProduct = new Int32Array(capacity);
  let lines = 0;
  for (let index = 0; index < orders.length; index++) {
    const order = orders[index]!;
    lines = appendDistinct(
      purchases.lineProduct,
      purchases.lineStart[order]!,
      purchases.lineStart[order + 1]!,
      lineProduct,
      lines,
    );
    lineStart[index + 1] = lines;
  }
  return { lineStart, lineProduct: lines === capacity ? lineProduct : lineProduct.slice(0, lines) };
}

/** Longer lists are sorted as a copy; up to here moving a few numbers is quicker than making an array. */
const MAX_INSERTED = 32;

/** Appends `source[from..to)` to `out` in ascending order, each product once; returns the new end. */
function appendDistinct(source: Int32Array, from: number, to: number, out: Int32Array, end: number): number {
  const long = to - from > MAX_INSERTED;
  const products = long ? source.slice(from, to).sort() : source;
  const first = long ? 0 : from;
  let last = end;
  for (let index = first; index < first + to - from; index++) {
    const product = products[index]!;
    let at = last;
    while (at > end && out[at - 1]! > product) at--;
    if (at > end && out[at - 1] === product) continue;
    if (at < last) out.copyWithin(at + 1, at, last);
    out[at] = product;
    last++;
  }
  return last;
}
