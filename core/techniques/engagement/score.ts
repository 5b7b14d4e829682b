import { NO_LABEL } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { hashSettings } from '../settings-hash.ts';
import { bandOfScore } from './bands.ts';
import { ENGAGEMENT_BASIS_FORMAT, type EngagementBasis } from './basis.ts';
import { proposeHalf, scoreOfPoints } from './half.ts';
import { pointsByTouch, touchesOfSources, type EngagementSettings } from './settings.ts';
import type { EngagementTotals } from './totals.ts';
import { TICKS_PER_TOUCH } from './weights.ts';

/** Where nobody has positive points there is nothing to propose from, and every score is 0 whatever this is. Points. */
const HALF_OF_NOBODY = 1;

/** One row an account, index = ordinal. */
export interface EngagementScores {
  /** Thousandths of a point, whole numbers; `NaN` outside the population. */
  readonly rawTicks: Float64Array;
  /** 0 to 100; `NaN` outside the population. */
  readonly score: Float64Array;
  /** Index into the settings' labels; `NO_LABEL` outside the population too. */
  readonly label: Int16Array;
  readonly basis: EngagementBasis;
  /** Accounts per label, in the settings' order. */
  readonly labelCounts: readonly number[];
  readonly warnings: readonly Message[];
}

/**
 * ENG-2: points summed, bent to 0-100, cut into labels (first match, TEC-1). `totals` may come from a snapshot: everything here is
 * labelling. `frozenHalf` is the one that a publish froze, where the settings name none; without both it is proposed from the population.
 */
export function scoreEngagement({
  totals,
  population,
  settings,
  asOfDay,
  frozenHalf = null,
}: {
  readonly totals: EngagementTotals;
  /** 1 where the account is inside the global criteria. */
  readonly population: Uint8Array;
  readonly settings: EngagementSettings;
  readonly asOfDay: number;
  readonly frozenHalf?: number | null;
}): EngagementScores {
  const rawTicks = sumPoints(totals, pointsByTouch(settings), population);
  return scorePoints({ rawTicks, settings, asOfDay, frozenHalf });
}

/** The same from points that were summed before, range by range of accounts; `NaN` = outside the population. */
export function scorePoints({
  rawTicks,
  settings,
  asOfDay,
  frozenHalf,
  sources = settings.sources,
}: {
  readonly rawTicks: Float64Array;
  readonly settings: EngagementSettings;
  readonly asOfDay: number;
  readonly frozenHalf: number | null;
  /** Those that were read. */
  readonly sources?: EngagementSettings['sources'];
}): EngagementScores {
  const { length } = rawTicks;
  const given = settings.half ?? frozenHalf;
  const proposed = given === null ? proposeHalf(rawTicks.map((ticks) => ticks / TICKS_PER_TOUCH)) : null;
  const half = given ?? proposed ?? HALF_OF_NOBODY;

  const score = new Float64Array(length).fill(Number.NaN);
  const label = new Int16Array(length).fill(NO_LABEL);
  const labelCounts = settings.labels.map(() => 0);
  let inside = 0;
  for (let ordinal = 0; ordinal < length; ordinal++) {
    if (Number.isNaN(rawTicks[ordinal])) continue;
    inside++;
    const value = scoreOfPoints(rawTicks[ordinal]! / TICKS_PER_TOUCH, half);
    const band = bandOfScore(settings.labels, value);
    score[ordinal] = value;
    label[ordinal] = band;
    if (band !== NO_LABEL) labelCounts[band]!++;
  }
  return {
    rawTicks,
    score,
    label,
    labelCounts,
    warnings: warningsOf(given, proposed),
    basis: {
      format: ENGAGEMENT_BASIS_FORMAT,
      technique: 'engagement',
      asOfDay,
      settingsHash: hashOfPoints(settings),
      population: inside,
      windowDays: settings.windowDays,
      halfLifeDays: settings.halfLifeDays,
      half,
      halfFrom: settings.half === null ? 'proposed' : 'settings',
      points: [...pointsByTouch(settings)],
      sourced: touchesOfSources(sources),
      labels: settings.labels.map(({ id, from, to }) => ({ id, from, to })),
    },
  };
}

/**
 * Tells apart what points rest on, and a proposal of `half` with them: what labels and sources are called, and where labels begin, is
 * none of it.
 */
export function hashOfPoints({ windowDays, halfLifeDays, waitingDays, channels, sources }: EngagementSettings): string {
  const read = sources.map(({ names: _names, ...source }) => source);
  return hashSettings({ windowDays, halfLifeDays, waitingDays, channels, sources: read });
}

/**
 * ENG-2: the points at 50 that were proposed when these settings were first scored, for as long as they stand; a label of another name
 * is no other setting here (SET-6). null = they are to be proposed: points rest on something else, or a person had set them.
 */
export function frozenHalfOf(
  before: Pick<EngagementBasis, 'half' | 'halfFrom' | 'settingsHash'>,
  settings: EngagementSettings,
): number | null {
  if (before.halfFrom === 'settings') return null;
  return before.settingsHash === hashOfPoints(settings) ? before.half : null;
}

/** Thousandths of a point by account; `NaN` outside the population. `points` by touch number. */
export function sumPoints(
  { length, ticks }: EngagementTotals,
  points: Float64Array,
  population: Uint8Array,
): Float64Array {
  const sums = new Float64Array(length);
  ticks.forEach((column, touch) => {
    const each = points[touch] ?? 0;
    if (column === null || each === 0) return;
    for (let ordinal = 0; ordinal < length; ordinal++) sums[ordinal]! += each * column[ordinal]!;
  });
  for (let ordinal = 0; ordinal < length; ordinal++) if (population[ordinal] !== 1) sums[ordinal] = Number.NaN;
  return sums;
}

function warningsOf(given: number | null, proposed: number | null): Message[] {
  if (given !== null) return [];
  return proposed === null
    ? [{ code: 'engagement.nobodyHasPoints', params: {} }]
    : [{ code: 'engagement.halfProposed', params: { half: proposed } }];
}
