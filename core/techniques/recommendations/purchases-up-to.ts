import { addOrders, createPurchases, type Purchases } from './aggregate.ts';

/** The same accounts and products with nothing bought after the day: what somebody knew then. */
export function purchasesUpTo(purchases: Purchases, lastDay: number): Purchases {
  const known = createPurchases(purchases.accountCount, purchases.productCount);
  for (let order = 0; order < purchases.orders; order++) {
    if (purchases.day[order]! > lastDay) continue;
    addOrders(known, {
      length: 1,
      id: purchases.id.subarray(order, order + 1),
      account: purchases.account.subarray(order, order + 1),
      day: purchases.day.subarray(order, order + 1),
      lineStart: purchases.lineStart.subarray(order, order + 2),
      lineProduct: purchases.lineProduct,
    });
  }
  return known;
}
