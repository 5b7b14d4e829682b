import type { Configuration } from '#core/configuration/configuration.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { backDatingNotes, type BackDatingNote } from '#core/labels/back-dating.ts';
import type { Label } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { FREQUENCY_DIGITS } from '#core/techniques/rfm/metrics.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { EngagementGeneration } from './label-engagement.ts';
import type { VoiceGeneration } from './label-voice.ts';
import type { RecommendationsGeneration } from './label-recommendations.ts';
import type { Generation, LabelCount, RfmGeneration } from '#server-functions/score/generation.ts';

export const LEVELS_FORMAT = 'lodestar.levels/1';

interface MetricLevels {
  readonly mode: 'automatic' | 'manual';
  readonly levels: number;
  /** Accounts per score, score 1 first. */
  readonly accounts: readonly number[];
  /** Where scores change, ascending, in days, purchases or money; rounded to 6 decimals (scores are decided by exact integers). */
  readonly breaks: readonly number[];
}

export interface Levels {
  readonly format: typeof LEVELS_FORMAT;
  readonly asOf: string;
  readonly currency: string;
  readonly accounts: { readonly read: number; readonly inside: number };
  readonly deals: Generation['deals'];
  readonly rfm: {
    readonly recency: MetricLevels;
    readonly frequency: MetricLevels;
    readonly monetary: MetricLevels;
    readonly withoutPurchases: number;
    readonly labels: readonly NamedCount[];
  } | null;
  readonly firmographics: { readonly labels: readonly NamedCount[] } | null;
  readonly recommendations: {
    /** `band`: too few buyers for percentages (REC-1). */
    readonly scale: 'percent' | 'band';
    readonly buyers: number;
    readonly labels: readonly NamedCount[];
  } | null;
  readonly engagement: {
    readonly touchPoints: EngagementGeneration['touchPoints'];
    /** Whether contacts.csv tells of contacts. */
    readonly contacts: boolean;
    /** Points that score 50, and whether the settings say so or these accounts (ENG-2). */
    readonly half: number;
    readonly halfFrom: 'settings' | 'proposed';
    readonly labels: readonly NamedCount[];
  } | null;
  readonly voice: {
    readonly texts: VoiceGeneration['texts'];
    readonly labels: readonly NamedCount[];
  } | null;
  readonly warnings: readonly Message[];
  /** What the labels have from the day of the files, because no record of `asOf` is left of it (TEC-3). */
  readonly notDatedBack: readonly (Message & Pick<BackDatingNote, 'technique'>)[];
  /** What the files held that could not be placed, with counts. */
  readonly unplaced: readonly CountedProblem[];
}

interface NamedCount {
  /** null: no label. */
  readonly id: string | null;
  readonly name: string | null;
  readonly accounts: number;
}

/** levels.json: counts per level and label, and breaks. The same input gives the same bytes: no clock, no machine in it. */
export function deriveLevels(
  generation: Generation,
  configuration: Configuration,
  recommended: RecommendationsGeneration | null,
  engaged: EngagementGeneration | null = null,
  heard: VoiceGeneration | null = null,
): Levels {
  const { rfm, firmographics, population } = generation;
  const { techniques } = configuration;
  return {
    format: LEVELS_FORMAT,
    asOf: formatIsoDay(generation.asOfDay),
    currency: generation.org.homeCurrency,
    accounts: { read: population.length, inside: population.reduce((sum, inside) => sum + inside, 0) },
    deals: generation.deals,
    rfm:
      rfm === null
        ? null
        : {
            recency: metricLevels(rfm, 'recency', 'r', 0),
            frequency: metricLevels(rfm, 'frequency', 'f', FREQUENCY_DIGITS),
            monetary: metricLevels(rfm, 'monetary', 'm', generation.minorDigits),
            withoutPurchases: rfm.withoutPurchases,
            labels: toNamedCounts(rfm.labelCounts, techniques.rfm?.labels ?? []),
          },
    firmographics:
      firmographics === null
        ? null
        : { labels: toNamedCounts(firmographics.labelCounts, techniques.firmographics?.labels ?? []) },
    recommendations:
      recommended === null
        ? null
        : {
            scale: recommended.basis.scale,
            buyers: recommended.basis.buyers,
            labels: toNamedCounts(recommended.labelCounts, techniques.recommendations?.labels ?? []),
          },
    engagement:
      engaged === null
        ? null
        : {
            touchPoints: engaged.touchPoints,
            contacts: engaged.contacts !== null,
            half: engaged.basis.half,
            halfFrom: engaged.basis.halfFrom,
            labels: toNamedCounts(engaged.labelCounts, techniques.engagement?.labels ?? []),
          },
    voice:
      heard === null
        ? null
        : { texts: heard.texts, labels: toNamedCounts(heard.labelCounts, techniques.voice?.labels ?? []) },
    warnings: [
      ...generation.warnings,
      ...(rfm?.warnings ?? []),
      ...(firmographics?.warnings ?? []),
      ...(recommended?.warnings ?? []),
      ...(engaged?.warnings ?? []),
      ...(heard?.warnings ?? []),
    ],
    notDatedBack: backDatingNotes(configuration).map(({ technique, message }) => ({ technique, ...message })),
    unplaced: generation.reads.flatMap(({ report }) => report.problems),
  };
}

/** `digits`: the basis counts in units of 10^-digits. */
function metricLevels(
  { basis, levelCounts }: RfmGeneration,
  metric: 'recency' | 'frequency' | 'monetary',
  score: 'r' | 'f' | 'm',
  digits: number,
): MetricLevels {
  const { levels, scoring, breaks, steps }: RfmBasis[typeof metric] = basis[metric];
  const cuts = scoring.mode === 'automatic' ? breaks.map(({ whole, part }) => whole + part / levels) : steps.starts;
  const round = (value: number): number => Math.round((value / 10 ** digits) * 1e6) / 1e6;
  return { mode: scoring.mode, levels, accounts: levelCounts[score], breaks: cuts.map(round) };
}

function toNamedCounts(counts: readonly LabelCount[], labels: readonly Label[]): readonly NamedCount[] {
  return counts.map(({ labelId, accounts }) => ({
    id: labelId,
    name: labels.find(({ id }) => id === labelId)?.names.en ?? null,
    accounts,
  }));
}
