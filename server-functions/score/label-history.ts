import { NULL_DAY, textAt, type ColumnTable, type DayColumn } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { deriveLabelChanges, type ChangeCause, type LabelChange, type LabelColumn } from '#core/labels/change-log.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';

/** The techniques of this version with their columns. */
export const LABEL_COLUMNS = [
  { technique: 'rfm', label: C.rfmLabel, since: C.rfmSince },
  { technique: 'firmographics', label: C.firmographicsLabel, since: C.firmographicsSince },
  { technique: 'engagement', label: C.engagementLabel, since: C.engagementSince },
  { technique: 'recommendations', label: C.recommendationsLabel, since: C.recommendationsSince },
  { technique: 'voice', label: C.voiceLabel, since: C.voiceSince },
] as const;

/** What is compared between two generations. */
export const HISTORY_COLUMNS: readonly string[] = [
  C.id,
  ...LABEL_COLUMNS.flatMap(({ label, since }) => [label, since]),
];

/** The table with the day since which each account has its present label: kept from the former generation while it holds. */
export function withSince(table: ColumnTable, former: ColumnTable | null, asOfDay: number): ColumnTable {
  const columns = new Map(table.columns);
  const formerRows = former === null ? null : locateRows(table, former);
  for (const { label, since } of LABEL_COLUMNS) {
    const labels = labelReader(table, label);
    if (labels === null) continue;
    const before = former === null ? null : labelReader(former, label);
    const sinceBefore = former?.columns.get(since);
    const days = new Int32Array(table.length).fill(NULL_DAY);
    for (let row = 0; row < table.length; row++) {
      const present = labels(row);
      if (present === null) continue;
      const old = formerRows?.[row] ?? -1;
      const kept =
        old >= 0 && before?.(old) === present && sinceBefore?.kind === 'day' ? sinceBefore.days[old]! : NULL_DAY;
      // A run for an earlier day must not say "since tomorrow".
      days[row] = kept === NULL_DAY || kept > asOfDay ? asOfDay : kept;
    }
    columns.set(since, { kind: 'day', days } satisfies DayColumn);
  }
  return { length: table.length, columns };
}

/** Decision 15: every label that moved between two generations. */
export function* changesBetween(
  former: ColumnTable | null,
  table: ColumnTable,
  run: {
    readonly at: string;
    readonly generation: string;
    readonly cause: Exclude<ChangeCause, 'entered' | 'left' | 'firstRun'>;
  },
): Generator<LabelChange, void, void> {
  for (const { technique, label } of LABEL_COLUMNS) {
    const before = former === null ? null : toLabelColumn(former, label);
    const after = toLabelColumn(table, label) ?? (before === null ? null : withoutLabels(table));
    if (after === null) continue;
    yield* deriveLabelChanges({ technique, before, after, ...run, cause: before === null ? 'firstRun' : run.cause });
  }
}

/** Label id per row; null for a table without that technique. */
export function labelReader(table: ColumnTable, key: string): ((row: number) => string | null) | null {
  const column = table.columns.get(key);
  if (column?.kind !== 'text') return null;
  return (row) => textAt(column, row);
}

function toLabelColumn(table: ColumnTable, key: string): LabelColumn | null {
  const labelAt = labelReader(table, key);
  return labelAt === null ? null : { length: table.length, ids: idsOf(table), labelAt };
}

function withoutLabels(table: ColumnTable): LabelColumn {
  return { length: table.length, ids: idsOf(table), labelAt: () => null };
}

function locateRows(table: ColumnTable, former: ColumnTable): Int32Array {
  const rows = new Int32Array(table.length);
  createAscendingIndex(idsOf(former).subarray(0, former.length)).locate(idsOf(table), table.length, rows);
  return rows;
}

function idsOf(table: ColumnTable): BigInt64Array {
  const column = table.columns.get(C.id);
  if (column?.kind !== 'id') throw new TypeError('a generation has ids');
  return column.values;
}
