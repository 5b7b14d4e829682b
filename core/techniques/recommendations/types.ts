/** REC-1. */
export const RECOMMENDATION_TYPES = ['firstBuy', 'nextBuy', 'repeatBuy', 'crossSell', 'bundle'] as const;
export type RecommendationType = (typeof RECOMMENDATION_TYPES)[number];
