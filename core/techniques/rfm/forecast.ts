import type { Message } from '#core/message.ts';
import { TICKS_PER_UNIT } from './aggregate.ts';
import type { RfmBasis } from './basis.ts';
import { ticksOf, type RfmPurchases } from './evidence.ts';
import { firstLabel, type Cell } from './label-cells.ts';
import { manualSteps } from './metrics.ts';
import { shownUnits } from './shown-units.ts';
import { scoreAt, scoreOfStep, stepAt, type Steps } from './steps.ts';

/** How far ahead bands of calendar days are followed, day by day. */
export const MAX_FORECAST_DAYS = 1_100;

/** What an account stands at, in integers; the amount as its place, which evidence knows, and exactly where the viewer may. */
interface Standing {
  readonly days: number;
  readonly ticks: number;
  readonly monetaryStep: number;
  readonly minor: number | null;
}

/**
 * Labels that the neighbouring band of one metric would give. Params say how far it is: `daysFewer`/`daysMore`,
 * `unitsMore`/`unitsFewer`, `moreMinor`/`lessMinor` (null when the amount is hidden).
 */
export function findNearMisses(
  purchases: RfmPurchases,
  basis: RfmBasis,
  labelId: string | null,
  monetaryMinor: number | null,
): Message[] {
  const at = standingOf(purchases, basis, monetaryMinor);
  const now = cellOf(at, basis);
  const misses: Message[] = [];
  const consider = (cell: Partial<Cell>, code: string, params: Message['params']): void => {
    const label = labelOf({ ...now, ...cell }, basis);
    if (label !== labelId) misses.push({ code: `rfm.nearMiss.${code}`, params: { label, ...params } });
  };
  for (const { score, below, above } of neighbours(basis.recency.steps, stepAt(basis.recency.steps, at.days))) {
    if (below !== null && below > 0) consider({ r: score }, 'recency', { score, daysFewer: at.days - (below - 1) });
    if (above !== null) consider({ r: score }, 'recency', { score, daysMore: above - at.days });
  }
  // Whoever has a score has at least one deal; of products perhaps none.
  const fewest = basis.frequencyOf === 'deals' ? TICKS_PER_UNIT : 0;
  for (const { score, below, above } of neighbours(basis.frequency.steps, stepAt(basis.frequency.steps, at.ticks))) {
    const units = (ticks: number): number => Math.abs(shownGap(at.ticks, ticks, basis.frequencyOf));
    if (below !== null && below > fewest) consider({ f: score }, 'frequency', { score, unitsFewer: units(below - 1) });
    if (above !== null) consider({ f: score }, 'frequency', { score, unitsMore: units(above) });
  }
  for (const { score, below, above } of neighbours(basis.monetary.steps, at.monetaryStep)) {
    if (below !== null)
      consider({ m: score }, 'monetary', { score, lessMinor: at.minor === null ? null : at.minor - (below - 1) });
    if (above !== null)
      consider({ m: score }, 'monetary', { score, moreMinor: at.minor === null ? null : above - at.minor });
  }
  return misses;
}

/**
 * What would give another label, with today's cut-offs: a larger amount alone (`rfm.change.amount`), more purchases alone
 * (`rfm.change.frequency`), or one won deal today of at least an amount (`rfm.change.dealToday`, which counts in all three).
 * Each label once a kind, at its least effort, rising. `purchases` null = none so far.
 */
export function whatWouldChange(
  purchases: RfmPurchases | null,
  basis: RfmBasis,
  labelId: string | null,
  monetaryMinor: number | null,
): Message[] {
  const changes: Message[] = [];
  const { frequency, monetary } = basis;
  const seen = new Set<string>();
  const consider = (cell: Cell, code: string, params: Message['params']): void => {
    const label = labelOf(cell, basis);
    if (label === labelId || label === null || seen.has(`${code} ${label}`)) return;
    seen.add(`${code} ${label}`);
    changes.push({ code: `rfm.change.${code}`, params: { label, ...params } });
  };

  if (purchases !== null) {
    const at = standingOf(purchases, basis, monetaryMinor);
    const now = cellOf(at, basis);
    for (let step = at.monetaryStep + 1; step <= monetary.steps.starts.length; step++) {
      const start = monetary.steps.starts[step - 1] ?? 0;
      const moreMinor = at.minor === null ? null : start - at.minor;
      consider({ ...now, m: scoreOfStep(monetary.steps, step) }, 'amount', { moreMinor });
    }
    for (const start of frequency.steps.starts.filter((candidate) => candidate > at.ticks)) {
      const unitsMore = shownGap(at.ticks, start, basis.frequencyOf);
      consider({ ...now, f: scoreAt(frequency.steps, start) }, 'frequency', { unitsMore });
    }
  }

  // One more deal, today; where products are counted, of one product.
  const at =
    purchases === null
      ? { ticks: 0, minor: 0, monetaryStep: stepAt(monetary.steps, 0) }
      : standingOf(purchases, basis, monetaryMinor);
  const r = scoreAt(basis.recency.steps, 0);
  const f = scoreAt(frequency.steps, at.ticks + TICKS_PER_UNIT);
  for (let step = at.monetaryStep; step <= monetary.steps.starts.length; step++) {
    const start = step === at.monetaryStep ? at.minor : (monetary.steps.starts[step - 1] ?? 0);
    const atLeastMinor = at.minor === null || start === null ? null : start - at.minor;
    consider({ r, f, m: scoreOfStep(monetary.steps, step) }, 'dealToday', { atLeastMinor });
  }
  return changes;
}

/** ACC-2: the label that ageing alone brings next, and the day it does (`onDay`); today's percentile breaks are kept. */
export function nextLabelByAgeing(purchases: RfmPurchases, basis: RfmBasis, labelId: string | null): Message | null {
  const at = standingOf(purchases, basis, null);
  const now = cellOf(at, basis);
  for (const inDays of ageingCandidates(at.days, basis)) {
    const score = scoreAt(recencyStepsAt(basis, basis.asOfDay + inDays), at.days + inDays);
    const label = labelOf({ ...now, r: score }, basis);
    if (label !== labelId)
      return { code: 'rfm.ageing', params: { label, score, onDay: basis.asOfDay + inDays, inDays } };
  }
  return null;
}

function ageingCandidates(days: number, basis: RfmBasis): number[] {
  if (hasCalendarBands(basis)) return Array.from({ length: MAX_FORECAST_DAYS }, (_, index) => index + 1);
  return basis.recency.steps.starts.filter((start) => start > days).map((start) => start - days);
}

/** Bands of calendar days move against the account's age; everything else stands still. */
function recencyStepsAt(basis: RfmBasis, asOfDay: number): Steps {
  if (!hasCalendarBands(basis)) return basis.recency.steps;
  const scoring = {
    recency: basis.recency.scoring,
    frequency: basis.frequency.scoring,
    monetary: basis.monetary.scoring,
  };
  return manualSteps('recency', scoring, asOfDay, basis.minorDigits);
}

function hasCalendarBands({ recency: { scoring } }: RfmBasis): boolean {
  return scoring.mode === 'manual' && scoring.bands.some(({ anyOf }) => anyOf.some((range) => 'fromDay' in range));
}

function standingOf(purchases: RfmPurchases, basis: RfmBasis, minor: number | null): Standing {
  return {
    days: basis.asOfDay - purchases.lastDay,
    ticks: ticksOf(purchases.frequency),
    monetaryStep: purchases.monetaryStep,
    minor,
  };
}

function cellOf({ days, ticks, monetaryStep }: Standing, { recency, frequency, monetary }: RfmBasis): Cell {
  return {
    r: scoreAt(recency.steps, days),
    f: scoreAt(frequency.steps, ticks),
    m: scoreOfStep(monetary.steps, monetaryStep),
  };
}

function labelOf(cell: Cell, { labels }: RfmBasis): string | null {
  return labels[firstLabel(labels, cell)]?.id ?? null;
}

/** From one frequency to another, as a person counts. */
function shownGap(from: number, to: number, frequencyOf: 'deals' | 'products'): number {
  return shownUnits(to - from, frequencyOf, to > from ? 'up' : 'down');
}

interface Neighbour {
  readonly score: number;
  /** Set for the lower neighbour: where the present band starts. */
  readonly below: number | null;
  /** Set for the upper neighbour: where it starts. */
  readonly above: number | null;
}

function neighbours(steps: Steps, step: number): Neighbour[] {
  const found: Neighbour[] = [];
  if (step > 0) found.push({ score: scoreOfStep(steps, step - 1), below: steps.starts[step - 1] ?? 0, above: null });
  if (step < steps.starts.length) {
    found.push({ score: scoreOfStep(steps, step + 1), below: null, above: steps.starts[step] ?? 0 });
  }
  return found;
}
