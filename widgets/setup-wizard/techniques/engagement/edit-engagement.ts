import type { Label } from '#core/labels/label.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import type { EngagementLabel, EngagementSettings } from '#core/techniques/engagement/settings.ts';
import type { Channel } from '#core/techniques/engagement/touches.ts';
import type { OrgWords } from '../../models/org-words.ts';
import type { SetupDraft } from '../../models/setup-draft.ts';
import { countedSources } from '../source-place.ts';
import { SHIPPED_SOURCES } from './shipped-sources.ts';

/** ENG-1: everything that this CRM can tell of counts to begin with. */
export function chooseEngagement(draft: SetupDraft, org: OrgWords): SetupDraft {
  return {
    ...draft,
    chosen: { ...draft.chosen, engagement: true },
    engagement: draft.engagement ?? presetEngagementSettings(countedSources(SHIPPED_SOURCES, org)),
  };
}

/** A channel that is switched off keeps its points for when it comes back. */
export function switchChannel(settings: EngagementSettings, channel: Channel, on: boolean): EngagementSettings {
  return {
    ...settings,
    channels: { ...settings.channels, [channel]: { points: {}, ...settings.channels[channel], on } },
  };
}

export function pointsOf({ channels }: EngagementSettings, channel: Channel, response: string): number {
  const points: Readonly<Record<string, number | undefined>> = channels[channel]?.points ?? {};
  return points[response] ?? 0;
}

export function setPoints(
  settings: EngagementSettings,
  channel: Channel,
  response: string,
  points: number,
): EngagementSettings {
  const before = settings.channels[channel] ?? { on: true, points: {} };
  return {
    ...settings,
    channels: { ...settings.channels, [channel]: { ...before, points: { ...before.points, [response]: points } } },
  };
}

/** ENG-2: the widest band gives its upper half to the new label, so that 0 to 100 stay covered. */
export function splitWidest(labels: readonly EngagementLabel[], fresh: Label): EngagementLabel[] {
  const widths = labels.map(({ from, to }) => to - from);
  const widest = widths.indexOf(Math.max(...widths));
  const split = labels[widest];
  if (split === undefined) return [...labels];
  const middle = split.from + Math.floor((split.to - split.from) / 2);
  return [
    ...labels.slice(0, widest),
    { ...split, to: middle },
    { ...fresh, from: middle, to: split.to },
    ...labels.slice(widest + 1),
  ];
}
