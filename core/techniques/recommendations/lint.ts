import type { Finding } from '../finding.ts';
import { compileRules, ruleHolds, type CompiledRule } from './verdict.ts';
import { MIN_LABELS, type RecommendationsLabel, type RecommendationsSettings } from './settings.ts';
import { distinctWatches, watchesOf, type Watch } from './watches.ts';

/** Combinations of telling values that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 50_000;

/** A one-click repair, as data: positions in the label list. */
export type RecommendationsFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'moveLabel'; readonly label: number; readonly before: number };

type Found = Finding<RecommendationsFix>;
/** Per label, 1 where it takes the witness. */
type Takes = readonly Uint8Array[];

export function applyRecommendationsFix(
  settings: RecommendationsSettings,
  fix: RecommendationsFix,
): RecommendationsSettings {
  const labels = settings.labels.filter((_, index) => index !== fix.label);
  const moved = settings.labels[fix.label];
  if (fix.kind === 'moveLabel' && moved !== undefined) labels.splice(fix.before, 0, moved);
  return { ...settings, labels };
}

/** SET-10: duplicates, labels that cannot hold, labels that earlier ones hide, overlaps, and probabilities that no label takes. */
export function lintRecommendations({ labels }: Pick<RecommendationsSettings, 'labels'>): Found[] {
  const findings = duplicates(labels);
  const watches = distinctWatches(labels);
  const witnesses = createWitnesses(labels, watches);
  if (witnesses === null)
    return [
      ...findings,
      { severity: 'info', message: { code: 'lint.notExamined', params: {} }, where: 'labels', fix: null },
    ];
  const takes = compileRules(labels, watches).map((rule) => takesOf(rule, witnesses));
  return [...findings, ...unreached(labels, takes), ...overlaps(labels, takes), ...gaps(takes, witnesses, watches)];
}

function duplicates(labels: readonly RecommendationsLabel[]): Found[] {
  const repeats = (key: (label: RecommendationsLabel) => string, code: string, part: string): Found[] =>
    labels.flatMap((label, index): Found[] =>
      labels.findIndex((other) => key(other) === key(label)) === index
        ? []
        : [
            {
              severity: 'error',
              message: { code, params: { value: key(label) } },
              where: `labels[${index}].${part}`,
              fix: null,
            },
          ],
    );
  return [
    ...repeats(({ id }) => id, 'lint.duplicateId', 'id'),
    ...repeats(({ names }) => names.en.toLowerCase(), 'lint.duplicateName', 'names.en'),
    ...repeats(({ names }) => names.es.toLowerCase(), 'lint.duplicateName', 'names.es'),
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

function unreached(labels: readonly RecommendationsLabel[], takes: Takes): Found[] {
  return labels.flatMap((label, index): Found[] => {
    if (isReached(takes, index)) return [];
    const possible = takes[index]?.includes(1) ?? false;
    const remove: RecommendationsFix | null = labels.length > MIN_LABELS ? { kind: 'removeLabel', label: index } : null;
    const message = { code: possible ? 'lint.shadowedLabel' : 'lint.emptyLabel', params: { label: label.id } };
    const fix = (possible ? unshadow(takes, index) : null) ?? remove;
    return [{ severity: 'warning', message, where: `labels[${index}].types`, fix }];
  });
}

/** The latest place where the label gets accounts without hiding another; null = there is none. */
function unshadow(takes: Takes, label: number): RecommendationsFix | null {
  const own = takes[label];
  if (own === undefined) return null;
  const hidden = (order: Takes): number => order.filter((_, at) => !isReached(order, at)).length;
  const rest = takes.filter((_, at) => at !== label);
  for (let before = label - 1; before >= 0; before--)
    if (hidden([...rest.slice(0, before), own, ...rest.slice(before)]) < hidden(takes))
      return { kind: 'moveLabel', label, before };
  return null;
}

function isReached(takes: Takes, index: number): boolean {
  return (
    takes[index]?.some((taken, row) => taken === 1 && takes.slice(0, index).every((earlier) => earlier[row] !== 1)) ??
    false
  );
}

/** By design of "first match wins"; listed so that nobody is surprised. */
function overlaps(labels: readonly RecommendationsLabel[], takes: Takes): Found[] {
  return labels.flatMap((later, index) =>
    labels.slice(0, index).flatMap((earlier, at): Found[] => {
      if (takes[index]?.some((taken, row) => taken === 1 && takes[at]?.[row] === 1) !== true) return [];
      const message = { code: 'lint.overlap', params: { label: later.id, earlier: earlier.id } };
      return [{ severity: 'info', message, where: `labels[${index}].types`, fix: null }];
    }),
  );
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
