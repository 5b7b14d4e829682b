import type { Message } from '#core/message.ts';
import { bandOfScore } from './bands.ts';
import type { EngagementBasis } from './basis.ts';
import { engagementVerdict, type Contribution, type EngagementEvidence } from './evidence.ts';
import { pointsForScore, scoreOfPoints } from './half.ts';
import { SILENCE, TOUCHES } from './touches.ts';
import { TICKS_PER_TOUCH } from './weights.ts';

/** "3 answered calls more": offers of more than this many say nothing that anybody would do. Touch points. */
const MAX_TOUCHES_OFFERED = 50;
/** Ways to the next label that are named. */
const MAX_CHANGES = 3;

/** TEC-2: why this label. Every text is a code with typed params; channels and responses are codes that the catalogues name. */
export interface EngagementExplanation {
  readonly labelId: string | null;
  readonly score: number;
  readonly points: number;
  /** The band that took the score, or that none did. */
  readonly rule: Message;
  /** What moved the score most, first; panels show two. */
  readonly reasons: readonly Message[];
  /** The labels above and below, with the points that lie between. */
  readonly nearMisses: readonly Message[];
  /** What a person could bring about to reach the label above, fewest touch points first. */
  readonly changes: readonly Message[];
  /** Records of the latest touch points, latest first. */
  readonly recordIds: readonly string[];
}

/** From stored evidence and its run's basis. */
export function explainEngagement({
  evidence,
  basis,
}: {
  readonly evidence: EngagementEvidence;
  readonly basis: EngagementBasis;
}): EngagementExplanation {
  const { labelId, score, points } = engagementVerdict(evidence, basis);
  const position = bandOfScore(basis.labels, score);
  const band = basis.labels[position];
  const shown = { score: shownScore(score), points: round(points), half: basis.half };
  return {
    labelId,
    score,
    points,
    rule:
      band === undefined
        ? { code: 'engagement.rule.none', params: { ...shown, labels: basis.labels.length } }
        : {
            code: 'engagement.rule.band',
            params: { ...shown, label: band.id, position: position + 1, from: band.from, to: band.to },
          },
    reasons: reasonsOf(evidence, basis),
    nearMisses: nearMissesOf(points, score, labelId, basis),
    changes: changesOf(points, score, labelId, basis),
    recordIds: evidence.recordIds,
  };
}

/** A score as people see it: cut, not rounded, so that 19.999 is never shown as the 20 that would have another label. Hundredths. */
export function shownScore(score: number): number {
  return Math.floor(score * 100) / 100;
}

function reasonsOf({ contributions, restTicks, lastDay }: EngagementEvidence, basis: EngagementBasis): Message[] {
  const { windowDays, asOfDay } = basis;
  if (lastDay === null && contributions.length === 0)
    return [{ code: 'engagement.reason.noTouchPoints', params: { windowDays, asOfDay } }];
  const counted = contributions.map(({ touch, ticks }: Contribution): Message => {
    const { channel = '', response = '' } = TOUCHES[touch] ?? {};
    const each = basis.points[touch] ?? 0;
    const params = {
      channel,
      response,
      count: ticks / TICKS_PER_TOUCH,
      each,
      total: round((each * ticks) / TICKS_PER_TOUCH),
    };
    return { code: basis.halfLifeDays === null ? 'engagement.reason.counted' : 'engagement.reason.aged', params };
  });
  const rest: Message[] =
    restTicks === 0 ? [] : [{ code: 'engagement.reason.rest', params: { total: round(restTicks / TICKS_PER_TOUCH) } }];
  const last: Message[] =
    lastDay === null ? [] : [{ code: 'engagement.reason.last', params: { lastDay, days: asOfDay - lastDay } }];
  return [...counted, ...rest, ...last];
}

/** The nearest labels that fewer or more points would give. */
function nearMissesOf(points: number, score: number, labelId: string | null, basis: EngagementBasis): Message[] {
  const misses: Message[] = [];
  const above = labelAbove(score, labelId, basis);
  if (above !== null)
    misses.push({
      code: 'engagement.nearMiss.more',
      params: { label: above.labelId, pointsMore: round(above.points - points), from: above.from },
    });
  const below = labelBelow(points, score, labelId, basis);
  if (below !== null)
    misses.push({
      code: 'engagement.nearMiss.fewer',
      params: { label: below.labelId, pointsFewer: below.fewer, to: below.to },
    });
  return misses;
}

function labelAbove(
  score: number,
  labelId: string | null,
  { labels, half }: EngagementBasis,
): { readonly labelId: string; readonly points: number; readonly from: number } | null {
  const starts = [...new Set(labels.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  for (const from of starts) {
    const label = labels[bandOfScore(labels, from)]?.id;
    if (from <= score || label === undefined || label === labelId) continue;
    const points = pointsForScore(from, half);
    return points === null ? null : { labelId: label, points, from };
  }
  return null;
}

/** Whole points that are lost until the score falls under a cut below which another label waits. */
function labelBelow(
  points: number,
  score: number,
  labelId: string | null,
  basis: EngagementBasis,
): { readonly labelId: string; readonly fewer: number; readonly to: number } | null {
  const { labels, half } = basis;
  const cuts = [...new Set(labels.flatMap(({ from, to }) => [from, to]))].sort((a, b) => b - a);
  for (const to of cuts) {
    const needed = pointsForScore(to, half);
    if (to > score || to <= 0 || needed === null) continue;
    const label = labels[bandOfScore(labels, to - 1)]?.id;
    if (label === undefined || label === labelId) continue;
    const fewer = Math.floor(points - needed) + 1;
    // The cut itself may lie between two whole numbers of points.
    return { labelId: label, fewer: scoreOfPoints(points - fewer, basis.half) < to ? fewer : fewer + 1, to };
  }
  return null;
}

/** One kind of touch point alone, as often as it takes; silence is nothing to bring about, nor is what no source would tell of. */
function changesOf(points: number, score: number, labelId: string | null, basis: EngagementBasis): Message[] {
  const above = labelAbove(score, labelId, basis);
  if (above === null) return [];
  return basis.points
    .flatMap((each, touch) => {
      const { channel = '', response = '' } = TOUCHES[touch] ?? {};
      if (each <= 0 || response === SILENCE || basis.sourced?.includes(touch) === false) return [];
      const count = Math.ceil((above.points - points) / each);
      if (count > MAX_TOUCHES_OFFERED) return [];
      // The last one may carry past the label above.
      const reached = basis.labels[bandOfScore(basis.labels, scoreOfPoints(points + count * each, basis.half))]?.id;
      if (reached === undefined || reached === labelId) return [];
      return [{ count, message: { code: 'engagement.change', params: { label: reached, channel, response, count } } }];
    })
    .sort((a, b) => a.count - b.count)
    .slice(0, MAX_CHANGES)
    .map(({ message }) => message);
}

/** To a thousandth of a point. */
function round(points: number): number {
  return Math.round(points * 1_000) / 1_000;
}
