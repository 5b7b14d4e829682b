import { countAllPartners, countProducts } from './count-pairs.ts';
import { growingFloats, growingInts } from './growing-numbers.ts';
import { accountBaskets, orderBaskets, type Histories } from './histories.ts';

/** Shrinks the similarity of products that few accounts hold. */
export const KNN_SHRINK = 10;
/** Shrinks a cell's counts towards the share of all orders: this many orders of prior knowledge. */
export const CELL_PRIOR = 20;
/** Shrinks the counts after a product towards the share of all orders, likewise. */
export const FOLLOWER_PRIOR = 20;
/** Partners kept a product: beyond, none of them moves the first ten. Bounds memory for large catalogues. */
export const MAX_PARTNERS = 200;

/** For each product its partners with a weight: those of `p` at `start[p]` up to `start[p + 1]`. */
export interface Partners {
  readonly start: Int32Array;
  readonly product: Int32Array;
  readonly weight: Float64Array;
}

/** What was counted up to a day; everything that a score of a product needs besides the account's own history. */
export interface ProductModel {
  readonly productCount: number;
  /** Orders with products. */
  readonly orders: number;
  /** Share of the orders that hold the product. */
  readonly share: Float64Array;
  /** Sum of the shares: products an order. */
  readonly shareTotal: number;
  /** Orders with products of each cell, and those with product `p` of cell `c` at `c * productCount + p`. */
  readonly cellOrders: Int32Array;
  readonly cellCounts: Int32Array;
  /** ItemKNN: cosine over accounts, shrunk. */
  readonly similar: Partners;
  /** Markov: how often an order with the product was followed by one with the partner. */
  readonly followers: Partners;
  /** Orders with the product that were followed by another order with products. */
  readonly followed: Int32Array;
}

/** Firmographic cells: accounts that are alike in the fields chosen. */
export interface Cells {
  readonly count: number;
  /** Cell of each account, -1 = unknown. */
  readonly ofAccount: Int32Array;
}

/** Counts the histories once: by product, by cell, by pair and by what followed what. */
export function trainProductModel(histories: Histories, cells: Cells): ProductModel {
  const baskets = orderBaskets(histories);
  const inOrders = countProducts(baskets);
  let orders = 0;
  for (let order = 0; order < baskets.count; order++) if (baskets.start[order + 1]! > baskets.start[order]!) orders++;
  const share = Float64Array.from(inOrders, (count) => (orders === 0 ? 0 : count / orders));
  return {
    productCount: histories.productCount,
    orders,
    share,
    shareTotal: share.reduce((sum, value) => sum + value, 0),
    ...countCells(histories, cells),
    similar: findSimilar(histories),
    ...countFollowers(histories),
  };
}

/** The share of a cell's orders that hold each product, shrunk: (n_cell,p + 20 share_p) / (n_cell + 20). Into `out`. */
export function shareInCell(
  { productCount, share, cellOrders, cellCounts }: ProductModel,
  cell: number,
  out: Float64Array,
): void {
  const size = cellOrders[cell]! + CELL_PRIOR;
  for (let product = 0; product < productCount; product++)
    out[product] = (cellCounts[cell * productCount + product]! + CELL_PRIOR * share[product]!) / size;
}

function countCells(histories: Histories, cells: Cells): Pick<ProductModel, 'cellOrders' | 'cellCounts'> {
  const { productCount, accountStart, accountCount, lineStart, lineProduct } = histories;
  const counts = new Int32Array(cells.count * productCount);
  const totals = new Int32Array(cells.count);
  for (let account = 0; account < accountCount; account++) {
    const cell = cells.ofAccount[account]!;
    if (cell < 0) continue;
    for (let order = accountStart[account]!; order < accountStart[account + 1]!; order++) {
      if (lineStart[order + 1]! > lineStart[order]!) totals[cell]!++;
      for (let line = lineStart[order]!; line < lineStart[order + 1]!; line++)
        counts[cell * productCount + lineProduct[line]!]!++;
    }
  }
  return { cellOrders: totals, cellCounts: counts };
}

function findSimilar(histories: Histories): Partners {
  const baskets = accountBaskets(histories);
  const owners = countProducts(baskets);
  const builder = createPartners(histories.productCount);
  const weights = new Float64Array(histories.productCount);
  countAllPartners(baskets, (product, partners, found, counts) => {
    for (let index = 0; index < found; index++) {
      const partner = partners[index]!;
      weights[partner] = counts[partner]! / (Math.sqrt(owners[product]! * owners[partner]!) + KNN_SHRINK);
    }
    builder.add(product, partners, found, weights);
  });
  return builder.build();
}

/** Each pair of consecutive orders of an account, products counted once an order. Orders without products are passed over. */
function countFollowers(histories: Histories): Pick<ProductModel, 'followers' | 'followed'> {
  const { productCount, accountCount, accountStart, lineStart, lineProduct } = histories;
  const next = new Int32Array(histories.orderDay.length).fill(-1);
  for (let account = 0; account < accountCount; account++) {
    let earlier = -1;
    for (let order = accountStart[account]!; order < accountStart[account + 1]!; order++) {
      if (lineStart[order + 1]! <= lineStart[order]!) continue;
      if (earlier >= 0) next[earlier] = order;
      earlier = order;
    }
  }
  const holders = ordersByProduct(histories);
  const followed = new Int32Array(productCount);
  const counts = new Float64Array(productCount);
  const partners = new Int32Array(productCount);
  const builder = createPartners(productCount);
  for (let product = 0; product < productCount; product++) {
    let found = 0;
    for (let entry = holders.start[product]!; entry < holders.start[product + 1]!; entry++) {
      const order = next[holders.order[entry]!]!;
      if (order < 0) continue;
      followed[product]!++;
      for (let line = lineStart[order]!; line < lineStart[order + 1]!; line++) {
        const partner = lineProduct[line]!;
        if (counts[partner]!++ === 0) partners[found++] = partner;
      }
    }
    builder.add(product, partners, found, counts);
    for (let index = 0; index < found; index++) counts[partners[index]!] = 0;
  }
  return { followers: builder.build(), followed };
}

function ordersByProduct(histories: Histories): { readonly start: Int32Array; readonly order: Int32Array } {
  const { productCount, lineStart, lineProduct } = histories;
  const start = new Int32Array(productCount + 1);
  for (let line = 0; line < lineProduct.length; line++) start[lineProduct[line]! + 1]!++;
  for (let product = 0; product < productCount; product++) start[product + 1]! += start[product]!;
  const at = start.slice();
  const order = new Int32Array(lineProduct.length);
  for (let each = 0; each + 1 < lineStart.length; each++)
    for (let line = lineStart[each]!; line < lineStart[each + 1]!; line++) order[at[lineProduct[line]!]!++] = each;
  return { start, order };
}

/** Collects rows in ascending order of product, the heaviest partners of each; ties by product, so that no order of records matters. */
function createPartners(productCount: number) {
  const start = new Int32Array(productCount + 1);
  const products = growingInts();
  const weights = growingFloats();
  let filled = 0;
  return {
    add(product: number, partners: Int32Array, found: number, weightOf: Float64Array): void {
      for (; filled < product; filled++) start[filled + 1] = products.length;
      const row = partners.slice(0, found).sort((a, b) => weightOf[b]! - weightOf[a]! || a - b);
      const kept = Math.min(found, MAX_PARTNERS);
      for (let index = 0; index < kept; index++) {
        products.push(row[index]!);
        weights.push(weightOf[row[index]!]!);
      }
      start[product + 1] = products.length;
      filled = product + 1;
    },
    build(): Partners {
      for (; filled < productCount; filled++) start[filled + 1] = products.length;
      return { start, product: products.build(), weight: weights.build() };
    },
  };
}
