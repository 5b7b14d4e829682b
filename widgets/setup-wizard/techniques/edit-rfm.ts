import { copyAutomatic } from '#core/techniques/rfm/copy-automatic.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { LevelCounts } from '#core/techniques/rfm/label-cells.ts';
import { moveBefore } from '#core/techniques/rfm/lint-fix.ts';
import type { MetricName } from '#core/techniques/rfm/metrics.ts';
import { presetRfmLabels } from '#core/techniques/rfm/presets.ts';
import {
  MAX_LABELS,
  MAX_LEVELS,
  MAX_RANGES,
  MIN_LEVELS,
  type NumberRange,
  type RecencyRange,
  type RfmLabel,
  type RfmMatches,
  type RfmSettings,
} from '#core/techniques/rfm/settings.ts';
import { freshLabel, removeAt, replaceAt } from './edit-labels.ts';

export type BandRange = NumberRange | RecencyRange;
export interface Band {
  readonly score: number;
  readonly anyOf: readonly BandRange[];
}

export function levelsOf({ recency, frequency, monetary }: RfmSettings): LevelCounts {
  return { r: recency.levels, f: frequency.levels, m: monetary.levels };
}

/**
 * RFM-2. The preset follows the levels while nobody has touched its patterns (renamed labels keep their names); patterns of
 * one's own stay and the linter offers what to do. Bands of scores that no longer exist go.
 */
export function setLevels(settings: RfmSettings, metric: MetricName, levels: number): RfmSettings {
  const wanted = Math.min(MAX_LEVELS, Math.max(MIN_LEVELS, Math.round(levels)));
  if (settings[metric].levels === wanted) return settings;
  const untouched = isPreset(settings);
  const scoring = settings[metric];
  const next: RfmSettings = {
    ...settings,
    [metric]:
      scoring.mode === 'automatic'
        ? { mode: 'automatic', levels: wanted }
        : { mode: 'manual', levels: wanted, bands: scoring.bands.filter(({ score }) => score <= wanted) },
  };
  return untouched ? { ...next, labels: presetLabels(next) } : next;
}

/** Patterns and order as the preset of these levels has them, whatever the labels are called. */
export function isPreset(settings: RfmSettings): boolean {
  const preset = presetRfmLabels(levelsOf(settings));
  return (
    preset.length === settings.labels.length &&
    preset.every(({ id, matches }, index) => {
      const label = settings.labels[index];
      return label !== undefined && label.id === id && JSON.stringify(label.matches) === JSON.stringify(matches);
    })
  );
}

/** RFM-5's labels for these levels; labels known already keep the names, colours and options they have. */
export function presetLabels(settings: RfmSettings): RfmLabel[] {
  return presetRfmLabels(levelsOf(settings)).map((label) => {
    const known = settings.labels.find(({ id }) => id === label.id);
    return known === undefined ? label : { ...known, matches: label.matches };
  });
}

/**
 * RFM-3, RFM-4. Manual starts from the automatic breaks where a preview has them, so that every account keeps its score;
 * without one, from round figures.
 */
export function setMode(
  settings: RfmSettings,
  metric: MetricName,
  mode: 'automatic' | 'manual',
  basis: RfmBasis | null,
): RfmSettings {
  const { levels } = settings[metric];
  if (settings[metric].mode === mode) return settings;
  if (mode === 'automatic') return { ...settings, [metric]: { mode, levels } };
  if (basis !== null && basis[metric].levels === levels) {
    const copied = copyAutomatic(settings, basis, [metric]);
    if (copied.ok) return copied.value;
  }
  return withBands(settings, metric, startBands(metric, levels));
}

/** Cuts to start from where nothing is known; the four best-known ages, counts and amounts. */
const START_CUTS: Readonly<Record<MetricName, readonly [number, number, number, number]>> = {
  recency: [30, 90, 180, 365],
  frequency: [2, 3, 5, 10],
  monetary: [1_000, 5_000, 10_000, 50_000],
};

function startBands(metric: MetricName, levels: number): Band[] {
  const cuts = START_CUTS[metric].slice(0, levels - 1);
  return Array.from({ length: levels }, (_, index): Band => {
    const from = cuts[index - 1] ?? null;
    const to = cuts[index] ?? null;
    return metric === 'recency'
      ? { score: levels - index, anyOf: [{ fromDays: from, toDays: to }] }
      : { score: index + 1, anyOf: [{ from, to }] };
  }).toSorted((a, b) => b.score - a.score);
}

export function bandsOf(settings: RfmSettings, metric: MetricName): readonly Band[] {
  const scoring = settings[metric];
  return scoring.mode === 'manual' ? scoring.bands : [];
}

export function setRange(
  settings: RfmSettings,
  metric: MetricName,
  score: number,
  index: number,
  range: BandRange,
): RfmSettings {
  return editBand(settings, metric, score, (anyOf) => anyOf.map((old, at) => (at === index ? range : old)));
}

/** An open range more for that score; at `MAX_RANGES` nothing changes. */
export function addRange(settings: RfmSettings, metric: MetricName, score: number): RfmSettings {
  const open: BandRange = metric === 'recency' ? { fromDays: null, toDays: null } : { from: null, to: null };
  return editBand(settings, metric, score, (anyOf) => (anyOf.length < MAX_RANGES ? [...anyOf, open] : anyOf));
}

/** The score's last range takes its band along: that score is then never given, which the linter says. */
export function removeRange(settings: RfmSettings, metric: MetricName, score: number, index: number): RfmSettings {
  return editBand(settings, metric, score, (anyOf) => anyOf.filter((_, at) => at !== index));
}

function editBand(
  settings: RfmSettings,
  metric: MetricName,
  score: number,
  edit: (anyOf: readonly BandRange[]) => readonly BandRange[],
): RfmSettings {
  const bands = bandsOf(settings, metric);
  const own = bands.find((band) => band.score === score)?.anyOf ?? [];
  const others = bands.filter((band) => band.score !== score);
  const edited = edit(own);
  return withBands(settings, metric, edited.length === 0 ? others : [...others, { score, anyOf: edited }]);
}

function withBands(settings: RfmSettings, metric: MetricName, bands: readonly Band[]): RfmSettings {
  const { levels } = settings[metric];
  const sorted = bands.toSorted((a, b) => b.score - a.score);
  if (metric === 'recency') {
    const recency = sorted.map(({ score, anyOf }) => ({ score, anyOf: anyOf.filter(isRecencyRange) }));
    return { ...settings, recency: { mode: 'manual', levels, bands: recency } };
  }
  const numbers = sorted.map(({ score, anyOf }) => ({ score, anyOf: anyOf.filter((range) => !isRecencyRange(range)) }));
  return { ...settings, [metric]: { mode: 'manual', levels, bands: numbers } };
}

function isRecencyRange(range: BandRange): range is RecencyRange {
  return !('from' in range);
}

export function setMatches(settings: RfmSettings, index: number, matches: RfmMatches): RfmSettings {
  return editLabel(settings, index, (label) => ({ ...label, matches }));
}

export function editLabel(settings: RfmSettings, index: number, edit: (label: RfmLabel) => RfmLabel): RfmSettings {
  return { ...settings, labels: replaceAt(settings.labels, index, edit) };
}

export function moveLabel(settings: RfmSettings, from: number, before: number): RfmSettings {
  return { ...settings, labels: moveBefore(settings.labels, from, before) };
}

export function removeLabel(settings: RfmSettings, index: number): RfmSettings {
  return { ...settings, labels: removeAt(settings.labels, index) };
}

/** At `MAX_LABELS` nothing changes. The new one takes nothing yet that an earlier one takes: it stands last. */
export function addLabel(settings: RfmSettings): RfmSettings {
  const { labels } = settings;
  if (labels.length >= MAX_LABELS) return settings;
  const added: RfmLabel = { ...freshLabel(labels), matches: { r: null, f: null, m: null } };
  return { ...settings, labels: [...labels, added] };
}
