import type { Message } from '#core/message.ts';
import { explainRecommendations } from '#core/techniques/recommendations/explain.ts';
import type { ProbabilityCondition } from '#core/techniques/recommendations/settings.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from '#core/techniques/recommendations/types.ts';
import { bandOfPercent, BANDS, conditionHolds, type Scale } from '#core/techniques/recommendations/verdict.ts';
import { distinctWatches, watchesOf, watchKey, type Watch } from '#core/techniques/recommendations/watches.ts';
import type { Explained } from './more-view.ts';
import { namedOf } from './products-of.ts';
import type { Words } from './words.ts';

type RecommendationsExplained = Extract<Explained, { technique: 'recommendations' }>;

export interface RecommendationRow {
  readonly type: string;
  /** null = not kept. */
  readonly product: string | null;
  readonly value: string | null;
  readonly because: string | null;
}

export interface RecommendationsWords {
  readonly title: string;
  /** Those with a product, the highest chance first. */
  readonly best: readonly RecommendationRow[];
  /** One of each of the five types, in their order. */
  readonly rows: readonly RecommendationRow[];
  readonly reasons: readonly string[];
  readonly rule: string;
  readonly nearMisses: readonly string[];
  readonly notes: readonly string[];
}

export function sayRecommendations({ evidence, basis }: RecommendationsExplained, words: Words): RecommendationsWords {
  const { m, labelName } = words;
  const explained = explainRecommendations(evidence, basis);
  const watches = distinctWatches(basis.labels);
  const keys = watches.map(watchKey);
  const valueOf = (watch: Watch): number => evidence.values[keys.indexOf(watchKey(watch))] ?? 0;
  const position = basis.labels.findIndex(({ id }) => id === explained.labelId);

  const rows = RECOMMENDATION_TYPES.map((type): RecommendationRow => {
    const name = m.text(`accountMore.type.${type}`);
    const best = explained.recommendations.find(({ recommendation }) => recommendation.type === type);
    if (best !== undefined) {
      const { products, value } = best.recommendation;
      return {
        type: name,
        product: products.map(words.productName).join(' + '),
        value: shownValue(value, basis.scale, words),
        because: sayGrounds(best.because, words),
      };
    }
    // A label that asks for any product of the type knows the best one's value, though not which it is.
    const any = watches.find((watch) => watch.type === type && watch.products.length === 0);
    const value = any === undefined ? null : shownValue(valueOf(any), basis.scale, words);
    return { type: name, product: null, value, because: null };
  });

  const reasons = basis.labels.flatMap((label, index) => {
    if (position >= 0 && index !== position) return [];
    // The highest first: what is likeliest carries a label, or comes nearest to its bound.
    const byValue = watchesOf(label)
      .map((each) => ({ ...each, value: valueOf(each.watch) }))
      .toSorted((a, b) => b.value - a.value);
    return byValue.flatMap(({ watch, probability, value }) => {
      if (conditionHolds(probability, value, basis.scale) !== position >= 0) return [];
      const condition = sayWatch(watch, words);
      const params = {
        condition,
        value: shownValue(value, basis.scale, words),
        asked: sayAsked(probability, basis.scale, words),
        label: labelName('recommendations', label.id),
      };
      return [m.text(position >= 0 ? 'accountMore.held' : 'accountMore.failed', params)];
    });
  });

  return {
    title: m.text('accountMore.best', { days: basis.horizonDays }),
    best: evidence.best.flatMap(({ type }) => rows[RECOMMENDATION_TYPES.indexOf(type)] ?? []),
    rows,
    reasons,
    rule: m.message(explained.rule),
    nearMisses: explained.nearMisses.map(({ params }) =>
      m.text('accountMore.nearMiss', {
        label: labelName('recommendations', String(params['label'])),
        condition: sayWatch({ type: typeOf(params['type']), products: listOf(params['products']) }, words),
        value: shownParam(params['value'], words),
        needed: shownParam(params['needed'], words),
      }),
    ),
    notes: [
      ...(explained.scale === null ? [] : [m.message(explained.scale)]),
      ...(rows.some(({ product }) => product === null) ? [m.text('accountMore.bestKept')] : []),
    ],
  };
}

function typeOf(value: unknown): RecommendationType {
  return RECOMMENDATION_TYPES.find((type) => type === value) ?? 'nextBuy';
}

function listOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? value.split(',') : [];
}

function sayWatch(watch: Watch, { m, productName }: Words): string {
  const named = namedOf(watch);
  const names = named.length === 0 ? null : m.list(named.map(productName));
  const params = { type: m.text(`accountMore.type.${watch.type}`), names, more: watch.products.length - named.length };
  return m.text('accountMore.watch', params);
}

function sayAsked(condition: ProbabilityCondition, scale: Scale, words: Words): string {
  const shown = (percent: number): string =>
    shownValue(scale === 'percent' ? percent : bandOfPercent(percent), scale, words);
  const { operator } = condition;
  const limits =
    operator === 'between'
      ? { from: shown(condition.from), to: shown(condition.to) }
      : { from: shown(condition.percent), to: '' };
  return words.m.text('accountMore.asked', { operator, ...limits });
}

function shownValue(value: number, scale: Scale, words: Words): string {
  return scale === 'percent' ? words.m.percent(value / 100) : shownParam(BANDS[value], words);
}

/** Whole per cent as a number, a band by its code. */
function shownParam(value: unknown, { m }: Words): string {
  if (typeof value === 'number') return m.percent(value / 100);
  const band = BANDS.find((each) => each === value);
  return band === undefined ? '' : m.text(`accountMore.band.${band}`);
}

function sayGrounds({ code, params }: Message, { m, productName }: Words): string {
  const shares = ['share', 'support', 'confidence'].flatMap((name) => {
    const value = params[name];
    return typeof value === 'number' ? [[`${name}Share`, value] as const] : [];
  });
  const { after, with: other, lift } = params;
  return m.message(
    { code, params },
    {
      ...Object.fromEntries(shares),
      ...(typeof after === 'string' ? { after: productName(after) } : {}),
      ...(typeof other === 'string' ? { with: productName(other) } : {}),
      // Two digits: a lift of 1.0417 is "a little above chance".
      ...(typeof lift === 'number' ? { lift: Math.round(lift * 100) / 100 } : {}),
      ...(typeof params['due'] === 'boolean' ? { due: params['due'] ? 'yes' : 'no' } : {}),
    },
  );
}
