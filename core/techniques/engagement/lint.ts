import { duplicateLabels } from '../duplicate-labels.ts';
import type { Finding } from '../finding.ts';
import { stretchesOf, type Stretch } from './bands.ts';
import { MAX_SCORE, MIN_LABELS, pointsByTouch, type EngagementLabel, type EngagementSettings } from './settings.ts';

/** A one-click repair, as data. `label` is a position in the label list. */
export type EngagementFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'setBand'; readonly label: number; readonly from: number; readonly to: number };

type Found = Finding<EngagementFix>;

/** Applies a fix to the settings it was made for; the settings given stay as they are. */
export function applyEngagementFix(settings: EngagementSettings, fix: EngagementFix): EngagementSettings {
  const { labels } = settings;
  if (fix.kind === 'removeLabel') return { ...settings, labels: labels.filter((_, index) => index !== fix.label) };
  const { from, to } = fix;
  return {
    ...settings,
    labels: labels.map((label, index) => (index === fix.label ? { ...label, from, to } : label)),
  };
}

/** SET-10: duplicates, empty and hidden labels, overlaps, scores that no label takes, and points that lead nowhere. Errors first. */
export function lintEngagement(settings: EngagementSettings): Found[] {
  const { labels } = settings;
  const stretches = stretchesOf(labels);
  const findings = [
    ...duplicateLabels(labels),
    ...labels.flatMap((label, index) => unreached(label, index, labels, stretches)),
    ...overlaps(labels, stretches),
    ...gaps(labels, stretches),
    ...lintPoints(settings),
  ];
  const order = { error: 0, warning: 1, info: 2 };
  return findings.sort((a, b) => order[a.severity] - order[b.severity]);
}

function unreached(
  label: EngagementLabel,
  index: number,
  labels: readonly EngagementLabel[],
  stretches: readonly Stretch[],
): Found[] {
  if (stretches.some(({ covering }) => covering[0] === index)) return [];
  const code = label.from < label.to ? 'lint.shadowedLabel' : 'lint.emptyLabel';
  const fix: EngagementFix | null = labels.length > MIN_LABELS ? { kind: 'removeLabel', label: index } : null;
  return [{ severity: 'warning', message: { code, params: { label: label.id } }, where: `labels[${index}].from`, fix }];
}

/** By design of "first match wins"; the later label may begin or end where the earlier one leaves it something. */
function overlaps(labels: readonly EngagementLabel[], stretches: readonly Stretch[]): Found[] {
  return labels.flatMap((later, index) =>
    labels.slice(0, index).flatMap((earlier, at): Found[] => {
      const shared = stretches.filter(({ covering }) => covering.includes(index) && covering.includes(at));
      const [first] = shared;
      const last = shared.at(-1);
      if (first === undefined || last === undefined) return [];
      const params = { label: later.id, earlier: earlier.id, from: first.from, to: last.to };
      const fix: EngagementFix | null =
        later.from < first.from
          ? { kind: 'setBand', label: index, from: later.from, to: first.from }
          : later.to > last.to
            ? { kind: 'setBand', label: index, from: last.to, to: later.to }
            : null;
      const message = { code: 'lint.scoreOverlap', params };
      return [{ severity: 'info', message, where: `labels[${index}].from`, fix }];
    }),
  );
}

/** ENG-2: labels cover 0-100. The label below is stretched; at the bottom the one above. */
function gaps(labels: readonly EngagementLabel[], stretches: readonly Stretch[]): Found[] {
  return joined(stretches.filter(({ covering }) => covering.length === 0)).map(({ from, to }): Found => {
    const below = labels.findIndex((label) => label.from < label.to && label.to === from);
    const above = labels.findIndex((label) => label.from < label.to && label.from === to);
    const fix: EngagementFix | null =
      below >= 0
        ? { kind: 'setBand', label: below, from: labels[below]?.from ?? 0, to }
        : above >= 0
          ? { kind: 'setBand', label: above, from, to: labels[above]?.to ?? MAX_SCORE }
          : null;
    return { severity: 'error', message: { code: 'lint.scoreGap', params: { from, to } }, where: 'labels', fix };
  });
}

/** Neighbouring stretches as one. */
function joined(stretches: readonly Stretch[]): { readonly from: number; readonly to: number }[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of stretches) {
    const last = all.at(-1);
    if (last?.to === from) last.to = to;
    else all.push({ from, to });
  }
  return all;
}

function lintPoints(settings: EngagementSettings): Found[] {
  const points = pointsByTouch(settings);
  if (points.some((each) => each > 0)) return [];
  return [{ severity: 'error', message: { code: 'lint.noPositivePoints', params: {} }, where: 'channels', fix: null }];
}
