import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countAllPartners,
  countPairs,
  countProducts,
  type PairRow,
} from '#core/techniques/recommendations/count-pairs.ts';
import type { Baskets } from '#core/techniques/recommendations/histories.ts';
import { countInGrid, countersOfGrid } from '#core/techniques/recommendations/pair-grid.ts';
import { countByIndex } from '#core/techniques/recommendations/pair-index.ts';
import { readGroceries } from '#test/support/groceries.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { readReferenceRows } from '#test/support/reference-rows.ts';
import { describeWithSharedData } from '#test/support/shared-data.ts';

type Counting = (baskets: Baskets, row: PairRow) => void;

/** Both ways of counting, whichever would be chosen, and the one that is. */
const WAYS = {
  index: (bothSides: boolean): Counting => {
    return (baskets, row) => countByIndex(baskets, countProducts(baskets), bothSides, row);
  },
  grid: (bothSides: boolean): Counting => {
    return (baskets, row) => countInGrid(baskets, countProducts(baskets), bothSides, row);
  },
  chosen: (bothSides: boolean): Counting => (bothSides ? countAllPartners : countPairs),
} as const;

const someBaskets = (productCount: number): fc.Arbitrary<Baskets> =>
  fc
    .array(fc.uniqueArray(fc.nat({ max: productCount - 1 }), { maxLength: 6 }), { maxLength: 25 })
    .map((sets) => basketsOf(productCount, sets));

for (const [way, counting] of Object.entries(WAYS)) {
  test(`${way}: pair counts equal counting by hand, from one side and from both`, () => {
    const property = fc.property(fc.integer({ min: 1, max: 40 }).chain(someBaskets), (baskets) => {
      const slow = countSlowly(baskets);
      expect(collect(baskets, counting(false))).toEqual(new Map([...slow].filter(([pair]) => isAscending(pair))));
      expect(collect(baskets, counting(true))).toEqual(slow);
    });
    fc.assert(property, { numRuns: propertyRuns(100) });
  });

  test(`${way}: each product in a basket has its row, ascending, with 0 for who is no partner`, () => {
    const rows: [number, number[], number[]][] = [];
    counting(true)(basketsOf(5, [[1, 2], [4], []]), (product, partners, found, counts) => {
      rows.push([product, [...partners.subarray(0, found)], [...counts]]);
    });
    expect(rows).toEqual([
      [1, [2], [0, 0, 1, 0, 0]],
      [2, [1], [0, 1, 0, 0, 0]],
      [4, [], [0, 0, 0, 0, 0]],
    ]);
  });
}

test('a catalogue whose counters take several blocks is counted the same both ways', () => {
  const products = 1_500;
  const sets = Array.from({ length: 4_000 }, (_, basket) => [
    ...new Set([basket % products, (basket * 7) % products, (basket * 31) % products, products - 1]),
  ]);
  const baskets = basketsOf(products, sets);
  for (const bothSides of [false, true]) {
    expect(countersOfGrid(products, bothSides)).toBeGreaterThan(1_000_000);
    const counts = collect(baskets, WAYS.grid(bothSides));
    expect(counts).toEqual(collect(baskets, WAYS.index(bothSides)));
    expect(counts.size).toBeGreaterThan(5_000);
  }
});

test('no products and no baskets are no pairs', () => {
  for (const counting of Object.values(WAYS))
    for (const baskets of [basketsOf(0, []), basketsOf(3, []), basketsOf(3, [[]])])
      expect(collect(baskets, counting(false)).size + collect(baskets, counting(true)).size).toBe(0);
});

describeWithSharedData(['groceries', 'reference'], 'groceries', () => {
  test('all 301 itemsets of one and two products have the counts of the reference', () => {
    const { baskets, names } = readGroceries();
    const counts = new Map<string, number>();
    countProducts(baskets).forEach((count, product) => counts.set(names[product] ?? '', count));
    countPairs(baskets, (product, partners, found, together) => {
      for (const partner of partners.subarray(0, found))
        counts.set([names[product] ?? '', names[partner] ?? ''].toSorted().join(','), together[partner] ?? 0);
    });
    const reference = readReferenceRows('reference', 'groceries_itemsets_supp0.01.csv').filter(
      (row) => Number(row.get('size')) <= 2,
    );
    expect(reference).toHaveLength(301);
    for (const row of reference) {
      const items = (row.get('items') ?? '').split(',').toSorted().join(',');
      expect([items, counts.get(items)]).toEqual([items, Number(row.get('count'))]);
    }
    // And none of the reference's support is missing from it.
    const often = [...counts.values()].filter((count) => count / baskets.count >= 0.01);
    expect(often).toHaveLength(301);
  });

  test('the left sides of the 15 reference rules are covered as often as counted', () => {
    const { baskets, names } = readGroceries();
    const ordinals = new Map(names.map((name, ordinal) => [name, ordinal]));
    const rules = readReferenceRows('reference', 'groceries_rules_supp0.01_conf0.5.csv');
    expect(rules).toHaveLength(15);
    const counts = collect(baskets, countAllPartners);
    for (const rule of rules) {
      const [first = '', second = ''] = (rule.get('lhs') ?? '').split(',');
      const together = counts.get(`${ordinals.get(first)},${ordinals.get(second)}`) ?? 0;
      expect(together / baskets.count).toBeCloseTo(Number(rule.get('coverage')), 12);
    }
  });
});

function collect(baskets: Baskets, count: Counting): Map<string, number> {
  const counts = new Map<string, number>();
  count(baskets, (product, partners, found, together) => {
    for (const partner of partners.subarray(0, found)) counts.set(`${product},${partner}`, together[partner] ?? 0);
  });
  return counts;
}

function countSlowly({ count, start, product }: Baskets): Map<string, number> {
  const counts = new Map<string, number>();
  for (let basket = 0; basket < count; basket++) {
    const products = product.subarray(start[basket], start[basket + 1]);
    for (const one of products)
      for (const other of products)
        if (one !== other) counts.set(`${one},${other}`, (counts.get(`${one},${other}`) ?? 0) + 1);
  }
  return counts;
}

function isAscending(pair: string): boolean {
  const [one = 0, other = 0] = pair.split(',').map(Number);
  return one < other;
}

function basketsOf(productCount: number, sets: readonly (readonly number[])[]): Baskets {
  const start = new Int32Array(sets.length + 1);
  sets.forEach((set, basket) => (start[basket + 1] = start[basket]! + set.length));
  return {
    count: sets.length,
    productCount,
    start,
    product: Int32Array.from(sets.flatMap((set) => set.toSorted((a, b) => a - b))),
  };
}
