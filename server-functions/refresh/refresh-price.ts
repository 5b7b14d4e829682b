import { estimateFullReads, estimateLabelWrites, estimateSweepCredits } from '../setup/estimate-credits.ts';
import { SWEEP_MINUTES, type RefreshPolicy } from '../policies/refresh-policy.ts';
import { sweepsPerDay } from '../shared/schedule/due-work.ts';
import type { RefreshState } from './refresh-state.ts';

/** Of how many days' writing the expected one is told. Days. */
const HISTORY_DAYS = 7;

export interface OrgFigures {
  /** Rows by module: accounts first, then the others that a run reads; null = no run has counted them. */
  readonly rows: readonly number[] | null;
  /** Modules that a sweep asks about. */
  readonly modules: number;
}

export interface RefreshPrice {
  /** Of a sweep that finds nothing, or little. */
  readonly perSweep: number;
  /** Of so many sweeps of the last days it is the mean; 0 = there was none, and it is by the price list. */
  readonly measured: number;
  /** Writing changed labels, a day; null = there is no day to tell it from. */
  readonly projection: number | null;
  /** The night's run without what it writes; null = nobody has counted records. */
  readonly nightly: number | null;
  /** What it costs if all accounts' labels move at once, with workflows off and on; null likewise. */
  readonly allLabels: { readonly accounts: number; readonly quiet: number; readonly announced: number } | null;
  readonly options: readonly RefreshOption[];
}

export interface RefreshOption {
  readonly everyMinutes: RefreshPolicy['everyMinutes'];
  readonly sweepsPerDay: number;
  /** All sweeps of a day. */
  readonly sweeps: number;
  /** With projection and night's run; one that is not known is left out, and whoever shows this says so. */
  readonly total: number;
}

/** PLT-4: what keeping labels fresh costs in credits a day, for each choice there is. `today` = day of UTC. */
export function priceRefresh(
  { rows, modules }: OrgFigures,
  { days }: Pick<RefreshState, 'days'>,
  { nightlyMinute, today }: { readonly nightlyMinute: number; readonly today: string },
): RefreshPrice {
  const measured = days.reduce((sum, day) => sum + day.quick, 0);
  const spent = days.reduce((sum, day) => sum + day.quickCredits, 0);
  const perSweep = measured === 0 ? estimateSweepCredits(modules) : Math.ceil(spent / measured);
  // Today is not over.
  const whole = days.filter(({ day }) => day !== today).slice(0, HISTORY_DAYS);
  const projection =
    whole.length === 0 ? null : Math.ceil(whole.reduce((sum, day) => sum + day.writeCredits, 0) / whole.length);
  const nightly = rows === null ? null : estimateFullReads(rows);
  const [accounts] = rows ?? [];
  const allLabels = accounts === undefined ? null : { accounts, ...estimateLabelWrites(accounts) };
  const options = SWEEP_MINUTES.map((everyMinutes) => {
    const each = sweepsPerDay({ everyMinutes, nightlyMinute });
    const sweeps = each * perSweep;
    return { everyMinutes, sweepsPerDay: each, sweeps, total: sweeps + (projection ?? 0) + (nightly ?? 0) };
  });
  return { perSweep, measured, projection, nightly, allLabels, options };
}
