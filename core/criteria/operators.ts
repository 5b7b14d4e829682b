import type { ColumnKind } from '#core/columns/column-table.ts';
import type { Condition, Operator } from './criteria.ts';

export type TextCondition = Extract<Condition, { value: string } | { values: string[] }>;
export type NumberCondition = Extract<Condition, { number: number } | { from: number }>;
export type DayCondition = Extract<Condition, { day: string } | { fromDay: string } | { days: number }>;
export type FlagCondition = Extract<Condition, { operator: 'isTrue' | 'isFalse' }>;

/** Conditions are told apart by the values that they carry; those on emptiness carry none and are of no kind. */
export function isTextCondition(condition: Condition): condition is TextCondition {
  return 'value' in condition || 'values' in condition;
}
export function isNumberCondition(condition: Condition): condition is NumberCondition {
  return 'number' in condition || 'from' in condition;
}
export function isDayCondition(condition: Condition): condition is DayCondition {
  return 'day' in condition || 'fromDay' in condition || 'days' in condition;
}
export function isFlagCondition(condition: Condition): condition is FlagCondition {
  return condition.operator === 'isTrue' || condition.operator === 'isFalse';
}

const EMPTINESS: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const NUMBER: readonly Operator[] = [
  'equals',
  'doesNotEqual',
  'atLeast',
  'atMost',
  'greaterThan',
  'lessThan',
  'between',
  'notBetween',
  ...EMPTINESS,
];

const OPERATORS: Readonly<Record<ColumnKind, readonly Operator[]>> = {
  text: ['is', 'isNot', 'isAnyOf', 'isNoneOf', 'contains', 'doesNotContain', 'startsWith', 'endsWith', ...EMPTINESS],
  number: NUMBER,
  money: NUMBER,
  day: [
    'on',
    'notOn',
    'before',
    'onOrBefore',
    'after',
    'onOrAfter',
    'betweenDays',
    'inLastDays',
    'notInLastDays',
    'inNextDays',
    'notInNextDays',
    ...EMPTINESS,
  ],
  boolean: ['isTrue', 'isFalse', ...EMPTINESS],
  // Lookups and users are their ids: identity is all that can be asked of one.
  id: ['is', 'isNot', 'isAnyOf', 'isNoneOf', ...EMPTINESS],
};

/** Operators a field of that kind takes, in the order a person is offered them. */
export function operatorsFor(kind: ColumnKind): readonly Operator[] {
  return OPERATORS[kind];
}

const MATCHING_EMPTY: ReadonlySet<Operator> = new Set<Operator>([
  'isEmpty',
  'isNot',
  'isNoneOf',
  'doesNotContain',
  'doesNotEqual',
  'notBetween',
  'notOn',
  'notInLastDays',
  'notInNextDays',
]);

/** Decision 13: the negations hold where the field is empty; every other operator does not. */
export function matchesEmpty(operator: Operator): boolean {
  return MATCHING_EMPTY.has(operator);
}
