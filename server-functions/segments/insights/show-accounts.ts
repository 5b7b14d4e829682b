import { TECHNIQUES, type TechniqueId } from '#core/labels/label.ts';
import { LABEL_COLUMN } from './group-rows.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import { ACCOUNT_POINTS } from '../../scoring-rules/account-points.ts';
import { numberReader, textReader } from './cells.ts';

/** There where the technique is and the viewer may see its labels; null = no label. */
export type ShownLabels = Readonly<Partial<Record<TechniqueId, string | null>>>;

export interface ShownAccount {
  readonly id: string;
  readonly name: string | null;
  readonly labels: ShownLabels;
  readonly scores: { readonly r: number | null; readonly f: number | null; readonly m: number | null } | null;
  /** The owner's name. */
  readonly owner: string | null;
  readonly wonMinor: number | null;
  readonly pipelineMinor: number | null;
  /** VOC-4: negative texts of the last seven days where they are a surge, null where not; absent where no run looked for it. */
  readonly surge?: number | null;
  /** ENG-4: by the scoring rules as they are published; null = not for this viewer, absent where accounts have never been scored. */
  readonly points?: number | null;
}

/** Rows as a screen lists them, without what the viewer may not see. */
export function showAccounts(
  table: ColumnTable,
  rows: readonly number[],
  hidden: ReadonlySet<string>,
  ownerName: (id: string) => string | null,
): readonly ShownAccount[] {
  const id = textReader(table, C.id, new Set());
  const name = textReader(table, C.name, hidden);
  const owner = textReader(table, 'owner', hidden);
  const won = numberReader(table, C.won, hidden);
  const pipeline = numberReader(table, C.pipeline, hidden);
  const labels = labelReaders(table, hidden);
  const surge = table.columns.has(C.voiceSurge) ? numberReader(table, C.voiceSurge, hidden) : null;
  const points = table.columns.has(ACCOUNT_POINTS) ? numberReader(table, ACCOUNT_POINTS, hidden) : null;
  const [r, f, m] = [C.r, C.f, C.m].map((key) => numberReader(table, key, hidden));
  return rows.map((row) => {
    const ownerId = owner(row);
    const scores = { r: r?.(row) ?? null, f: f?.(row) ?? null, m: m?.(row) ?? null };
    return {
      id: id(row) ?? '',
      name: name(row),
      labels: labels(row),
      scores: scores.r === null && scores.f === null && scores.m === null ? null : scores,
      owner: ownerId === null ? null : ownerName(ownerId),
      wonMinor: won(row),
      pipelineMinor: pipeline(row),
      ...(surge === null ? {} : { surge: surge(row) }),
      ...(points === null ? {} : { points: points(row) }),
    };
  });
}

export function labelReaders(table: ColumnTable, hidden: ReadonlySet<string>): (row: number) => ShownLabels {
  const readers = TECHNIQUES.flatMap((technique) => {
    const key = LABEL_COLUMN[technique];
    // A label that may not be seen is not the same as none.
    return table.columns.has(key) && !hidden.has(key) ? [[technique, textReader(table, key, hidden)] as const] : [];
  });
  return (row) => Object.fromEntries(readers.map(([technique, labelAt]) => [technique, labelAt(row)]));
}
