import type { LabelColumn } from './change-log.ts';

/** One band of a Sankey diagram: accounts that had one label on the first date and the other on the second. null = no label. */
export interface LabelFlow {
  readonly from: string | null;
  readonly to: string | null;
  readonly accounts: number;
}

/**
 * Sankey data of one technique between two dates: every account of either once, ids ascending in both; whoever one of them does not know
 * has no label there. Accounts without a label on both are left out. Order: `labels` as given (the admin's), no label last.
 */
export function labelFlows(before: LabelColumn, after: LabelColumn, labels: readonly string[]): LabelFlow[] {
  const flows = new Map<string, { readonly from: string | null; readonly to: string | null; accounts: number }>();
  eachPair(before, after, (from, to) => {
    if (from === null && to === null) return;
    const key = `${from ?? ''}>${to ?? ''}`;
    const flow = flows.get(key) ?? { from, to, accounts: 0 };
    flow.accounts++;
    flows.set(key, flow);
  });
  // Labels that the settings no longer know come behind those that they do.
  const placeOf = (label: string | null): number =>
    label === null ? labels.length + 1 : labels.includes(label) ? labels.indexOf(label) : labels.length;
  const byName = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : 1);
  return [...flows.values()].sort(
    (a, b) =>
      placeOf(a.from) - placeOf(b.from) ||
      placeOf(a.to) - placeOf(b.to) ||
      (a.from === b.from ? byName(a.to, b.to) : byName(a.from, b.from)),
  );
}

/** Walks two columns with ascending ids side by side. */
function eachPair(
  before: LabelColumn,
  after: LabelColumn,
  tell: (from: string | null, to: string | null) => void,
): void {
  let old = 0;
  let row = 0;
  while (old < before.length || row < after.length) {
    const oldId = old < before.length ? before.ids[old]! : null;
    const newId = row < after.length ? after.ids[row]! : null;
    const hasOld = oldId !== null && (newId === null || oldId <= newId);
    const hasNew = newId !== null && (oldId === null || newId <= oldId);
    tell(hasOld ? before.labelAt(old) : null, hasNew ? after.labelAt(row) : null);
    if (hasOld) old++;
    if (hasNew) row++;
  }
}
