import type { ColumnKind, ColumnTable } from '#core/columns/column-table.ts';
import { checkRfmSettings } from '#core/configuration/check-rfm-settings.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { withoutAmounts } from '#core/labels/published-basis.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import type { Message, Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { lintFirmographics } from '#core/techniques/firmographics/lint.ts';
import { scoreFirmographics } from '#core/techniques/firmographics/score.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { scoreRfmTotals, type RfmScores } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { columnOf } from '../score/column-of.ts';
import { SNAPSHOT_COLUMNS as S } from './snapshot-columns.ts';
import type { SnapshotRow } from './snapshot-row.ts';
import { createGroupSums } from '../shared/work/sum-groups.ts';

export interface LabelPreview {
  /** null = without a label. */
  readonly labelId: string | null;
  readonly accounts: number;
  /** Minor units; null = not shown, or too large for an exact number. */
  readonly wonMinor: number | null;
}

export interface RfmPreview {
  readonly population: number;
  readonly withoutPurchases: number;
  readonly levels: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] };
  readonly basis: RfmBasis;
  readonly labels: readonly LabelPreview[];
  /** Every cell, empty ones too. */
  readonly grid: readonly {
    readonly r: number;
    readonly f: number;
    readonly accounts: number;
    readonly wonMinor: number | null;
  }[];
  readonly warnings: readonly Message[];
}

export interface SnapshotPreview {
  readonly accounts: number;
  readonly rfm: RfmPreview | { readonly refusal: Message } | null;
  readonly firmographics: { readonly labels: readonly LabelPreview[] } | null;
  /** SET-10: what is suspicious in the settings themselves, whatever the data. */
  readonly lint: {
    readonly rfm: ReturnType<typeof lintRfm>;
    readonly firmographics: ReturnType<typeof lintFirmographics>;
  };
}

export interface PreviewTechniques {
  readonly rfm: RfmSettings | null;
  readonly firmographics: FirmographicsSettings | null;
}

/** SET-10: what these settings would make of the snapshot. Nothing is read again; problems say which settings do not fit it. */
export function previewSnapshot(
  row: Pick<SnapshotRow, 'asOfDay' | 'minorDigits' | 'warnings'>,
  table: ColumnTable,
  { rfm, firmographics }: PreviewTechniques,
): Result<SnapshotPreview, readonly Problem[]> {
  const problems = [
    ...(rfm === null ? [] : checkRfmSettings(rfm, 'rfm')),
    ...(firmographics === null ? [] : checkFirmographics(firmographics, table)),
  ];
  if (problems.length > 0) return fail(problems);
  const population = columnOf(table, S.included, 'boolean').values;
  const won = columnOf(table, S.won, 'money').minor;
  const context = { population, asOfDay: row.asOfDay, minorDigits: row.minorDigits };
  let accounts = 0;
  for (let ordinal = 0; ordinal < table.length; ordinal++) accounts += population[ordinal] === 1 ? 1 : 0;

  const byLabel = (label: Int16Array, ids: readonly string[]): LabelPreview[] => {
    const counts = Array.from({ length: ids.length + 1 }, () => 0);
    const sums = createGroupSums(ids.length + 1);
    for (let ordinal = 0; ordinal < table.length; ordinal++) {
      if (population[ordinal] !== 1) continue;
      const index = label[ordinal]!;
      const group = index === NO_LABEL ? ids.length : index;
      counts[group]!++;
      sums.add(group, won[ordinal]!);
    }
    return counts.map((count, group) => ({ labelId: ids[group] ?? null, accounts: count, wonMinor: sums.at(group) }));
  };

  const rfmScores = rfm === null ? null : scoreRfmTotals({ totals: totalsIn(table), settings: rfm, ...context });
  const scored = firmographics === null ? null : scoreFirmographics({ table, settings: firmographics, ...context });
  return ok({
    accounts,
    lint: {
      rfm: rfm === null ? [] : lintRfm(rfm, context),
      firmographics: firmographics === null ? [] : lintFirmographics(firmographics, context),
    },
    rfm:
      rfmScores === null
        ? null
        : rfmScores.ok
          ? {
              population: rfmScores.value.basis.population,
              withoutPurchases: rfmScores.value.withoutPurchases,
              levels: rfmScores.value.levelCounts,
              basis: rfmScores.value.basis,
              labels: byLabel(
                rfmScores.value.label,
                rfmScores.value.basis.labels.map(({ id }) => id),
              ),
              grid: gridOf(rfmScores.value, won, table.length),
              warnings: [...row.warnings, ...rfmScores.value.warnings],
            }
          : { refusal: rfmScores.error.message },
    firmographics:
      scored === null
        ? null
        : {
            labels: byLabel(
              scored.label,
              scored.basis.labels.map(({ id }) => id),
            ),
          },
  });
}

/** Were these settings aggregated as the snapshot was? Else their totals are others. */
export function isAggregatedAs(scope: SnapshotRow['scope'], rfm: RfmSettings): boolean {
  if (scope.rfm === null) return false;
  const { recencyField, frequencyOf, monetaryField, contributing } = rfm;
  const same = scope.rfm;
  return (
    recencyField === same.recencyField &&
    frequencyOf === same.frequencyOf &&
    monetaryField === same.monetaryField &&
    JSON.stringify(contributing) === JSON.stringify(same.contributing)
  );
}

function gridOf(scores: RfmScores, won: Float64Array, length: number): RfmPreview['grid'] {
  const rLevels = scores.basis.recency.levels;
  const fLevels = scores.basis.frequency.levels;
  const counts = Array.from({ length: rLevels * fLevels }, () => 0);
  const sums = createGroupSums(counts.length);
  for (let ordinal = 0; ordinal < length; ordinal++) {
    const r = scores.r[ordinal]!;
    if (r === 0) continue;
    const cell = (r - 1) * fLevels + scores.f[ordinal]! - 1;
    counts[cell]!++;
    sums.add(cell, won[ordinal]!);
  }
  return counts.map((accounts, cell) => ({
    r: Math.floor(cell / fLevels) + 1,
    f: (cell % fLevels) + 1,
    accounts,
    wonMinor: sums.at(cell),
  }));
}

function totalsIn(table: ColumnTable): Parameters<typeof scoreRfmTotals>[0]['totals'] {
  return {
    length: table.length,
    lastDay: columnOf(table, S.lastDay, 'day').days,
    frequencyTicks: columnOf(table, S.ticks, 'number').values,
    monetaryMinor: columnOf(table, S.monetary, 'money').minor,
  };
}

function checkFirmographics({ labels }: FirmographicsSettings, table: ColumnTable): Problem[] {
  const kinds = new Map<string, ColumnKind>([...table.columns].map(([key, { kind }]) => [key, kind]));
  return labels.flatMap(({ criteria }, index) =>
    checkCriteria(criteria, kinds, `firmographics.labels[${index}].criteria`),
  );
}

/** PER-4: sums, and the cut-offs that amounts were scored by. */
export function maskPreview(
  { accounts, rfm, firmographics, lint }: SnapshotPreview,
  hide: { readonly won: boolean; readonly monetary: boolean },
): SnapshotPreview {
  const won = <T extends { readonly wonMinor: number | null }>(each: T): T =>
    hide.won ? { ...each, wonMinor: null } : each;
  return {
    accounts,
    lint,
    rfm:
      rfm === null || 'refusal' in rfm
        ? rfm
        : {
            ...rfm,
            basis: hide.monetary ? withoutAmounts(rfm.basis) : rfm.basis,
            labels: rfm.labels.map(won),
            grid: rfm.grid.map(won),
          },
    firmographics: firmographics === null ? null : { labels: firmographics.labels.map(won) },
  };
}
