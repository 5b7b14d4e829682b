import type { Message } from '#core/message.ts';
import type { RecommendationsBasis } from './basis.ts';
import {
  recommendationsVerdict,
  type EvidentGrounds,
  type EvidentRecommendation,
  type RecommendationsEvidence,
} from './evidence.ts';
import { pairFigures } from './grounds.ts';
import { MIN_BUYERS_FOR_PERCENT } from './limits.ts';
import { BANDS, compileRules, conditionHolds, firstRule, type Scale } from './verdict.ts';
import { distinctWatches, type Watch } from './watches.ts';

/** TEC-2: why this label, and what speaks for each recommendation. Products are ids: their names come from CRM as the viewer. */
export interface RecommendationsExplanation {
  readonly labelId: string | null;
  readonly rule: Message;
  /** Conditions of the matched label and their values; without a label, all that failed. */
  readonly reasons: readonly Message[];
  readonly recommendations: readonly {
    readonly recommendation: EvidentRecommendation;
    readonly because: Message;
  }[];
  /** Labels that another value of one condition would give, with the value that is needed. */
  readonly nearMisses: readonly Message[];
  /** Why there are no percentages (REC-1); null = there are. */
  readonly scale: Message | null;
}

/** From stored evidence and its run's basis. */
export function explainRecommendations(
  evidence: RecommendationsEvidence,
  basis: RecommendationsBasis,
): RecommendationsExplanation {
  const { labelId } = recommendationsVerdict(evidence, basis);
  const position = basis.labels.findIndex(({ id }) => id === labelId);
  return {
    labelId,
    rule:
      labelId === null
        ? { code: 'recommendations.rule.none', params: { labels: basis.labels.length } }
        : { code: 'recommendations.rule.conditions', params: { label: labelId, position: position + 1 } },
    reasons: reasonsOf(evidence, basis, position),
    recommendations: evidence.best.map((recommendation) => ({
      recommendation,
      because: describeGrounds(recommendation.because, basis.asOfDay),
    })),
    nearMisses: findNearMisses(evidence, basis, labelId),
    scale:
      basis.scale === 'band'
        ? { code: 'recommendations.bandsOnly', params: { buyers: basis.buyers, needed: MIN_BUYERS_FOR_PERCENT } }
        : null,
  };
}

function reasonsOf({ values }: RecommendationsEvidence, basis: RecommendationsBasis, position: number): Message[] {
  const watches = distinctWatches(basis.labels);
  return compileRules(basis.labels, watches).flatMap(({ conditions }, index) => {
    if (position >= 0 && index !== position) return [];
    return conditions.flatMap(({ watch, probability }) => {
      const value = values[watch] ?? 0;
      const holds = conditionHolds(probability, value, basis.scale);
      if (holds !== position >= 0) return [];
      const params = {
        label: basis.labels[index]?.id ?? '',
        ...paramsOf(watches[watch]),
        value: shown(value, basis.scale),
      };
      return [{ code: holds ? 'recommendations.reason.held' : 'recommendations.reason.failed', params }];
    });
  });
}

/** One value at a time, everywhere it counts; the nearest value that gives another label. */
function findNearMisses(
  { values }: RecommendationsEvidence,
  basis: RecommendationsBasis,
  labelId: string | null,
): Message[] {
  const watches = distinctWatches(basis.labels);
  const rules = compileRules(basis.labels, watches);
  const top = basis.scale === 'percent' ? 100 : BANDS.length - 1;
  const misses = new Map<string, { readonly distance: number; readonly message: Message }>();
  watches.forEach((watch, changed) => {
    for (let value = 0; value <= top; value++) {
      const rule = firstRule(rules, (index) => (index === changed ? value : (values[index] ?? 0)), basis.scale);
      const label = basis.labels[rule]?.id ?? null;
      if (label === null || label === labelId) continue;
      const distance = Math.abs(value - (values[changed] ?? 0));
      if (distance >= (misses.get(label)?.distance ?? Number.POSITIVE_INFINITY)) continue;
      const params = {
        label,
        ...paramsOf(watch),
        value: shown(values[changed] ?? 0, basis.scale),
        needed: shown(value, basis.scale),
      };
      misses.set(label, { distance, message: { code: 'recommendations.nearMiss', params } });
    }
  });
  return [...misses.values()].map(({ message }) => message);
}

function paramsOf(watch: Watch | undefined): { readonly type: string; readonly products: string } {
  return { type: watch?.type ?? '', products: (watch?.products ?? []).join(',') };
}

/** Per cent as a number, a band by its name. */
function shown(value: number, scale: Scale): string | number {
  return scale === 'percent' ? value : (BANDS[value] ?? '');
}

/** Support, confidence, lift, sequence counts or interval, as typed params: shares are 0 to 1. */
function describeGrounds(grounds: EvidentGrounds, asOfDay: number): Message {
  switch (grounds.kind) {
    case 'popularity':
    case 'cell': {
      const { orders, withProduct } = grounds;
      return {
        code: `recommendations.grounds.${grounds.kind}`,
        params: { orders, withProduct, share: withProduct / Math.max(1, orders) },
      };
    }
    case 'sequence': {
      const { after, followed, times } = grounds;
      return { code: 'recommendations.grounds.sequence', params: { after, followed, times, share: times / followed } };
    }
    case 'pair': {
      const { baskets, withOther, withProduct, together } = grounds;
      const figures = pairFigures({ baskets, withOther, withProduct, together });
      return { code: 'recommendations.grounds.pair', params: { with: grounds.with, together, ...figures } };
    }
    case 'repeat': {
      const { purchases, lastDay, medianDays, due } = grounds;
      return {
        code: 'recommendations.grounds.repeat',
        params: { purchases, elapsedDays: asOfDay - lastDay, medianDays, due },
      };
    }
  }
}
