import type { ProbabilityCondition, RecommendationsLabel } from './settings.ts';
import { watchesOf, watchKey, type Watch } from './watches.ts';

/** Whole per cent, or Low, Medium and High where there are too few buyers for more. */
export type Scale = 'percent' | 'band';
export const BANDS = ['low', 'medium', 'high'] as const;
/** Where a percentage falls when only bands are known: the cuts of the preset labels (REC-2). Per cent. */
export const MEDIUM_FROM_PERCENT = 30;
export const HIGH_FROM_PERCENT = 70;

export type RuledLabel = Pick<RecommendationsLabel, 'id' | 'match' | 'types'>;

/** Does a value (per cent, or 0 to 2 of `BANDS`) meet the condition? With bands, percentages stand for the band they fall in. */
export function conditionHolds(condition: ProbabilityCondition, value: number, scale: Scale): boolean {
  const cut = (percent: number): number => (scale === 'percent' ? percent : bandOfPercent(percent));
  switch (condition.operator) {
    case 'atLeast':
      return value >= cut(condition.percent);
    case 'atMost':
      return value <= cut(condition.percent);
    case 'between':
      return condition.from <= condition.to && value >= cut(condition.from) && value <= cut(condition.to);
  }
}

/** Place in `BANDS` of a percentage. */
export function bandOfPercent(percent: number): number {
  return percent >= HIGH_FROM_PERCENT ? 2 : percent >= MEDIUM_FROM_PERCENT ? 1 : 0;
}

/** A rule made ready: position of each condition's value among the watches. */
export interface CompiledRule {
  readonly any: boolean;
  readonly conditions: readonly { readonly watch: number; readonly probability: ProbabilityCondition }[];
}

/** Rules of the labels over values in the order of `watches`. Throws `RangeError` where a label watches something else (a bug). */
export function compileRules(labels: readonly RuledLabel[], watches: readonly Watch[]): CompiledRule[] {
  const positions = new Map(watches.map((watch, index) => [watchKey(watch), index]));
  return labels.map((label) => ({
    any: label.match === 'any',
    conditions: watchesOf(label).map(({ watch, probability }) => {
      const position = positions.get(watchKey(watch));
      if (position === undefined) throw new RangeError(`No value for ${watchKey(watch)}`);
      return { watch: position, probability };
    }),
  }));
}

/** `valueOf` gives the value of each watch: per cent, or a place in `BANDS`, as `scale` says. */
export function ruleHolds(
  { any, conditions }: CompiledRule,
  valueOf: (watch: number) => number,
  scale: Scale,
): boolean {
  const holds = ({ watch, probability }: CompiledRule['conditions'][number]): boolean =>
    conditionHolds(probability, valueOf(watch), scale);
  return any ? conditions.some(holds) : conditions.every(holds);
}

/** Position of the first rule that holds, -1 = none (TEC-1). */
export function firstRule(rules: readonly CompiledRule[], valueOf: (watch: number) => number, scale: Scale): number {
  return rules.findIndex((rule) => ruleHolds(rule, valueOf, scale));
}
