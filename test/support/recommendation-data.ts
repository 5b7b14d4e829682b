import { addOrders, createPurchases, type Purchases } from '#core/techniques/recommendations/aggregate.ts';
import type { Cells } from '#core/techniques/recommendations/product-model.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { generateZylker } from '#sandbox/sample-org/generate-zylker.ts';
import { readReferenceRows } from './reference-rows.ts';

export interface TestOrder {
  readonly account: number;
  readonly day: number;
  readonly products: readonly number[];
}

/** Purchases from a list; an order's id is its place in it. */
export function purchasesOf(accounts: number, products: number, orders: readonly TestOrder[]): Purchases {
  const purchases = createPurchases(accounts, products);
  addTo(purchases, orders);
  return purchases;
}

export function addTo(
  purchases: Purchases,
  orders: readonly TestOrder[],
  ids = orders.map((_, index) => index + 1),
): void {
  const lineStart = [0];
  for (const order of orders) lineStart.push((lineStart.at(-1) ?? 0) + order.products.length);
  addOrders(purchases, {
    length: orders.length,
    id: BigInt64Array.from(ids, BigInt),
    account: Int32Array.from(orders, ({ account }) => account),
    day: Int32Array.from(orders, ({ day }) => day),
    lineStart: Int32Array.from(lineStart),
    lineProduct: Int32Array.from(orders.flatMap(({ products }) => products)),
  });
}

/** Every account in no cell. */
export function noCells(accounts: number): Cells {
  return { count: 0, ofAccount: new Int32Array(accounts).fill(-1) };
}

/** Orders of the R package's sample: no products, a date and a customer. */
export function readRfmOrders(): {
  readonly purchases: Purchases;
  readonly lastDay: number;
  readonly accounts: number;
} {
  const rows = readReferenceRows('rfm_package', 'rfm_data_orders.csv');
  const names = new Map<string, number>();
  const orders = rows.map((row) => {
    const name = row.get('customer_id') ?? '';
    const account = names.get(name) ?? names.size;
    names.set(name, account);
    return { account, day: parseIsoDay(row.get('order_date') ?? '') ?? 0, products: [] };
  });
  const lastDay = Math.max(...orders.map(({ day }) => day));
  return { purchases: purchasesOf(names.size, 0, orders), lastDay, accounts: names.size };
}

/** The sample org's won deals with their lines; cells are industries, as the generator plants its products by kind of account. */
export function zylkerPurchases(accounts: number): {
  readonly purchases: Purchases;
  readonly cells: Cells;
  readonly today: number;
  readonly products: number;
} {
  const today = '2026-06-30';
  const accountOf = new Map<string, number>();
  const productOf = new Map<string, number>();
  const industries = new Map<string, number>();
  const cellOf: number[] = [];
  const won = new Map<string, { account: number; day: number; products: number[] }>();
  for (const { module, rows } of generateZylker({ seed: 7, accounts, today, touchPoints: 0 })) {
    for (const row of rows) {
      if (module === 'Products') productOf.set(String(row['id']), productOf.size);
      else if (module === 'Accounts') {
        const industry = String(row['Industry']);
        if (!industries.has(industry)) industries.set(industry, industries.size);
        accountOf.set(String(row['id']), accountOf.size);
        cellOf.push(industries.get(industry) ?? -1);
      } else if (module === 'Deals' && row['Stage'] === 'Closed Won') {
        const account = accountOf.get(String(row['Account_Name']));
        const day = parseIsoDay(String(row['Closing_Date']));
        if (account !== undefined && day !== null) won.set(String(row['id']), { account, day, products: [] });
      } else if (module === 'Deal_Line_Items') {
        won.get(String(row['Parent_Id']))?.products.push(productOf.get(String(row['Product_Name'])) ?? -1);
      }
    }
  }
  return {
    purchases: purchasesOf(accounts, productOf.size, [...won.values()]),
    cells: { count: industries.size, ofAccount: Int32Array.from(cellOf) },
    today: parseIsoDay(today) ?? 0,
    products: productOf.size,
  };
}

/** A made-up shop: accounts with a taste, baskets of their taste's products, some of which are bought in pairs. Seeded. */
export function shopOrders(seed: number, accounts: number, products: number, orders: number): TestOrder[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: orders }, () => {
    const account = Math.floor(random() * accounts);
    const size = 1 + Math.floor(random() * 4);
    const taste = account % 3;
    return {
      account,
      day: Math.floor(random() * 900),
      products: Array.from({ length: size }, () => (taste + 3 * Math.floor((random() ** 2 * products) / 3)) % products),
    };
  });
}
