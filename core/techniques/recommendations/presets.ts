import type { ProbabilityCondition, RecommendationsLabel, RecommendationsSettings } from './settings.ts';

/** A quarter: what the calibration looks at, and what sales plan in. Days. */
export const DEFAULT_HORIZON_DAYS = 90;

/** REC-2: hot where any type is at 70 % or more, cold where all are below 30 %; between them no label. Colours as in the other presets. */
export function presetRecommendationsSettings(): RecommendationsSettings {
  return {
    horizonDays: DEFAULT_HORIZON_DAYS,
    cellFields: ['industry'],
    labels: [
      preset('hot-prospect', 'Hot prospect', 'Prospecto caliente', '#CC3B2E', 'any', {
        operator: 'atLeast',
        percent: 70,
      }),
      preset('cold-prospect', 'Cold prospect', 'Prospecto frío', '#2F72D6', 'all', { operator: 'atMost', percent: 29 }),
    ],
  };
}

function preset(
  id: string,
  en: string,
  es: string,
  colour: string,
  match: RecommendationsLabel['match'],
  probability: ProbabilityCondition,
): RecommendationsLabel {
  const anyProduct = { products: [], probability };
  return {
    id,
    names: { en, es },
    colour,
    optionId: null,
    match,
    types: {
      firstBuy: anyProduct,
      nextBuy: anyProduct,
      repeatBuy: anyProduct,
      crossSell: anyProduct,
      bundle: { bundles: [], probability },
    },
  };
}
