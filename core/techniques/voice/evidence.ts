import { NULL_DAY } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { LATEST_TEXTS, type VoiceAggregate } from './aggregate.ts';
import type { VoiceBasis } from './basis.ts';
import { compileLabels, type VoiceCounts } from './conditions.ts';
import type { VoiceScores } from './score.ts';

/** Decision 5: counts and ids, never a word of a text. Explained together with the run's basis. */
export interface VoiceEvidence extends VoiceCounts {
  readonly technique: 'voice';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  /** Records of the latest texts, latest first. */
  readonly recordIds: readonly string[];
}

/** The evidence of one account; null when it is outside the global criteria. `countsAt` is `createCounts` of the same run. */
export function voiceEvidenceAt(
  {
    scores,
    aggregate,
    population,
    countsAt,
  }: {
    readonly scores: Pick<VoiceScores, 'label' | 'basis'>;
    readonly aggregate: Pick<VoiceAggregate, 'latestDay' | 'latestId'>;
    readonly population: Uint8Array;
    readonly countsAt: (ordinal: number) => VoiceCounts;
  },
  ordinal: number,
): VoiceEvidence | null {
  if (population[ordinal] !== 1) return null;
  const rule = scores.label[ordinal] ?? NO_LABEL;
  const recordIds: string[] = [];
  for (let at = ordinal * LATEST_TEXTS; at < (ordinal + 1) * LATEST_TEXTS; at++)
    if (aggregate.latestDay[at] !== NULL_DAY) recordIds.push(String(aggregate.latestId[at]));
  // A record may hold several texts (a survey's answers).
  return {
    technique: 'voice',
    labelId: scores.basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
    ...countsAt(ordinal),
    recordIds: [...new Set(recordIds)],
  };
}

/** The label that the stored counts give under the basis; the stored label is not read. */
export function voiceVerdict(counts: VoiceCounts, basis: VoiceBasis): { readonly labelId: string | null } {
  if (counts.texts < basis.minTexts) return { labelId: null };
  const rule = compileLabels(basis.labels, basis.competitorsOn).firstLabel(counts);
  return { labelId: basis.labels[rule]?.id ?? null };
}
