import { toValue, type BandCuts } from './band-cuts.ts';
import { buyProbability } from './buys.ts';
import { estimateOf, productsOfCandidate, scoreAccount, typeApplies, type Engine, type Rooms } from './engine.ts';
import { labelByValues } from './label-values.ts';
import type { RecommendationsSettings } from './settings.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from './types.ts';
import type { Scale } from './verdict.ts';
import { distinctWatches, pairsOf, type Watch } from './watches.ts';

/** What stands for all products of a type that have no value of their own. */
const OTHERS = '';

/** Per cent; bands are less. */
const MOST_VALUE = 100;

/** One value of one account. A candidate without one has 0, or what its type's `OTHERS` have. */
export interface KeptValue {
  /** `nextBuy:4876876000001`, `bundle:4876876000001+4876876000002`, `nextBuy:` for all other products that were ever sold. */
  readonly candidate: string;
  /** Whole per cent, or 0 to 2 of `BANDS`. */
  readonly value: number;
}

/** CRM ids of the products that can be recommended at all: those that somebody bought. */
export function soldProducts({ recommender }: Pick<Engine, 'recommender'>, productIds: readonly string[]): string[] {
  return productIds.filter((_, product) => (recommender.model.share[product] ?? 0) > 0);
}

/**
 * Everything that labels can ask of one account, few enough to be kept: probabilities are steps, so that most products of a type have
 * the same one.
 */
export function keptValuesOf(
  {
    engine,
    bandCuts,
    productIds,
    rooms,
  }: {
    readonly engine: Engine;
    readonly bandCuts: BandCuts | null;
    readonly productIds: readonly string[];
    readonly rooms: Rooms;
  },
  account: number,
): KeptValue[] {
  const { recommender } = engine;
  const { orders } = scoreAccount(engine, account, rooms);
  const buys = buyProbability(engine.buys, recommender.histories, account);
  const isSold = (type: RecommendationType, candidate: number): boolean =>
    type === 'bundle' || recommender.model.share[candidate]! > 0;
  return RECOMMENDATION_TYPES.filter((type) => typeApplies(type, orders)).flatMap((type) => {
    const [scores, eligible] = [rooms.scores[type], rooms.eligible[type]];
    const values = new Uint8Array(scores.length);
    const frequency = new Int32Array(MOST_VALUE + 1);
    for (let candidate = 0; candidate < scores.length; candidate++) {
      if (eligible[candidate] === 1)
        values[candidate] = toValue(estimateOf(engine, type, scores[candidate]!, buys), bandCuts?.[type] ?? null);
      if (isSold(type, candidate)) frequency[values[candidate]!]!++;
    }
    // The most frequent one, of equally frequent ones the lowest.
    const others =
      type === 'bundle' ? 0 : frequency.indexOf(frequency.reduce((most, count) => Math.max(most, count), 0));
    const own = [...values.keys()].filter((candidate) => values[candidate] !== others && isSold(type, candidate));
    return [
      ...(others === 0 ? [] : [{ candidate: keyOf(type, []), value: others }]),
      ...own.map((candidate) => ({
        candidate: keyOf(
          type,
          productsOfCandidate(recommender, type, candidate).map((product) => productIds[product] ?? ''),
        ),
        value: values[candidate]!,
      })),
    ];
  });
}

/** Kept values of many accounts, in any order. */
export interface KeptRows {
  readonly length: number;
  /** Ordinal by row. */
  readonly account: Int32Array;
  /** Place in `candidates` by row. */
  readonly candidate: Int32Array;
  readonly candidates: readonly string[];
  readonly value: ArrayLike<number>;
}

/**
 * Labels of accounts by kept values, under labels that may ask something else than those of the run: what was learnt, and from what,
 * stays as it was.
 */
export function scoreKept({
  rows,
  accounts,
  sold,
  settings,
  scale,
}: {
  readonly rows: KeptRows;
  readonly accounts: number;
  readonly sold: readonly string[];
  readonly settings: Pick<RecommendationsSettings, 'labels'>;
  readonly scale: Scale;
}): { readonly label: Int16Array; readonly labelCounts: readonly number[] } {
  const watches = distinctWatches(settings.labels);
  const values = watches.map((watch) => highestKept(rows, accounts, sold, watch));
  const population = new Uint8Array(accounts).fill(1);
  return labelByValues({ labels: settings.labels, watches, values, population, scale });
}

/** The highest value by account, of a type among the products (pairs) that a watch names, or among all. */
function highestKept(rows: KeptRows, accounts: number, sold: readonly string[], { type, products }: Watch): Uint8Array {
  const isAny = products.length === 0;
  const named = new Set(
    type === 'bundle'
      ? pairsOf(products).map((pair) => keyOf(type, pair))
      : sold.filter((id) => isAny || products.includes(id)).map((id) => keyOf(type, [id])),
  );
  const others = keyOf(type, []);
  const meant = rows.candidates.map((key) =>
    type === 'bundle' && isAny ? key.startsWith(others) : key !== others && named.has(key),
  );
  const highest = new Uint8Array(accounts);
  const ofOthers = new Uint8Array(accounts);
  const own = new Int32Array(accounts);
  for (let row = 0; row < rows.length; row++) {
    const account = rows.account[row]!;
    const value = rows.value[row]!;
    if (meant[rows.candidate[row]!] === true) {
      own[account]!++;
      if (value > highest[account]!) highest[account] = value;
    } else if (rows.candidates[rows.candidate[row]!] === others) ofOthers[account] = value;
  }
  for (let account = 0; account < accounts; account++)
    if (own[account]! < named.size && ofOthers[account]! > highest[account]!) highest[account] = ofOthers[account]!;
  return highest;
}

function keyOf(type: RecommendationType, products: readonly string[]): string {
  return `${type}:${products.length === 0 ? OTHERS : products.toSorted().join('+')}`;
}
