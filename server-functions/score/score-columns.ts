import { NULL_CODE, type Column, type TextColumn } from '#core/columns/column-table.ts';
import type { FirmographicsScores } from '#core/techniques/firmographics/score.ts';
import type { RfmScores } from '#core/techniques/rfm/score.ts';
import { GENERATION_COLUMNS as C, type LabelCount } from './generation.ts';

/** RFM's part of a generation table; nulls as the columns write them. */
export function rfmColumns(scores: RfmScores): readonly (readonly [string, Column])[] {
  return [
    [C.rfmLabel, toLabelColumn(scores.label, scores.basis.labels)],
    [C.recencyDays, toNumbers(scores.recencyDays, -1)],
    [C.frequency, { kind: 'number', values: scores.frequency }],
    [C.monetary, { kind: 'money', minor: scores.monetaryMinor }],
    [C.r, toNumbers(scores.r, 0)],
    [C.f, toNumbers(scores.f, 0)],
    [C.m, toNumbers(scores.m, 0)],
  ];
}

/** Firmographics' part of a generation table. */
export function firmographicsColumns(scores: FirmographicsScores): readonly (readonly [string, Column])[] {
  return [[C.firmographicsLabel, toLabelColumn(scores.label, scores.basis.labels)]];
}

/** Accounts per label in the settings' order, and without one, inside the population. */
export function countLabels(
  label: Int16Array,
  population: Uint8Array,
  labels: readonly { readonly id: string }[],
): readonly LabelCount[] {
  const counts = labels.map(() => 0);
  let none = 0;
  for (let row = 0; row < population.length; row++) {
    if (population[row] !== 1) continue;
    const index = label[row]!;
    if (index < 0) none++;
    else counts[index]!++;
  }
  return [
    ...labels.map(({ id }, index) => ({ labelId: id, accounts: counts[index] ?? 0 })),
    { labelId: null, accounts: none },
  ];
}

function toLabelColumn(label: Int16Array, labels: readonly { readonly id: string }[]): TextColumn {
  // NO_LABEL and NULL_CODE are both -1: the indexes are the codes.
  return {
    kind: 'text',
    codes: Int32Array.from(label, (index) => (index < 0 ? NULL_CODE : index)),
    dictionary: labels.map(({ id }) => id),
  };
}

function toNumbers(values: ArrayLike<number>, missing: number): Column {
  return { kind: 'number', values: Float64Array.from(values, (value) => (value === missing ? Number.NaN : value)) };
}
