import type { ColumnTable } from '#core/columns/column-table.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import { HISTORY_TECHNIQUES, type HistoryEntry, type HistoryTechnique } from './history-entry.ts';
import { textsOf } from './label-columns.ts';

export function countsOf(record: GenerationRecord, technique: HistoryTechnique): HistoryEntry['labels']['rfm'] {
  return record[technique]?.labels.map(({ labelId, accounts }) => [labelId, accounts]) ?? null;
}

/**
 * Whether the changes lead from the entry before to this generation, label by label. They do not where a run could not read the
 * generation before it: its log then names the labels that accounts have, and none that they lost.
 */
export function leadsTo(former: HistoryEntry, changes: ColumnTable, record: GenerationRecord): boolean {
  const sums = new Map(HISTORY_TECHNIQUES.map((technique) => [technique, new Map<string, number>()]));
  const add = (technique: string, label: string | null, accounts: number): void => {
    const sum = [...sums].find(([known]) => known === technique)?.[1];
    if (label !== null) sum?.set(label, (sum.get(label) ?? 0) + accounts);
  };
  const [techniqueAt, fromAt, toAt, causeAt] = ['technique', 'from', 'to', 'cause'].map((key) => textsOf(changes, key));
  for (let change = 0; change < changes.length; change++) {
    const technique = techniqueAt?.(change) ?? '';
    // A technique that was not in use had no labels to lose.
    if (causeAt?.(change) === 'firstRun' && isUsed(former, technique)) return false;
    add(technique, fromAt?.(change) ?? null, -1);
    add(technique, toAt?.(change) ?? null, 1);
  }
  for (const technique of HISTORY_TECHNIQUES) {
    for (const [label, accounts] of former.labels[technique] ?? []) add(technique, label, accounts);
    for (const [label, accounts] of countsOf(record, technique) ?? []) add(technique, label, -accounts);
  }
  return [...sums.values()].every((sum) => [...sum.values()].every((accounts) => accounts === 0));
}

function isUsed({ labels }: HistoryEntry, technique: string): boolean {
  return HISTORY_TECHNIQUES.some((known) => known === technique && labels[known] != null);
}
