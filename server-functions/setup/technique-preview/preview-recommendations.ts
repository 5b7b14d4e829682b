import { scoreKept } from '#core/techniques/recommendations/kept-values.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { fromKeptTable } from '../../score/techniques/recommendations/kept-table.ts';
import type { SampleOf } from './sample-shelf.ts';
import { countLabels, type TechniqueNumbers } from './technique-numbers.ts';

/** REC-2 over what the last run's models gave the sample: labels are judged anew, chances stay. */
export function previewRecommendations(
  { about, table }: Pick<SampleOf<'recommendations'>, 'about' | 'table'>,
  settings: RecommendationsSettings,
): TechniqueNumbers {
  const { accounts, sold, scale } = about;
  const { label } = scoreKept({ rows: fromKeptTable(table), accounts, sold, settings, scale });
  const labels = countLabels(label, settings.labels);
  const isAlike = JSON.stringify(about.cellFields.toSorted()) === JSON.stringify(settings.cellFields.toSorted());
  return {
    label,
    labels,
    without: [{ reason: 'noneHolds', accounts: labels.at(-1)?.accounts ?? 0 }],
    half: null,
    notes: [
      ...(about.horizonDays === settings.horizonDays
        ? []
        : [{ code: 'techniques.preview.horizonOther', params: { days: about.horizonDays } }]),
      ...(isAlike ? [] : [{ code: 'techniques.preview.alikeOther', params: {} }]),
    ],
  };
}
