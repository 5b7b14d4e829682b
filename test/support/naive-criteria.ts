import type { Condition } from '#core/criteria/criteria.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { Cell, Row, Shape } from './criteria-rows.ts';

/** The criteria's meaning, written row by row with plain values and three separate concerns: emptiness, negation, test. */
export function naiveHolds(shape: Shape, conditions: readonly Condition[], row: Row, context: NaiveContext): boolean {
  if ('all' in shape) return shape.all.every((part) => naiveHolds(part, conditions, row, context));
  if ('any' in shape) return shape.any.some((part) => naiveHolds(part, conditions, row, context));
  const condition = conditions[shape.leaf - 1];
  if (condition === undefined) throw new Error(`No condition ${shape.leaf}`);
  return naiveCondition(condition, row[condition.field] ?? null, context);
}

export interface NaiveContext {
  readonly asOfDay: number;
  /** Fields whose cells are minor units of a currency with two places. */
  readonly moneyFields: readonly string[];
}

const OPPOSITES: Readonly<Record<string, string>> = {
  isNot: 'is',
  isNoneOf: 'isAnyOf',
  doesNotContain: 'contains',
  doesNotEqual: 'equals',
  notBetween: 'between',
  notOn: 'on',
  notInLastDays: 'inLastDays',
  notInNextDays: 'inNextDays',
};

export function naiveCondition(condition: Condition, cell: Cell, context: NaiveContext): boolean {
  if (condition.operator === 'isEmpty') return cell === null;
  if (condition.operator === 'isNotEmpty') return cell !== null;
  const opposite = OPPOSITES[condition.operator];
  if (opposite !== undefined) return cell === null || !positive(condition, opposite, cell, context);
  return cell !== null && positive(condition, condition.operator, cell, context);
}

function positive(
  condition: Condition,
  operator: string,
  cell: string | number | bigint | boolean,
  context: NaiveContext,
): boolean {
  if ('value' in condition || 'values' in condition) {
    const wanted = ('values' in condition ? condition.values : [condition.value]).map(lower);
    const text = lower(String(cell));
    const [value = ''] = wanted;
    if (operator === 'contains') return text.split(value).length > 1;
    if (operator === 'startsWith') return text.slice(0, value.length) === value;
    if (operator === 'endsWith') return text.slice(-value.length) === value;
    return [text, ...text.split(';')].some((entry) => wanted.includes(entry));
  }
  if ('number' in condition || 'from' in condition) {
    const isMoney = context.moneyFields.includes(condition.field);
    const compare = (number: number) => compareExactly(Number(cell), isMoney ? 2 : null, number);
    if ('from' in condition) return compare(condition.from) >= 0 && compare(condition.to) <= 0;
    const sign = compare(condition.number);
    if (operator === 'equals') return sign === 0;
    if (operator === 'atLeast') return sign >= 0;
    if (operator === 'atMost') return sign <= 0;
    return operator === 'greaterThan' ? sign > 0 : sign < 0;
  }
  if (condition.operator === 'isTrue' || condition.operator === 'isFalse') return cell === (operator === 'isTrue');
  const day = Number(cell);
  if ('fromDay' in condition) return day >= dayOf(condition.fromDay) && day <= dayOf(condition.toDay);
  if ('days' in condition)
    return operator === 'inLastDays'
      ? context.asOfDay - condition.days < day && day <= context.asOfDay
      : context.asOfDay <= day && day < context.asOfDay + condition.days;
  if (!('day' in condition)) throw new Error(`Unknown condition ${condition.operator}`);
  const wanted = dayOf(condition.day);
  if (operator === 'on') return day === wanted;
  if (operator === 'before') return day < wanted;
  if (operator === 'onOrBefore') return day <= wanted;
  return operator === 'after' ? day > wanted : day >= wanted;
}

function lower(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

function dayOf(text: string): number {
  const day = parseIsoDay(text);
  if (day === null) throw new Error(`Not a day: ${text}`);
  return day;
}

/** Sign of cell - number; money compared as fractions over a common denominator. Numbers here have plain decimal texts. */
function compareExactly(cell: number, moneyDigits: number | null, number: number): number {
  if (moneyDigits === null) return Math.sign(cell - number);
  const [whole = '', fraction = ''] = String(number).split('.');
  const difference =
    BigInt(cell) * 10n ** BigInt(fraction.length) - BigInt(whole + fraction) * 10n ** BigInt(moneyDigits);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
