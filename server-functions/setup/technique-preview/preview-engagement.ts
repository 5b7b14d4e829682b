import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { frozenHalfOf, scoreEngagement } from '#core/techniques/engagement/score.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { fromSample, reachOf } from '../../score/techniques/engagement/touch-table.ts';
import { rowsOfSources } from '../../score/techniques/samples/sample-rows.ts';
import type { SampleOf } from './sample-shelf.ts';
import { countLabels, knownSources, notKept, type TechniqueNumbers } from './technique-numbers.ts';

/** ENG-2 over the touch points of the sample, as the next run would score them under these settings. */
export function previewEngagement(
  { about, table }: Pick<SampleOf<'engagement'>, 'about' | 'table'>,
  settings: EngagementSettings,
): TechniqueNumbers {
  const { asOfDay, accounts } = about;
  const sources = knownSources(about.sources, settings.sources);
  const rows = rowsOfSources(table, sources.ids);
  const sums = createEngagementAggregate(accounts, { asOfDay, counting: settings });
  if (rows.length > 0) addTouchPoints(sums, fromSample(rows));
  const frozenHalf = about.half === null ? null : frozenHalfOf(about.half, settings);
  const { label, basis } = scoreEngagement({
    totals: engagementTotals(sums),
    population: new Uint8Array(accounts).fill(1),
    settings,
    asOfDay,
    frozenHalf,
  });
  const labels = countLabels(label, settings.labels);
  const from = settings.half !== null ? 'settings' : frozenHalf === null ? 'proposed' : 'frozen';
  return {
    label,
    labels,
    without: [{ reason: 'noBand', accounts: labels.at(-1)?.accounts ?? 0 }],
    half: { points: basis.half, from },
    notes: [...sources.notes, ...notKept(reachOf(settings), about.reachDays)],
  };
}
