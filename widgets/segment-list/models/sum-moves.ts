import type { Label, Technique } from './answers.ts';
import type { LabelFlows, LabelHistory, LabelMove } from './history-answers.ts';

export interface SummedMoves {
  /** Most accounts first. */
  readonly moved: readonly LabelMove[];
  readonly accountsMoved: number;
  readonly accountsKept: number;
}

/** Who has another label than at the beginning, and how many have the same. */
export function sumMoves({ moves }: LabelFlows): SummedMoves {
  const total = (some: readonly LabelMove[]): number => some.reduce((sum, { accounts }) => sum + accounts, 0);
  const moved = moves.filter(({ from, to }) => from !== to).toSorted((a, b) => b.accounts - a.accounts);
  return {
    moved,
    accountsMoved: total(moved),
    accountsKept: total(moves.filter(({ from, to }) => from === to)),
  };
}

/** Days on which something was known, the first of them on. */
export function knownDays({ days }: LabelHistory): LabelHistory['days'] {
  const first = days.findIndex(({ counts }) => counts !== null);
  return first === -1 ? [] : days.slice(first);
}

/** Labels that any account had, in the admin's order; then those that are no labels any more; then none. */
export function labelsOver(
  days: LabelHistory['days'],
  labels: readonly Label[],
  technique: Technique,
): readonly (string | null)[] {
  const had = new Set(
    days.flatMap(({ counts }) => (counts ?? []).flatMap(({ labelId, accounts }) => (accounts > 0 ? [labelId] : []))),
  );
  const present = labels.filter((label) => label.technique === technique).map(({ id }) => id);
  const former = [...had].filter((id) => id !== null && !present.includes(id));
  return [...present.filter((id) => had.has(id)), ...former, ...(had.has(null) ? [null] : [])];
}
