import { buyProbability } from './buys.ts';
import { createRooms, estimateOf, scoreAccount, typeApplies, type Engine } from './engine.ts';
import { highestScore } from './ranking.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from './types.ts';

/** Cuts between Low, Medium and High, on the scale of estimates. */
export type BandCut = readonly [low: number, high: number];
export type BandCuts = Readonly<Record<RecommendationType, BandCut>>;

/**
 * Few buyers give an order rather than a percentage (REC-1): of the accounts that a type has something for, the lowest third is Low
 * and the highest High. A value equal to a cut belongs to the lower band, and nothing at all is Low.
 */
export function cutBands(engine: Engine, population?: Uint8Array): BandCuts {
  const { recommender, buys } = engine;
  const rooms = createRooms(recommender);
  const found = new Map<RecommendationType, number[]>(RECOMMENDATION_TYPES.map((type) => [type, []]));
  for (let account = 0; account < recommender.histories.accountCount; account++) {
    if (population !== undefined && population[account] !== 1) continue;
    const { orders } = scoreAccount(engine, account, rooms);
    const probability = buyProbability(buys, recommender.histories, account);
    for (const type of RECOMMENDATION_TYPES) {
      const score = typeApplies(type, orders) ? highestScore(rooms.scores[type], rooms.eligible[type], null) : null;
      if (score !== null) found.get(type)?.push(estimateOf(engine, type, score, probability));
    }
  }
  const cut = (type: RecommendationType): BandCut => {
    const values = Float64Array.from(found.get(type) ?? []).sort();
    const at = (third: number): number => values[Math.floor(((values.length - 1) * third) / 3)] ?? 0;
    return [at(1), at(2)];
  };
  return {
    firstBuy: cut('firstBuy'),
    nextBuy: cut('nextBuy'),
    repeatBuy: cut('repeatBuy'),
    crossSell: cut('crossSell'),
    bundle: cut('bundle'),
  };
}

/** An estimate as it is shown and compared: whole per cent, or its band where there are cuts. */
export function toValue(estimate: number, cut: BandCut | null): number {
  if (cut === null) return Math.round(100 * Math.min(1, estimate));
  return estimate > cut[1] ? 2 : estimate > cut[0] ? 1 : 0;
}
