import { NULL_BOOLEAN, NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import { daySpan } from '#core/criteria/day-span.ts';
import { isDayCondition, isFlagCondition, isNumberCondition, isTextCondition } from '#core/criteria/operators.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';

/** Made-up accounts that between them show every way the conditions can come out. */
export interface Witnesses {
  readonly table: ColumnTable;
  /** 1 where every field has a value: an account with an empty field may well have no label. */
  readonly complete: Uint8Array;
}

/** A field's telling values; the first one is "empty". */
type Values =
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'number'; readonly values: readonly number[] }
  | { readonly kind: 'day'; readonly values: readonly number[] }
  | { readonly kind: 'boolean'; readonly values: readonly number[] };

/** A text that no condition mentions. */
const OTHER_TEXT = '\u{10FFFD}';

/**
 * For each field its cut points with a value on, below and between them; for text every value mentioned, all of them joined,
 * and another. All combinations; null when they are more than `maxRows`, or when a field is compared as two kinds.
 */
export function createWitnesses(conditions: readonly Condition[], asOfDay: number, maxRows: number): Witnesses | null {
  const byField = new Map<FieldReference, Condition[]>();
  for (const condition of conditions)
    byField.set(condition.field, [...(byField.get(condition.field) ?? []), condition]);

  const fields: [FieldReference, Values][] = [];
  let rows = 1;
  for (const [field, mentioned] of byField) {
    const values = valuesOf(mentioned, asOfDay);
    if (values === null) return null;
    rows *= values.values.length;
    if (rows > maxRows) return null;
    fields.push([field, values]);
  }

  const complete = new Uint8Array(rows).fill(1);
  const columns = new Map<FieldReference, Column>();
  let repeat = 1;
  for (const [field, values] of fields) {
    const count = values.values.length;
    const each = repeat;
    const pick = (row: number): number => Math.floor(row / each) % count;
    for (let row = 0; row < rows; row++) if (pick(row) === 0) complete[row] = 0;
    columns.set(field, columnOf(values, rows, pick));
    repeat *= count;
  }
  return { table: { length: rows, columns }, complete };
}

function valuesOf(conditions: readonly Condition[], asOfDay: number): Values | null {
  const telling = conditions.filter(({ operator }) => operator !== 'isEmpty' && operator !== 'isNotEmpty');
  // Only emptiness is asked, and every kind can be empty.
  if (telling.length === 0) return { kind: 'text', values: [null, OTHER_TEXT] };
  if (telling.every(isNumberCondition)) {
    const cuts = telling.flatMap((condition) =>
      'from' in condition ? [condition.from, condition.to] : [condition.number],
    );
    return { kind: 'number', values: [Number.NaN, ...aroundNumbers(cuts)] };
  }
  if (telling.every(isDayCondition)) {
    const spans = telling.map((condition) => daySpan(condition, asOfDay));
    const cuts = spans.flatMap(({ from, to }) => [from - 1, from, to, to + 1]).filter(Number.isFinite);
    return { kind: 'day', values: [NULL_DAY, ...new Set(cuts.map(clampDay))] };
  }
  if (telling.every(isFlagCondition)) return { kind: 'boolean', values: [NULL_BOOLEAN, 0, 1] };
  if (telling.every(isTextCondition)) {
    const mentioned = telling.flatMap((condition) => ('values' in condition ? condition.values : [condition.value]));
    return { kind: 'text', values: [null, ...new Set([...mentioned, mentioned.join(' '), OTHER_TEXT])] };
  }
  return null;
}

/** On each cut, between neighbours, and beyond both ends. */
function aroundNumbers(cuts: readonly number[]): number[] {
  const sorted = [...new Set(cuts)].sort((a, b) => a - b);
  const around = sorted.flatMap((cut, index) => {
    const next = sorted[index + 1];
    return next === undefined ? [cut] : [cut, cut / 2 + next / 2];
  });
  return [...new Set([(sorted[0] ?? 0) - 1, ...around, (sorted.at(-1) ?? 0) + 1])];
}

function clampDay(day: number): number {
  return Math.min(Math.max(day, -2_000_000), 4_000_000);
}

function columnOf(field: Values, rows: number, pick: (row: number) => number): Column {
  if (field.kind === 'text') {
    // The first value is "empty", so a position less one is its code: `NULL_CODE` for empty.
    const dictionary = field.values.filter((value) => value !== null);
    return { kind: 'text', dictionary, codes: Int32Array.from({ length: rows }, (_, row) => pick(row) - 1) };
  }
  const at = (row: number): number => field.values[pick(row)] ?? Number.NaN;
  if (field.kind === 'number')
    return { kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => at(row)) };
  if (field.kind === 'day') return { kind: 'day', days: Int32Array.from({ length: rows }, (_, row) => at(row)) };
  return { kind: 'boolean', values: Uint8Array.from({ length: rows }, (_, row) => at(row)) };
}
