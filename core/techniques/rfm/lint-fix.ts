import type { MetricName } from './metrics.ts';
import type { NumberScoring, RecencyScoring, RfmLabel, RfmMatches, RfmSettings } from './settings.ts';

type ManualBands<Scoring> = Extract<Scoring, { mode: 'manual' }> extends { bands: infer Bands } ? Bands : never;

/** A one-click repair, as data. `label` and `before` are positions in the label list. */
export type RfmFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'moveLabel'; readonly label: number; readonly before: number }
  | { readonly kind: 'setMatches'; readonly label: number; readonly matches: RfmMatches }
  | { readonly kind: 'addLabel'; readonly added: RfmLabel }
  | { readonly kind: 'setRecencyBands'; readonly bands: ManualBands<RecencyScoring> }
  | {
      readonly kind: 'setNumberBands';
      readonly metric: Exclude<MetricName, 'recency'>;
      readonly bands: ManualBands<NumberScoring>;
    };

/** Applies a fix to the settings it was made for; the settings given stay as they are. */
export function applyRfmFix(settings: RfmSettings, fix: RfmFix): RfmSettings {
  const { labels } = settings;
  switch (fix.kind) {
    case 'removeLabel':
      return { ...settings, labels: labels.filter((_, index) => index !== fix.label) };
    case 'moveLabel':
      return { ...settings, labels: moveBefore(labels, fix.label, fix.before) };
    case 'setMatches':
      return {
        ...settings,
        labels: labels.map((label, index) => (index === fix.label ? { ...label, matches: fix.matches } : label)),
      };
    case 'addLabel':
      return { ...settings, labels: [...labels, fix.added] };
    case 'setRecencyBands':
      return { ...settings, recency: { mode: 'manual', levels: settings.recency.levels, bands: fix.bands } };
    case 'setNumberBands':
      return { ...settings, [fix.metric]: { mode: 'manual', levels: settings[fix.metric].levels, bands: fix.bands } };
  }
}

/** `before` < `from`: the entry moves up, everything between moves down. */
export function moveBefore<T>(list: readonly T[], from: number, before: number): T[] {
  const moved = list[from];
  if (moved === undefined) return [...list];
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, before), moved, ...rest.slice(before)];
}
