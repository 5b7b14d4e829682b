import { duplicateLabels } from '../duplicate-labels.ts';
import type { Finding } from '../finding.ts';
import {
  applyOrderFix,
  NOT_EXAMINED,
  overlappingLabels,
  unreachedLabels,
  type OrderFix,
  type Takes,
} from '../witnessed-order.ts';
import { compileRules, ruleHolds, type CompiledRule } from './verdict.ts';
import { MIN_LABELS, type RecommendationsLabel, type RecommendationsSettings } from './settings.ts';
import { distinctWatches, watchesOf, type Watch } from './watches.ts';

/** Combinations of telling values that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 50_000;

/** A one-click repair, as data. */
export type RecommendationsFix = OrderFix;

type Found = Finding<RecommendationsFix>;

/** Applies a fix to the settings it was made for; the settings given stay as they are. */
export function applyRecommendationsFix(
  settings: RecommendationsSettings,
  fix: RecommendationsFix,
): RecommendationsSettings {
  return { ...settings, labels: applyOrderFix(settings.labels, fix) };
}

/** SET-10: duplicates, labels that cannot hold, labels that earlier ones hide, overlaps, and probabilities that no label takes. */
export function lintRecommendations({ labels }: Pick<RecommendationsSettings, 'labels'>): Found[] {
  const findings = duplicateLabels(labels);
  const watches = distinctWatches(labels);
  const witnesses = createWitnesses(labels, watches);
  if (witnesses === null) return [...findings, NOT_EXAMINED];
  const takes = compileRules(labels, watches).map((rule) => takesOf(rule, witnesses));
  const order = { labels, takes, part: 'types' };
  return [
    ...findings,
    ...unreachedLabels(order, MIN_LABELS),
    ...overlappingLabels(order),
    ...gaps(takes, witnesses, watches),
  ];
}

/**
 * Every combination of values that conditions tell apart: the lowest of each range between thresholds. A value among some products is
 * never above that among any. null: too many.
 */
function createWitnesses(labels: readonly RecommendationsLabel[], watches: readonly Watch[]): number[][] | null {
  const values = watches.map((watch) => tellingValues(labels, watch));
  if (values.reduce((product, { length }) => product * length, 1) > MAX_WITNESSES) return null;
  const general = watches.map(({ type, products }) =>
    products.length === 0 ? -1 : watches.findIndex((other) => other.type === type && other.products.length === 0),
  );
  let rows: number[][] = [[]];
  for (const telling of values) rows = rows.flatMap((row) => telling.map((value) => [...row, value]));
  return rows.filter((row) => general.every((any, watch) => any < 0 || row[watch]! <= row[any]!));
}

/** Thresholds of all conditions on the type, so that "never above that among any" is decided on the same ranges. */
function tellingValues(labels: readonly RecommendationsLabel[], { type }: Watch): number[] {
  const starts = labels
    .flatMap(watchesOf)
    .filter(({ watch }) => watch.type === type)
    .flatMap(({ probability }) => {
      if (probability.operator === 'between') return [probability.from, probability.to + 1];
      return [probability.operator === 'atLeast' ? probability.percent : probability.percent + 1];
    });
  return [...new Set([0, ...starts])].filter((value) => value <= 100).sort((a, b) => a - b);
}

function takesOf(rule: CompiledRule, witnesses: readonly number[][]): Uint8Array {
  return Uint8Array.from(witnesses, (row) => (ruleHolds(rule, (watch) => row[watch]!, 'percent') ? 1 : 0));
}

/** Labels need not cover everybody (between hot and cold is neither): for information, with the first values that no label takes. */
function gaps(takes: Takes, witnesses: readonly number[][], watches: readonly Watch[]): Found[] {
  const row = witnesses.findIndex((_, index) => takes.every((mask) => mask[index] !== 1));
  const values = witnesses[row];
  if (values === undefined) return [];
  const highest = values.indexOf(Math.max(...values));
  const params = { type: watches[highest]?.type ?? '', percent: values[highest] ?? 0 };
  return [{ severity: 'info', message: { code: 'lint.gap', params }, where: 'labels', fix: null }];
}
