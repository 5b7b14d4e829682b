import { NULL_DAY, type ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { LabelFieldRole } from '#core/labels/label-fields.ts';
import type { Label } from '#core/labels/label.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { columnOf } from './column-of.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';
import { LABEL_COLUMNS, labelReader } from './label-history.ts';
import { readOwed, type Owed } from './owed-labels.ts';
import { PRESENT } from './project-labels.ts';
import { readRun } from './read-run.ts';
import type { RunRow } from './run-row.ts';

/** The generation that stood before, and the run that gave it to the CRM. */
export interface FormerProjection {
  readonly id: string;
  readonly runId: string;
  readonly configurationVersion: number;
  readonly table: ColumnTable;
}

/** Counts while accounts are read, range by range; each has its fields as the CRM holds them. */
export interface HandEdits {
  look(read: ColumnTable): void;
  /** Of the accounts looked at. */
  count(): number;
}

/**
 * Accounts whose label fields, label or since, no longer hold what the last projection left there. The present one restores them;
 * scores and evidence that somebody changed are restored uncounted. null = not known: a first run, or the last projection was not
 * whole, or was of other settings. Throws `StoreError`.
 */
export async function findHandEdits(
  ports: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  configuration: Configuration,
  former: FormerProjection | null,
): Promise<HandEdits | null> {
  if (former === null || former.configurationVersion !== configuration.version) return null;
  const run = (await readRun(ports, org, former.runId))?.value ?? null;
  const unwritten = run === null ? null : unwrittenBy(run, await readOwed(ports, org, former.id));
  if (unwritten === null) return null;
  const index = createAscendingIndex(columnOf(former.table, C.id, 'id').values.subarray(0, former.table.length));
  let edited = 0;
  return {
    look(read) {
      const ids = columnOf(read, C.id, 'id').values.subarray(0, read.length);
      const at = new Int32Array(ids.length);
      index.locate(ids, ids.length, at);
      const fields = comparisons(configuration, former.table, read);
      for (const [place, row] of at.entries()) {
        if (row < 0 || fields.every((same) => same(row, place))) continue;
        if (!unwritten.has(String(ids[place]))) edited++;
      }
    },
    count: () => edited,
  };
}

/** Accounts that a run, and those before it, did not get written, by id; null where they are not all named. */
function unwrittenBy({ state, projection }: RunRow, owed: Owed | null): ReadonlySet<string> | null {
  const isNamed = state === 'done' || (state === 'publishedPartly' && owed !== null);
  if (projection === null || !isNamed || (owed !== null && owed.over !== null)) return null;
  return new Set(owed?.accounts.map(({ id }) => id));
}

type Same = (row: number, place: number) => boolean;

function comparisons({ techniques }: Configuration, former: ColumnTable, read: ColumnTable): readonly Same[] {
  return LABEL_COLUMNS.flatMap(({ technique, label, since }) => {
    const labels = techniques[technique]?.labels;
    // A technique that runs do not score yet leaves its columns away.
    if (labels === undefined || !former.columns.has(label)) return [];
    return [
      sameLabel(former, label, labels, read, `${technique}Label`),
      sameDay(former, since, read, `${technique}Since`),
    ];
  });
}

function sameLabel(
  former: ColumnTable,
  key: string,
  labels: readonly Label[],
  read: ColumnTable,
  role: LabelFieldRole,
): Same {
  const idOf = new Map(labels.map((label) => [label.names.en, label.id] as const));
  const before = labelReader(former, key);
  const present = labelReader(read, PRESENT + role);
  return (row, place) => {
    const text = present?.(place) ?? null;
    // What is no label of ours was written by somebody else.
    return (before?.(row) ?? null) === (text === null ? null : (idOf.get(text) ?? text));
  };
}

function sameDay(former: ColumnTable, key: string, read: ColumnTable, role: LabelFieldRole): Same {
  const before = former.columns.get(key);
  const present = read.columns.get(PRESENT + role);
  const dayOf = (column: typeof before, row: number): number =>
    column?.kind === 'day' ? (column.days[row] ?? NULL_DAY) : NULL_DAY;
  return (row, place) => dayOf(before, row) === dayOf(present, place);
}
