import { textAt, type Column } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { parsePattern } from '#core/criteria/pattern.ts';
import type { Finding } from '../finding.ts';
import type { FirmographicsLabel, FirmographicsSettings } from './settings.ts';
import { MIN_LABELS } from './settings.ts';
import { createWitnesses, type Witnesses } from './witnesses.ts';
import { isReached, placeToBeReached } from '../witnessed-order.ts';

/** Combinations of telling values that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 20_000;

/** A one-click repair, as data. `label` and `before` are positions in the label list. */
export type FirmographicsFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'moveLabel'; readonly label: number; readonly before: number };

export function applyFirmographicsFix(settings: FirmographicsSettings, fix: FirmographicsFix): FirmographicsSettings {
  const rest = settings.labels.filter((_, index) => index !== fix.label);
  const moved = settings.labels[fix.label];
  if (fix.kind === 'removeLabel' || moved === undefined) return { labels: rest };
  return { labels: [...rest.slice(0, fix.before), moved, ...rest.slice(fix.before)] };
}

interface LintContext {
  readonly asOfDay: number;
  readonly minorDigits: number;
}

/**
 * SET-10: duplicates, labels that cannot hold, labels that earlier ones hide, overlaps, and known values that no label takes.
 * Decided on made-up accounts that show every outcome of the conditions; text matched by parts is approximated.
 */
export function lintFirmographics(settings: FirmographicsSettings, context: LintContext): Finding<FirmographicsFix>[] {
  const { labels } = settings;
  const findings = duplicates(labels);
  if (labels.some(({ criteria }) => !parsePattern(criteria.pattern, criteria.conditions.length).ok)) return findings;

  const conditions = labels.flatMap(({ criteria }) => criteria.conditions);
  const witnesses = createWitnesses(conditions, context.asOfDay, MAX_WITNESSES);
  if (witnesses === null) {
    return [
      ...findings,
      { severity: 'info', message: { code: 'lint.notExamined', params: {} }, where: 'labels', fix: null },
    ];
  }
  const takes = labels.map(({ criteria }) => compileCriteria(criteria, context).evaluate(witnesses.table));
  return [...findings, ...unreached(labels, takes), ...overlaps(labels, takes), ...gaps(takes, witnesses)];
}

function duplicates(labels: readonly FirmographicsLabel[]): Finding<FirmographicsFix>[] {
  const repeats = (
    key: (label: FirmographicsLabel) => string,
    code: string,
    part: string,
  ): Finding<FirmographicsFix>[] =>
    labels.flatMap((label, index) => {
      const first = labels.findIndex((other) => key(other) === key(label));
      if (first === index) return [];
      return [
        {
          severity: 'error',
          message: { code, params: { value: key(label) } },
          where: `labels[${index}].${part}`,
          fix: null,
        },
      ];
    });
  return [
    ...repeats(({ id }) => id, 'lint.duplicateId', 'id'),
    ...repeats(({ names }) => names.en.toLowerCase(), 'lint.duplicateName', 'names.en'),
    ...repeats(({ names }) => names.es.toLowerCase(), 'lint.duplicateName', 'names.es'),
  ];
}

function unreached(labels: readonly FirmographicsLabel[], takes: readonly Uint8Array[]): Finding<FirmographicsFix>[] {
  return labels.flatMap((label, index) => {
    if (isReached(takes, index)) return [];
    const own = takes[index] ?? new Uint8Array();
    const code = own.includes(1) ? 'lint.shadowedLabel' : 'lint.emptyLabel';
    const fix = (own.includes(1) ? unshadow(takes, index) : null) ?? removal(labels, index);
    return [
      { severity: 'warning', message: { code, params: { label: label.id } }, where: `labels[${index}].criteria`, fix },
    ];
  });
}

function removal(labels: readonly FirmographicsLabel[], label: number): FirmographicsFix | null {
  return labels.length > MIN_LABELS ? { kind: 'removeLabel', label } : null;
}

function unshadow(takes: readonly Uint8Array[], label: number): FirmographicsFix | null {
  const before = placeToBeReached(takes, label);
  return before === null ? null : { kind: 'moveLabel', label, before };
}

function overlaps(labels: readonly FirmographicsLabel[], takes: readonly Uint8Array[]): Finding<FirmographicsFix>[] {
  return labels.flatMap((later, index) =>
    labels.slice(0, index).flatMap((earlier, at) => {
      const shared = takes[index]?.some((taken, row) => taken === 1 && takes[at]?.[row] === 1) ?? false;
      if (!shared) return [];
      const message = { code: 'lint.overlap', params: { label: later.id, earlier: earlier.id } };
      return [{ severity: 'info' as const, message, where: `labels[${index}].criteria`, fix: null }];
    }),
  );
}

/** Accounts with every field filled that still get no label. Firmographics need not cover everybody: for information. */
function gaps(takes: readonly Uint8Array[], { table, complete }: Witnesses): Finding<FirmographicsFix>[] {
  for (let row = 0; row < table.length; row++) {
    if (complete[row] !== 1 || takes.some((mask) => mask[row] === 1)) continue;
    const [first] = table.columns;
    const params = first === undefined ? {} : { field: first[0], value: valueAt(first[1], row) };
    return [{ severity: 'info', message: { code: 'lint.gap', params }, where: 'labels', fix: null }];
  }
  return [];
}

/** A witness value as a param; days as epoch days. */
function valueAt(column: Column, row: number): string | number {
  if (column.kind === 'text') return textAt(column, row) ?? '';
  if (column.kind === 'day') return column.days[row] ?? 0;
  return column.kind === 'number' || column.kind === 'boolean' ? (column.values[row] ?? 0) : 0;
}
