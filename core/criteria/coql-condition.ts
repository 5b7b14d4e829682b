import { formatIsoDay } from '#core/crm/days.ts';
import type { FieldType } from '#core/crm/metadata.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { formatNumberLiteral, hasWildcard, isBeyondAscii, quoteText } from './coql-literal.ts';
import type { Condition, Operator } from './criteria.ts';
import { daySpan } from './day-span.ts';
import {
  isDayCondition,
  isFlagCondition,
  isNumberCondition,
  isTextCondition,
  type DayCondition,
  type NumberCondition,
  type TextCondition,
} from './operators.ts';

/** Why one condition is filtered locally. Each is a code `coql.<reason>`. */
export type LocalReason =
  | 'operatorNotForType'
  | 'multiLineField'
  | 'instantNeedsZone'
  | 'recordCurrency'
  | 'textComparisonUnknown'
  | 'beyondAscii'
  | 'unquotableValue'
  | 'wildcardInValue'
  | 'fractionOnInteger'
  | 'numberOutOfRange'
  | 'emptyRange';

export interface CoqlField {
  readonly apiName: string;
  readonly type: FieldType;
  /** False for money kept in each record's own currency: COQL would compare it unconverted. */
  readonly homeCurrency: boolean;
  /**
   * Whether the CRM is known to compare this field's texts as core does: case ignored by `=` and `like`, accents and spaces at
   * the end kept apart, and no value of several entries. No document says so; it has to be found out (`RecordCounter`).
   */
  readonly comparesTextAsHere: boolean;
}

/** One condition as COQL criteria joined by OR: negations bring `is null` along (decision 13). */
export type CoqlAlternatives = readonly string[];

type Compiled = Result<CoqlAlternatives, LocalReason>;

const TEXT_TYPES: readonly FieldType[] = ['text', 'email', 'phone', 'website'];
const NUMBER_TYPES: readonly FieldType[] = ['integer', 'decimal', 'percent', 'money'];
const CHOICE_OPERATORS: readonly Operator[] = ['is', 'isNot', 'isAnyOf', 'isNoneOf'];

/** A condition on one field as COQL, or why only core can decide it. `asOfDay`: epoch day that relative days are counted from. */
export function compileCoqlCondition(condition: Condition, field: CoqlField, asOfDay: number): Compiled {
  const { type, apiName } = field;
  // Not even `is null`: multi-line fields are not allowed in criteria at all.
  if (type === 'longText') return fail('multiLineField');
  if (isTextCondition(condition)) {
    const taken = TEXT_TYPES.includes(type) || (type === 'choice' && CHOICE_OPERATORS.includes(condition.operator));
    if (!taken) return fail('operatorNotForType');
    return field.comparesTextAsHere ? compileText(condition, apiName) : fail('textComparisonUnknown');
  }
  if (isNumberCondition(condition)) {
    if (!NUMBER_TYPES.includes(type)) return fail('operatorNotForType');
    return type === 'money' && !field.homeCurrency
      ? fail('recordCurrency')
      : compileNumber(condition, apiName, type === 'integer');
  }
  if (isDayCondition(condition)) {
    // A day of an instant begins and ends in the org's zone, which core does not know.
    if (type === 'instant') return fail('instantNeedsZone');
    return type === 'date' ? compileDay(condition, apiName, asOfDay) : fail('operatorNotForType');
  }
  if (isFlagCondition(condition)) {
    if (type !== 'boolean') return fail('operatorNotForType');
    return ok([`${apiName} = ${condition.operator === 'isTrue' ? 'true' : 'false'}`]);
  }
  if (type === 'boolean' || type === 'subform' || type === 'lookups' || type === 'other')
    return fail('operatorNotForType');
  return ok([`${apiName} ${condition.operator === 'isEmpty' ? 'is null' : 'is not null'}`]);
}

function compileText(condition: TextCondition, field: string): Compiled {
  // What is known of case and accents was seen in ASCII; collations differ in nothing as much as beyond it.
  if (('values' in condition ? condition.values : [condition.value]).some(isBeyondAscii)) return fail('beyondAscii');
  if ('values' in condition) {
    const quoted = condition.values.map(quoteText);
    if (quoted.some((value) => value === null)) return fail('unquotableValue');
    const list = `(${quoted.join(', ')})`;
    return condition.operator === 'isAnyOf'
      ? ok([`${field} in ${list}`])
      : ok([`${field} not in ${list}`, `${field} is null`]);
  }
  const { operator, value } = condition;
  const isIdentity = operator === 'is' || operator === 'isNot';
  if (!isIdentity && hasWildcard(value)) return fail('wildcardInValue');
  const before = operator === 'contains' || operator === 'doesNotContain' || operator === 'endsWith' ? '%' : '';
  const after = operator === 'contains' || operator === 'doesNotContain' || operator === 'startsWith' ? '%' : '';
  const literal = quoteText(before + value + after);
  if (literal === null) return fail('unquotableValue');
  if (operator === 'is') return ok([`${field} = ${literal}`]);
  if (operator === 'isNot') return ok([`${field} != ${literal}`, `${field} is null`]);
  if (operator === 'doesNotContain') return ok([`${field} not like ${literal}`, `${field} is null`]);
  return ok([`${field} like ${literal}`]);
}

const SIGNS = {
  equals: '=',
  doesNotEqual: '!=',
  atLeast: '>=',
  atMost: '<=',
  greaterThan: '>',
  lessThan: '<',
} as const;

function compileNumber(condition: NumberCondition, field: string, wholeOnly: boolean): Compiled {
  const numbers = 'from' in condition ? [condition.from, condition.to] : [condition.number];
  if (wholeOnly && !numbers.every(Number.isInteger)) return fail('fractionOnInteger');
  // Core holds integers as doubles: beyond these it does not tell neighbours apart, as the CRM does.
  if (wholeOnly && !numbers.every(Number.isSafeInteger)) return fail('numberOutOfRange');
  const [first, second = first] = numbers.map(formatNumberLiteral);
  if (first === null || first === undefined || second === null || second === undefined) return fail('numberOutOfRange');
  if (!('from' in condition)) {
    const alternatives = [`${field} ${SIGNS[condition.operator]} ${first}`];
    return ok(condition.operator === 'doesNotEqual' ? [...alternatives, `${field} is null`] : alternatives);
  }
  if (condition.from > condition.to) return fail('emptyRange');
  return ok(
    condition.operator === 'between'
      ? [`${field} between ${first} and ${second}`]
      : [`${field} < ${first}`, `${field} > ${second}`, `${field} is null`],
  );
}

function compileDay(condition: DayCondition, field: string, asOfDay: number): Compiled {
  if (!('fromDay' in condition) && !('days' in condition)) {
    const day = `'${condition.day}'`;
    if (condition.operator === 'notOn') return ok([`${field} != ${day}`, `${field} is null`]);
    const sign = { on: '=', before: '<', onOrBefore: '<=', after: '>', onOrAfter: '>=' }[condition.operator];
    return ok([`${field} ${sign} ${day}`]);
  }
  const span = daySpan(condition, asOfDay);
  if (span.from > span.to) return fail('emptyRange');
  const from = `'${formatIsoDay(span.from)}'`;
  const to = `'${formatIsoDay(span.to)}'`;
  return condition.operator === 'notInLastDays' || condition.operator === 'notInNextDays'
    ? ok([`${field} < ${from}`, `${field} > ${to}`, `${field} is null`])
    : ok([`${field} between ${from} and ${to}`]);
}
