import type { BandCuts } from '#core/techniques/recommendations/band-cuts.ts';
import { createRooms, type Engine } from '#core/techniques/recommendations/engine.ts';
import { keptValuesOf, soldProducts } from '#core/techniques/recommendations/kept-values.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { UNSAMPLED } from '../samples/sample-accounts.ts';
import type { SampleRows } from '../samples/sample-rows.ts';
import type { RunSample } from '../samples/write-sample.ts';
import { createKeptBatch, SAMPLED_BATCH_ROWS } from './kept-table.ts';

interface Scored {
  readonly engine: Engine;
  readonly bandCuts: BandCuts | null;
  readonly productIds: readonly string[];
  /** Ordinal that the engine's accounts begin at, and the range that is asked for. */
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

/** What accounts of the sample may be recommended, for labels that ask something else. */
export function sampleValues(
  { places, rows }: RunSample,
  { engine, bandCuts, productIds, first, from, to }: Scored,
): SampleRows {
  const sampled = rows();
  const kept = { engine, bandCuts, productIds, rooms: createRooms(engine.recommender) };
  const batch = createKeptBatch();
  for (let account = from; account < to; account++) {
    const place = places[account]!;
    if (place === UNSAMPLED) continue;
    batch.add(place, keptValuesOf(kept, account - first));
    if (batch.length >= SAMPLED_BATCH_ROWS) sampled.take(batch.flush());
  }
  sampled.take(batch.flush());
  return sampled;
}

/** What holds for the sample as a whole. */
export function aboutRecommendations(
  { horizonDays, cellFields }: RecommendationsSettings,
  engine: Engine,
  productIds: readonly string[],
) {
  return {
    technique: 'recommendations' as const,
    horizonDays,
    cellFields: [...cellFields],
    scale: engine.scale,
    sold: soldProducts(engine, productIds),
  };
}
