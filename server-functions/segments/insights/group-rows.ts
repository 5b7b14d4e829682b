import type { TechniqueId } from '#core/labels/label.ts';
import { NULL_CODE, NULL_ID, type ColumnTable, type Texts } from '#core/columns/column-table.ts';
import { createGroupSums } from '../../shared/work/sum-groups.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';

export const DISTRIBUTIONS = ['label', 'industry', 'country', 'owner'] as const;
export type DistributionBy = (typeof DISTRIBUTIONS)[number];
export type TechniqueName = TechniqueId;

/** The column that holds a technique's labels. */
export const LABEL_COLUMN: Readonly<Record<TechniqueId, string>> = {
  rfm: C.rfmLabel,
  firmographics: C.firmographicsLabel,
  engagement: C.engagementLabel,
  recommendations: C.recommendationsLabel,
  voice: C.voiceLabel,
};

/** A chart with more bars says nothing. */
export const MAX_BARS = 24;

export interface Bar {
  /** A label's id, an owner's id, or the value itself; null = none. */
  readonly key: string | null;
  readonly name: string | null;
  readonly technique?: TechniqueName;
  readonly accounts: number;
  readonly wonMinor: number | null;
}

/** The column that a distribution counts. */
export function distributionColumn(by: DistributionBy, technique: TechniqueName): string {
  switch (by) {
    case 'label':
      return LABEL_COLUMN[technique];
    case 'country':
      return 'billingCountry';
    case 'industry':
    case 'owner':
      return by;
  }
}

/** Accounts and revenue won per value of a text or id column; null when the generation does not have it. */
export function groupRows(
  table: ColumnTable,
  rows: Int32Array,
  key: string,
  hideWon: boolean,
): readonly { readonly key: string | null; readonly accounts: number; readonly wonMinor: number | null }[] | null {
  const values = groupValues(table, key);
  if (values === null) return null;
  const won = table.columns.get(C.won);
  const counts = new Float64Array(values.keys.length + 1);
  const sums = createGroupSums(counts.length);
  for (const row of rows) {
    const code = values.codeAt(row);
    const group = code < 0 ? values.keys.length : code;
    counts[group]!++;
    if (!hideWon && won?.kind === 'money') sums.add(group, won.minor[row]!);
  }
  return Array.from(counts, (accounts, group) => ({
    key: values.keys.at(group) ?? null,
    accounts,
    wonMinor: hideWon ? null : sums.at(group),
  }));
}

/** Values by frequency, "none" last, and how many accounts stand behind those that are not drawn. */
export function largestBars<T extends { readonly key: string | null; readonly accounts: number }>(
  groups: readonly T[],
): { readonly bars: readonly T[]; readonly more: number } {
  const held = groups
    .filter((group) => group.key !== null && group.accounts > 0)
    .toSorted((a, b) => b.accounts - a.accounts);
  const none = groups.filter((group) => group.key === null && group.accounts > 0);
  const more = held.slice(MAX_BARS).reduce((sum, group) => sum + group.accounts, 0);
  return { bars: [...held.slice(0, MAX_BARS), ...none], more };
}

/** Does the row have that value (null = none)? null when the generation does not have the column. */
export function valueFilter(table: ColumnTable, key: string, value: string | null): ((row: number) => boolean) | null {
  const values = groupValues(table, key);
  if (values === null) return null;
  if (value === null) return (row) => values.codeAt(row) < 0;
  const code = values.keys.indexOf(value);
  return (row) => code !== -1 && values.codeAt(row) === code;
}

interface GroupValues {
  readonly keys: Texts;
  /** -1 = empty. */
  codeAt(row: number): number;
}

function groupValues(table: ColumnTable, key: string): GroupValues | null {
  const column = table.columns.get(key);
  if (column?.kind === 'text') {
    return { keys: column.dictionary, codeAt: (row) => (column.codes[row] === NULL_CODE ? -1 : column.codes[row]!) };
  }
  if (column?.kind !== 'id') return null;
  const codes = new Map<bigint, number>();
  for (let row = 0; row < table.length; row++) {
    const id = column.values[row]!;
    if (id !== NULL_ID && !codes.has(id)) codes.set(id, codes.size);
  }
  return { keys: Array.from(codes.keys(), String), codeAt: (row) => codes.get(column.values[row]!) ?? -1 };
}
