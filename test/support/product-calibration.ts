import type { Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { createEngine, createRooms, recommendFor } from '#core/techniques/recommendations/engine.ts';
import { buildHistories, orderCount, productsOf } from '#core/techniques/recommendations/histories.ts';
import { areaUnderCurve, expectedCalibrationError } from '#core/techniques/recommendations/isotonic.ts';
import type { Cells } from '#core/techniques/recommendations/product-model.ts';
import type { RecommendationType } from '#core/techniques/recommendations/types.ts';

/** Recommendations of each type and account that are held against what came. */
const PLACES = 10;

export interface ProductCalibration {
  readonly type: RecommendationType;
  readonly recommendations: number;
  /** Mean distance between what was said and how often it came, 0 to 1. */
  readonly error: number;
  readonly area: number;
}

/** What is recommended a horizon before the last day, against what was bought in it, type by type. */
export function productCalibrations(
  purchases: Purchases,
  cells: Cells,
  lastDay: number,
  horizonDays: number,
): ProductCalibration[] {
  const engine = createEngine({ purchases, cells, asOfDay: lastDay - horizonDays, horizonDays, seed: 1 });
  const later = buildHistories(purchases, lastDay);
  const rooms = createRooms(engine.recommender);
  const seen = new Map<RecommendationType, { readonly predicted: number[]; readonly bought: number[] }>();
  for (let account = 0; account < purchases.accountCount; account++) {
    const from = (later.accountStart[account] ?? 0) + orderCount(engine.recommender.histories, account);
    const coming: Set<number>[] = [];
    for (let order = from; order < (later.accountStart[account + 1] ?? 0); order++)
      coming.push(new Set(productsOf(later, order)));
    for (const { type, products, estimate } of recommendFor(engine, account, rooms, PLACES)) {
      const { predicted, bought } = seen.get(type) ?? { predicted: [], bought: [] };
      // A bundle is bought in one order.
      const hit = coming.some((order) => products.every((product) => order.has(product)));
      predicted.push(estimate);
      bought.push(hit ? 1 : 0);
      seen.set(type, { predicted, bought });
    }
  }
  return [...seen].map(([type, { predicted, bought }]) => ({
    type,
    recommendations: predicted.length,
    error: expectedCalibrationError(Float64Array.from(predicted), Uint8Array.from(bought)),
    area: areaUnderCurve(Float64Array.from(predicted), Uint8Array.from(bought)),
  }));
}
