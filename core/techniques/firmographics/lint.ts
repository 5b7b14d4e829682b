import { textAt, type Column } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { parsePattern } from '#core/criteria/pattern.ts';
import { duplicateLabels } from '../duplicate-labels.ts';
import type { Finding } from '../finding.ts';
import { applyOrderFix, NOT_EXAMINED, overlappingLabels, unreachedLabels, type OrderFix } from '../witnessed-order.ts';
import { MIN_LABELS, type FirmographicsSettings } from './settings.ts';
import { createWitnesses, type Witnesses } from './witnesses.ts';

/** Combinations of telling values that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 20_000;

/** A one-click repair, as data. */
export type FirmographicsFix = OrderFix;

/** Applies a fix to the settings it was made for; the settings given stay as they are. */
export function applyFirmographicsFix(settings: FirmographicsSettings, fix: FirmographicsFix): FirmographicsSettings {
  return { labels: applyOrderFix(settings.labels, fix) };
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
  const findings = duplicateLabels(labels);
  if (labels.some(({ criteria }) => !parsePattern(criteria.pattern, criteria.conditions.length).ok)) return findings;

  const conditions = labels.flatMap(({ criteria }) => criteria.conditions);
  const witnesses = createWitnesses(conditions, context.asOfDay, MAX_WITNESSES);
  if (witnesses === null) return [...findings, NOT_EXAMINED];
  const takes = labels.map(({ criteria }) => compileCriteria(criteria, context).evaluate(witnesses.table));
  const order = { labels, takes, part: 'criteria' };
  return [...findings, ...unreachedLabels(order, MIN_LABELS), ...overlappingLabels(order), ...gaps(takes, witnesses)];
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
