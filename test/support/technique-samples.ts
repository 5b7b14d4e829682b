import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { INCLUDED_COLUMN } from '#core/segments/evaluate-segment.ts';
import { insideMask } from '#core/segments/members.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { MoreTechnique } from '#server-functions/score/generation.ts';
import { sampleAccounts, UNSAMPLED } from '#server-functions/score/techniques/samples/sample-accounts.ts';
import { previewEngagement } from '#server-functions/setup/technique-preview/preview-engagement.ts';
import { previewRecommendations } from '#server-functions/setup/technique-preview/preview-recommendations.ts';
import { previewVoice } from '#server-functions/setup/technique-preview/preview-voice.ts';
import { createSampleShelf } from '#server-functions/setup/technique-preview/sample-shelf.ts';
import type { TechniqueNumbers } from '#server-functions/setup/technique-preview/technique-numbers.ts';
import { REFRESH_ORG, type RefreshWorld } from './refresh-world.ts';

/** What labels of the published generation would be under these settings, account by account of the sample. */
export async function previewIn(
  { ports }: RefreshWorld,
  technique: MoreTechnique,
  { techniques }: Configuration,
): Promise<{
  readonly numbers: TechniqueNumbers;
  readonly labels: readonly (string | null)[];
  readonly inside: number;
}> {
  const sample = (await createSampleShelf(ports).find(REFRESH_ORG, technique))?.sample;
  const { engagement, recommendations, voice } = techniques;
  const named = (numbers: TechniqueNumbers, of: readonly { readonly id: string }[]) => ({
    numbers,
    labels: Array.from(numbers.label, (label) => of[label]?.id ?? null),
    inside: sample?.about.inside ?? 0,
  });
  if (sample?.technique === 'engagement' && engagement != null)
    return named(previewEngagement(sample, engagement), engagement.labels);
  if (sample?.technique === 'recommendations' && recommendations != null)
    return named(previewRecommendations(sample, recommendations), recommendations.labels);
  if (sample?.technique === 'voice' && voice != null) return named(previewVoice(sample, voice), voice.labels);
  throw new Error(`nothing is kept of ${technique}`);
}

/** Labels of a published generation in the order of the sample's accounts. */
export function labelsInSample(
  table: ColumnTable,
  technique: MoreTechnique,
  sampled: number,
): readonly (string | null)[] {
  const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const places = sampleAccounts(ids, insideMask(table, INCLUDED_COLUMN), sampled);
  const { codes, dictionary } = columnOf(table, `abm:${technique}.label`, 'text');
  const labels: (string | null)[] = [];
  places.forEach((place, row) => {
    if (place === UNSAMPLED) return;
    const code = codes[row] ?? NULL_CODE;
    labels[place] = code === NULL_CODE ? null : (dictionary.at(code) ?? null);
  });
  return labels;
}
