import { NULL_CODE, NULL_DAY, textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { labelFieldsOf as fieldsOf } from '#core/configuration/label-fields-of.ts';
import type { WriteRequest } from '#core/crm/crm-batch.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { encodeEvidence, type AccountEvidence } from '#core/labels/evidence.ts';
import type { LabelFieldRole } from '#core/labels/label-fields.ts';
import type { Label } from '#core/labels/label.ts';
import { columnOf } from './column-of.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';
import { labelReader } from './label-history.ts';

/** Column keys of the CRM's own label fields, read in the same bulk read as the accounts; never published. */
export const PRESENT = 'present:';

type Cell = string | number | null;
type CellReader = (row: number) => Cell;

/** What to read beside the accounts so that only changed values are written (decision 2). */
export function labelFieldReads(
  configuration: Configuration,
): readonly { readonly apiName: string; readonly as: string }[] {
  return fieldsOf(configuration).map(({ role, field }) => ({ apiName: field.apiName, as: `${PRESENT}${role}` }));
}

/** The table without the CRM's own label fields: what is published and what they happen to hold are two things. */
export function withoutPresentValues(table: ColumnTable): ColumnTable {
  return { length: table.length, columns: new Map([...table.columns].filter(([key]) => !key.startsWith(PRESENT))) };
}

/** The cells of each label field, by row. */
export interface LabelCells {
  readonly role: LabelFieldRole;
  readonly apiName: string;
  readonly at: CellReader;
}

/**
 * What the label fields are to hold. Accounts outside ABM, or without a label, have theirs cleared (SET-4). Label options are
 * written by their English name, as `labelFields` creates them. `published` carries the `since` columns.
 */
export function wantedLabels(
  configuration: Configuration,
  published: ColumnTable,
  evidenceAt: (row: number) => string | null,
): readonly LabelCells[] {
  return fieldsOf(configuration).map(({ role, field }) => ({
    role,
    apiName: field.apiName,
    at: wantedCell(role, configuration, published, evidenceAt),
  }));
}

/** What they hold, as read beside the accounts; in the same order. Fields that were not read are taken for empty. */
export function presentLabels(configuration: Configuration, read: ColumnTable): readonly LabelCells[] {
  return fieldsOf(configuration).map(({ role, field }) => ({
    role,
    apiName: field.apiName,
    at: presentCell(read, `${PRESENT}${role}`),
  }));
}

/**
 * Fields in which an edit by hand is counted, by sweeps and by full runs: labels and their days. Scores and evidence that somebody
 * changed are restored uncounted.
 */
const COUNTED_EDITS: ReadonlySet<LabelFieldRole> = new Set([
  'rfmLabel',
  'rfmSince',
  'firmographicsLabel',
  'firmographicsSince',
  'engagementLabel',
  'engagementSince',
  'recommendationsLabel',
  'recommendationsSince',
  'voiceLabel',
  'voiceSince',
]);

/** Cells of those fields. */
export function countedCells(cells: readonly LabelCells[]): readonly LabelCells[] {
  return cells.filter(({ role }) => COUNTED_EDITS.has(role));
}

/** Whether some field of a row is another in the other row. Both lists hold the same fields in the same order. */
export function differ(
  one: readonly LabelCells[],
  row: number,
  other: readonly LabelCells[],
  otherRow: number,
): boolean {
  return one.some(({ at }, field) => at(row) !== other[field]?.at(otherRow));
}

/** As the CRM's evidence field keeps it; null empties the field. */
export function evidenceText(evidence: AccountEvidence | null): string | null {
  return evidence === null ? null : encodeEvidence(evidence);
}

/** A changed account is written whole: unchanged cells beside a changed one cost nothing, and a bulk CSV has no "leave it". */
export function toWriteRequest(
  configuration: Configuration,
  published: ColumnTable,
  wanted: readonly LabelCells[],
  rows: readonly number[],
): WriteRequest {
  const ids = columnOf(published, C.id, 'id').values;
  return {
    module: configuration.mapping.accounts.module,
    ids: BigInt64Array.from(rows, (row) => ids[row] ?? 0n),
    triggerWorkflows: false,
    columns: wanted.map(({ apiName, at }) => ({ apiName, values: { at: (index) => at(rows[index] ?? -1) } })),
  };
}

/** Rows `[from, to)` of a projection as a table that can be kept: `id`, and a column a field by its api name. */
export function toPlanTable({ ids, columns }: WriteRequest, from: number, to: number): ColumnTable {
  const rows = to - from;
  const cells = columns.map(({ apiName, values }): [string, Column] => {
    const wanted = Array.from({ length: rows }, (_, row) => values.at(from + row) ?? null);
    if (wanted.some((cell) => typeof cell === 'number'))
      return [
        apiName,
        { kind: 'number', values: Float64Array.from(wanted, (cell) => (cell === null ? Number.NaN : Number(cell))) },
      ];
    const codeOf = new Map<string, number>();
    const codes = Int32Array.from(wanted, (cell) => {
      if (cell === null) return NULL_CODE;
      const code = codeOf.get(String(cell)) ?? codeOf.size;
      codeOf.set(String(cell), code);
      return code;
    });
    return [apiName, { kind: 'text', codes, dictionary: [...codeOf.keys()] }];
  });
  return { length: rows, columns: new Map([[C.id, { kind: 'id', values: ids.slice(from, to) }], ...cells]) };
}

/** The other way round; `rows` picks some of them. */
export function fromPlanTable(module: string, table: ColumnTable, rows?: readonly number[]): WriteRequest {
  const ids = columnOf(table, C.id, 'id').values;
  const picked = rows ?? [...Array(table.length).keys()];
  return {
    module,
    ids: BigInt64Array.from(picked, (row) => ids[row] ?? 0n),
    triggerWorkflows: false,
    columns: [...table.columns.keys()]
      .filter((key) => key !== C.id)
      .map((apiName) => {
        const cell = presentCell(table, apiName);
        return { apiName, values: { at: (index) => cell(picked[index] ?? -1) } };
      }),
  };
}

/** Rows of a plan whose records do not hold what is wanted; `present` has the fields under their api names. */
export function differingRows(plan: ColumnTable, present: ColumnTable): number[] {
  const at = new Int32Array(plan.length);
  const ids = columnOf(present, C.id, 'id').values.subarray(0, present.length);
  createIdIndex(ids).locate(columnOf(plan, C.id, 'id').values, plan.length, at);
  const fields = [...plan.columns.keys()]
    .filter((key) => key !== C.id)
    .map((key) => ({ wanted: presentCell(plan, key), held: presentCell(present, key) }));
  return [...Array(plan.length).keys()].filter((row) => {
    const place = at[row] ?? -1;
    return place === -1 || fields.some(({ wanted, held }) => wanted(row) !== held(place));
  });
}

function wantedCell(
  role: LabelFieldRole,
  configuration: Configuration,
  table: ColumnTable,
  evidenceAt: (row: number) => string | null,
): CellReader {
  const { rfm, firmographics, engagement, recommendations, voice } = configuration.techniques;
  switch (role) {
    case 'rfmLabel':
      return labelName(table, C.rfmLabel, rfm?.labels ?? []);
    case 'firmographicsLabel':
      return labelName(table, C.firmographicsLabel, firmographics?.labels ?? []);
    case 'rfmR':
      return presentCell(table, C.r);
    case 'rfmF':
      return presentCell(table, C.f);
    case 'rfmM':
      return presentCell(table, C.m);
    case 'rfmSince':
      return presentCell(table, C.rfmSince);
    case 'firmographicsSince':
      return presentCell(table, C.firmographicsSince);
    case 'engagementLabel':
      return labelName(table, C.engagementLabel, engagement?.labels ?? []);
    case 'engagementScore':
      return wholeCell(table, C.engagementScore);
    case 'engagementSince':
      return presentCell(table, C.engagementSince);
    case 'recommendationsLabel':
      return labelName(table, C.recommendationsLabel, recommendations?.labels ?? []);
    case 'recommendationsSince':
      return presentCell(table, C.recommendationsSince);
    case 'voiceLabel':
      return labelName(table, C.voiceLabel, voice?.labels ?? []);
    case 'voiceSince':
      return presentCell(table, C.voiceSince);
    case 'evidence':
      return evidenceAt;
  }
}

function labelName(table: ColumnTable, key: string, labels: readonly Label[]): CellReader {
  const names = new Map(labels.map((label) => [label.id, label.names.en] as const));
  const labelAt = labelReader(table, key);
  return (row) => names.get(labelAt?.(row) ?? '') ?? null;
}

/** Cut, not rounded: labels begin at whole numbers, and a score in the CRM lies in its label's stretch. */
function wholeCell(table: ColumnTable, key: string): CellReader {
  const cell = presentCell(table, key);
  return (row) => {
    const value = cell(row);
    return typeof value === 'number' ? Math.floor(value) : value;
  };
}

function presentCell(table: ColumnTable, key: string): CellReader {
  const column = table.columns.get(key);
  switch (column?.kind) {
    case 'text':
      return (row) => textAt(column, row);
    case 'number':
      return (row) => {
        const value = column.values[row] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      };
    case 'day':
      return (row) => {
        const day = column.days[row] ?? NULL_DAY;
        return day === NULL_DAY ? null : formatIsoDay(day);
      };
    default:
      return () => null;
  }
}
