import fc from 'fast-check';
import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_DAY,
  NULL_ID,
  type Column,
  type ColumnKind,
  type ColumnTable,
} from '#core/columns/column-table.ts';
import type { Condition, Criteria } from '#core/criteria/criteria.ts';
import { formatIsoDay } from '#core/crm/days.ts';

/** Naive rows: plain objects, null = empty. Money in minor units, days as epoch days. */
export type Cell = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

export const KINDS = new Map<string, ColumnKind>([
  ['industry', 'text'],
  ['crm:Tags', 'text'],
  ['employees', 'number'],
  ['crm:Rating', 'number'],
  ['annualRevenue', 'money'],
  ['renewalDate', 'day'],
  ['crm:Active', 'boolean'],
  ['owner', 'id'],
]);

/** Row-aligned columns of naive rows; dictionaries in order of first use, arrays longer than the table as the contract allows. */
export function tableOf(rows: readonly Row[], kinds: ReadonlyMap<string, ColumnKind> = KINDS): ColumnTable {
  const columns = new Map<string, Column>();
  for (const [field, kind] of kinds)
    columns.set(
      field,
      columnOf(
        rows.map((row) => row[field] ?? null),
        kind,
      ),
    );
  return { length: rows.length, columns };
}

const SPARE = 3;

function columnOf(cells: readonly Cell[], kind: ColumnKind): Column {
  const size = cells.length + SPARE;
  const numbers = (empty: number) =>
    Array.from({ length: size }, (_, row) => {
      const cell = cells[row] ?? null;
      return cell === null ? empty : Number(cell);
    });
  switch (kind) {
    case 'text': {
      const dictionary = [...new Set(cells.filter((cell) => typeof cell === 'string'))];
      const codes = new Int32Array(size).fill(NULL_CODE);
      for (const [row, cell] of cells.entries())
        codes[row] = cell === null ? NULL_CODE : dictionary.indexOf(String(cell));
      return { kind, codes, dictionary };
    }
    case 'number':
      return { kind, values: Float64Array.from(numbers(Number.NaN)) };
    case 'money':
      return { kind, minor: Float64Array.from(numbers(Number.NaN)) };
    case 'day':
      return { kind, days: Int32Array.from(numbers(NULL_DAY)) };
    case 'boolean':
      return { kind, values: Uint8Array.from(numbers(NULL_BOOLEAN)) };
    case 'id':
      return {
        kind,
        values: BigInt64Array.from({ length: size }, (_, row) => {
          const cell = cells[row] ?? null;
          return cell === null ? NULL_ID : BigInt(cell);
        }),
      };
  }
}

// Small worlds, so that random criteria hit random rows often.
export const AS_OF_DAY = 20_000;
const text = fc.constantFrom(
  'Health',
  'health',
  'HEALTH',
  'Heal',
  'alt',
  'Tech',
  'tech & co',
  'Ñandú',
  'nandu',
  'ΟΔΟΣ',
  'οδος',
  'A',
  'B',
);
const tags = fc.oneof(
  text,
  fc.array(text, { minLength: 2, maxLength: 3 }).map((entries) => entries.join(';')),
);
const employees = fc.integer({ min: -3, max: 12 });
const rating = fc.integer({ min: -30, max: 60 }).map((tenths) => tenths / 10);
const minor = fc.integer({ min: -400, max: 1200 });
/** Major units with up to three decimals over two-decimal money: cuts on and between the amounts. */
const cut = fc.integer({ min: -4500, max: 12_500 }).map((thousandths) => thousandths / 1000);
const day = fc.integer({ min: AS_OF_DAY - 12, max: AS_OF_DAY + 12 });
const id = fc.constantFrom(5843104000000100001n, 5843104000000100002n, 5843104000000100003n, 9007199254740993n);

const cellOf: Readonly<Record<string, fc.Arbitrary<Cell>>> = {
  industry: text,
  'crm:Tags': tags,
  employees,
  'crm:Rating': rating,
  annualRevenue: minor,
  renewalDate: day,
  'crm:Active': fc.boolean(),
  owner: id,
};

export const rowArbitrary: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(Object.entries(cellOf).map(([field, cell]) => [field, fc.option(cell, { freq: 4 })])),
);

const isoDay = day.map(formatIsoDay);
const textFields = fc.constantFrom('industry', 'crm:Tags');
const ordered = <T extends number | string>(pair: fc.Arbitrary<T>) =>
  fc.tuple(pair, pair).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const)));
const numberField = fc.oneof(
  fc.tuple(fc.constant('employees'), employees),
  fc.tuple(fc.constant('crm:Rating'), rating),
  fc.tuple(fc.constant('annualRevenue'), cut),
);

export const conditionArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: textFields,
    operator: fc.constantFrom('is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'endsWith'),
    value: text,
  }),
  fc.record({
    field: textFields,
    operator: fc.constantFrom('isAnyOf', 'isNoneOf'),
    values: fc.array(text, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    field: fc.constant('owner'),
    operator: fc.constantFrom('is', 'isNot'),
    value: id.map(String),
  }),
  fc.record({
    field: fc.constant('owner'),
    operator: fc.constantFrom('isAnyOf', 'isNoneOf'),
    values: fc.array(id.map(String), { minLength: 1, maxLength: 3 }),
  }),
  fc
    .tuple(numberField, fc.constantFrom('equals', 'doesNotEqual', 'atLeast', 'atMost', 'greaterThan', 'lessThan'))
    .map(([[field, number], operator]) => ({ field, operator, number }) as const),
  fc
    .tuple(
      fc.constantFrom(['employees', employees] as const, ['annualRevenue', cut] as const),
      fc.constantFrom('between', 'notBetween'),
    )
    .chain(([[field, numbers], operator]) =>
      ordered(numbers).map(([from, to]) => ({ field, operator, from, to }) as const),
    ),
  fc.record({
    field: fc.constant('renewalDate'),
    operator: fc.constantFrom('on', 'notOn', 'before', 'onOrBefore', 'after', 'onOrAfter'),
    day: isoDay,
  }),
  ordered(isoDay).map(
    ([fromDay, toDay]) => ({ field: 'renewalDate', operator: 'betweenDays', fromDay, toDay }) as const,
  ),
  fc.record({
    field: fc.constant('renewalDate'),
    operator: fc.constantFrom('inLastDays', 'notInLastDays', 'inNextDays', 'notInNextDays'),
    days: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({ field: fc.constant('crm:Active'), operator: fc.constantFrom('isTrue', 'isFalse') }),
  fc.record({ field: fc.constantFrom(...KINDS.keys()), operator: fc.constantFrom('isEmpty', 'isNotEmpty') }),
);

/** The shape that a pattern means, built before the pattern is written: the oracle never reads the pattern. */
export type Shape = { readonly leaf: number } | { readonly all: readonly Shape[] } | { readonly any: readonly Shape[] };

export interface ShapedCriteria {
  readonly criteria: Criteria;
  readonly shape: Shape;
}

/** 0 to 6 conditions, each used at least once, some twice, joined at random, written with random case and parentheses. */
export const shapedCriteriaArbitrary: fc.Arbitrary<ShapedCriteria> = fc
  .array(conditionArbitrary, { maxLength: 6 })
  .chain((conditions) =>
    fc.tuple(
      fc.constant(conditions),
      fc.shuffledSubarray([...conditions.keys(), ...conditions.keys()].slice(0, conditions.length + 2), {
        minLength: conditions.length,
      }),
      fc.infiniteStream(fc.nat(7)),
    ),
  )
  .map(([conditions, order, choices]) => {
    const choose = (): number => {
      const choice = choices.next();
      return choice.done === true ? 0 : choice.value;
    };
    return joinConditions(conditions, order, choose);
  });

/** Each condition once, and those of `order` (indexes) once more, joined as `choose` (any whole number) has it. */
export function joinConditions(
  conditions: Condition[],
  order: readonly number[],
  choose: () => number,
): ShapedCriteria {
  if (conditions.length === 0) return { criteria: { conditions, pattern: '' }, shape: { all: [] } };
  const leaves = [...order, ...conditions.keys()].map((index): Shape => ({ leaf: index + 1 }));
  const shape = joinAtRandom(leaves, choose);
  return { criteria: { conditions, pattern: writePattern(shape, choose) }, shape };
}

function joinAtRandom(shapes: readonly Shape[], choose: () => number): Shape {
  const [first] = shapes;
  if (shapes.length === 1 && first !== undefined) return first;
  const at = 1 + (choose() % (shapes.length - 1));
  const parts = [joinAtRandom(shapes.slice(0, at), choose), joinAtRandom(shapes.slice(at), choose)];
  return choose() % 2 === 0 ? { all: parts } : { any: parts };
}

function writePattern(shape: Shape, choose: () => number): string {
  if ('leaf' in shape) return choose() === 0 ? `( ${shape.leaf})` : String(shape.leaf);
  const [parts, words] = 'all' in shape ? [shape.all, ['AND', 'and', 'And']] : [shape.any, ['OR', 'or', 'oR']];
  return `(${parts.map((part) => writePattern(part, choose)).join(` ${words[choose() % 3]} `)})`;
}
