import { NULL_DAY } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import type { EngagementAggregate } from './aggregate.ts';
import { bandOfScore } from './bands.ts';
import type { EngagementBasis } from './basis.ts';
import { scoreOfPoints } from './half.ts';
import { LATEST_RECORDS } from './latest-records.ts';
import type { BestTime } from './reach-times.ts';
import type { EngagementScores } from './score.ts';
import type { EngagementTotals } from './totals.ts';
import type { WeakestTouch } from './weakest-touch.ts';
import { TICKS_PER_TOUCH } from './weights.ts';

/** Responses that evidence counts one by one, those that move the score most first; the rest is one sum. */
export const MAX_CONTRIBUTIONS = 5;

/** Decision 5: counts and ids, no name. Explained together with the run's basis. */
export interface EngagementEvidence {
  readonly technique: 'engagement';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  readonly contributions: readonly Contribution[];
  /** Points of all other responses together, in thousandths. */
  readonly restTicks: number;
  /** Day of the latest touch point; null = none in the window. */
  readonly lastDay: number | null;
  /** Records of the latest touch points, latest first. */
  readonly recordIds: readonly string[];
  /** Absent = it was not looked for, as in runs that are older. */
  readonly reach?: AccountReach | undefined;
}

/** ENG-3 of the account's contacts together: how they are reached. No label rests on it. */
export interface AccountReach {
  readonly weakest: WeakestTouch | null;
  readonly bestTime: BestTime | null;
}

export interface Contribution {
  /** Place in `TOUCHES`. */
  readonly touch: number;
  /** Aged count in thousandths. */
  readonly ticks: number;
}

/** The evidence of one account; null when it is outside the global criteria. */
export function engagementEvidenceAt(
  {
    scores,
    totals,
    latest,
    population,
    reachAt,
  }: {
    readonly scores: Pick<EngagementScores, 'label' | 'basis'>;
    readonly totals: EngagementTotals;
    readonly latest: EngagementAggregate['latest'];
    readonly population: Uint8Array;
    readonly reachAt?: (ordinal: number) => AccountReach;
  },
  ordinal: number,
): EngagementEvidence | null {
  if (population[ordinal] !== 1) return null;
  const { basis, label } = scores;
  const rule = label[ordinal] ?? NO_LABEL;
  const all: Contribution[] = [];
  totals.ticks.forEach((column, touch) => {
    const ticks = column?.[ordinal] ?? 0;
    if (ticks !== 0 && (basis.points[touch] ?? 0) !== 0) all.push({ touch, ticks });
  });
  const weightOf = ({ touch, ticks }: Contribution): number => (basis.points[touch] ?? 0) * ticks;
  all.sort((a, b) => Math.abs(weightOf(b)) - Math.abs(weightOf(a)) || a.touch - b.touch);
  const first = ordinal * LATEST_RECORDS;
  const lastDay = latest.days[first] ?? NULL_DAY;
  const recordIds: string[] = [];
  for (let slot = first; slot < first + LATEST_RECORDS && latest.days[slot] !== NULL_DAY; slot++)
    recordIds.push(String(latest.ids[slot]));
  return {
    technique: 'engagement',
    labelId: basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
    contributions: all.slice(0, MAX_CONTRIBUTIONS),
    restTicks: all.slice(MAX_CONTRIBUTIONS).reduce((sum, each) => sum + weightOf(each), 0),
    lastDay: lastDay === NULL_DAY ? null : lastDay,
    recordIds,
    ...(reachAt === undefined ? {} : { reach: reachAt(ordinal) }),
  };
}

/** Points, score and label that the stored counts give under the basis; neither the stored label nor its place is read. */
export function engagementVerdict(
  { contributions, restTicks }: Pick<EngagementEvidence, 'contributions' | 'restTicks'>,
  basis: EngagementBasis,
): { readonly labelId: string | null; readonly score: number; readonly points: number } {
  const ticks = contributions.reduce((sum, each) => sum + (basis.points[each.touch] ?? 0) * each.ticks, restTicks);
  const points = ticks / TICKS_PER_TOUCH;
  const score = scoreOfPoints(points, basis.half);
  return { labelId: basis.labels[bandOfScore(basis.labels, score)]?.id ?? null, score, points };
}
