import type { Message } from '#core/message.ts';
import type { RfmBasis } from './basis.ts';
import { rfmVerdict, ticksOf, type RfmEvidence, type RfmPurchases } from './evidence.ts';
import { findNearMisses, nextLabelByAgeing, whatWouldChange } from './forecast.ts';
import { METRIC_NAMES, type MetricName } from './metrics.ts';
import { shownUnits } from './shown-units.ts';
import { stepAt, type Steps } from './steps.ts';

/** TEC-2: why this label. Every text is a code with typed params (`core/labels/message-params.ts`); amounts can be hidden. */
export interface RfmExplanation {
  readonly labelId: string | null;
  /** The rule that matched, or that none did. */
  readonly rule: Message;
  /** One a metric, the strongest first: panels show two. */
  readonly reasons: readonly Message[];
  /** Labels one band away in one metric. */
  readonly nearMisses: readonly Message[];
  /** What a person could bring about, by kind, least effort first: "4,000 more makes a Champion". */
  readonly changes: readonly Message[];
  /** The next label if nothing happens, with its day; null = time alone changes nothing. */
  readonly ageing: Message | null;
  /** The deals behind the numbers: latest first, then the largest. */
  readonly dealIds: readonly string[];
}

/**
 * From stored evidence and its run's basis. `monetaryMinor` is the account's amount where the viewer may see it; null leaves
 * every param that would reveal it null.
 */
export function explainRfm({
  evidence,
  basis,
  monetaryMinor,
}: {
  readonly evidence: RfmEvidence;
  readonly basis: RfmBasis;
  readonly monetaryMinor: number | null;
}): RfmExplanation {
  const { labelId, scores } = rfmVerdict(evidence, basis);
  const { purchases } = evidence;
  if (purchases === null || scores === null) {
    return {
      labelId,
      rule: ruleMessage(labelId, basis),
      reasons: [{ code: 'rfm.reason.noPurchases', params: { asOfDay: basis.asOfDay } }],
      nearMisses: [],
      changes: whatWouldChange(null, basis, labelId, null),
      ageing: null,
      dealIds: [],
    };
  }
  const byMetric = { recency: scores.r, frequency: scores.f, monetary: scores.m };
  const strongestFirst = METRIC_NAMES.toSorted(
    (a, b) => strength(b, byMetric[b], labelId, basis) - strength(a, byMetric[a], labelId, basis),
  );
  return {
    labelId,
    rule: ruleMessage(labelId, basis),
    reasons: strongestFirst.map((metric) => reason(metric, byMetric[metric], purchases, basis, monetaryMinor)),
    nearMisses: findNearMisses(purchases, basis, labelId, monetaryMinor),
    changes: whatWouldChange(purchases, basis, labelId, monetaryMinor),
    ageing: nextLabelByAgeing(purchases, basis, labelId),
    dealIds: purchases.dealIds,
  };
}

function ruleMessage(labelId: string | null, basis: RfmBasis): Message {
  const position = basis.labels.findIndex(({ id }) => id === labelId);
  const matches = basis.labels[position]?.matches;
  if (matches === undefined) return { code: 'rfm.rule.none', params: { labels: basis.labels.length } };
  if (matches === 'noPurchases')
    return { code: 'rfm.rule.noPurchases', params: { label: labelId, position: position + 1 } };
  const { r, f, m } = matches;
  return {
    code: 'rfm.rule.scores',
    params: {
      label: labelId,
      position: position + 1,
      rMin: r?.min ?? null,
      rMax: r?.max ?? null,
      fMin: f?.min ?? null,
      fMax: f?.max ?? null,
      mMin: m?.min ?? null,
      mMax: m?.max ?? null,
    },
  };
}

/**
 * How much a metric says: first whether and how narrowly the matched rule asks for it, then how far its score is from the
 * middle. Ties keep the order R, F, M.
 */
function strength(metric: MetricName, score: number, labelId: string | null, basis: RfmBasis): number {
  const matches = basis.labels.find(({ id }) => id === labelId)?.matches;
  const range = matches === undefined || matches === 'noPurchases' ? null : matches[LETTER[metric]];
  const { levels } = basis[metric];
  const narrowness = range === null ? 0 : 1 - (range.max - range.min + 1) / levels;
  const extremity = Math.abs(2 * score - levels - 1) / (levels - 1);
  return 10 * narrowness + extremity;
}

const LETTER = { recency: 'r', frequency: 'f', monetary: 'm' } as const;

function reason(
  metric: MetricName,
  score: number,
  purchases: RfmPurchases,
  basis: RfmBasis,
  monetaryMinor: number | null,
): Message {
  const { levels, steps } = basis[metric];
  const params = { score, levels };
  if (metric === 'recency') {
    const days = basis.asOfDay - purchases.lastDay;
    const { from, to } = bandAt(steps, stepAt(steps, days));
    const dealId = purchases.dealIds[0] ?? null;
    return {
      code: 'rfm.reason.recency',
      params: { ...params, days, lastDay: purchases.lastDay, fromDays: from, toDays: to, dealId },
    };
  }
  if (metric === 'frequency') {
    const { from, to } = bandAt(steps, stepAt(steps, ticksOf(purchases.frequency)));
    return {
      code: basis.frequencyOf === 'deals' ? 'rfm.reason.frequencyOfDeals' : 'rfm.reason.frequencyOfProducts',
      params: {
        ...params,
        frequency: purchases.frequency,
        from: from === null ? null : shownUnits(from, basis.frequencyOf, 'up'),
        to: to === null ? null : shownUnits(to, basis.frequencyOf, 'down'),
      },
    };
  }
  const { from, to } = bandAt(steps, purchases.monetaryStep);
  const shown = monetaryMinor !== null;
  return {
    code: 'rfm.reason.monetary',
    params: { ...params, amountMinor: monetaryMinor, fromMinor: shown ? from : null, toMinor: shown ? to : null },
  };
}

/** The band of a step, both ends included; null = unbounded. */
function bandAt(steps: Steps, step: number): { readonly from: number | null; readonly to: number | null } {
  const next = steps.starts[step];
  return { from: steps.starts[step - 1] ?? null, to: next === undefined ? null : next - 1 };
}
