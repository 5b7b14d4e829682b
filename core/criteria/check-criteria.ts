import type { ColumnKind } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Message, Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Condition, Criteria } from './criteria.ts';
import { isDayCondition, operatorsFor } from './operators.ts';
import { parsePattern } from './pattern.ts';

/** Kinds a reference may have: one when metadata is at hand, several while only the mapping target is known; or why it is refused. */
export type KindsOf = (reference: FieldReference) => Result<readonly ColumnKind[], Message>;

/** Zoho ids: up to 19 digits of a signed 64-bit number, never 0. */
const ID = /^[1-9]\d{0,18}$/;
const MAX_ID = 2n ** 63n - 1n;

/**
 * Everything that `compileCriteria` would throw on: `criteria.unknownField`, `criteria.operatorNotForKind`,
 * `criteria.notAnId`, `criteria.notADay`, `criteria.reversedRange` and the `pattern.*` problems. `at` is the JSON path of
 * the criteria in their document and starts every `where`.
 */
export function checkCriteria(
  criteria: Criteria,
  fieldKinds: ReadonlyMap<FieldReference, ColumnKind>,
  at = '',
): Problem[] {
  return checkCriteriaBy(
    criteria,
    (reference) => {
      const kind = fieldKinds.get(reference);
      return kind === undefined ? fail({ code: 'criteria.unknownField', params: { field: reference } }) : ok([kind]);
    },
    at,
  );
}

/** The same where a field's kind may still be open: an operator is refused when no possible kind takes it. */
export function checkCriteriaBy(criteria: Criteria, kindsOf: KindsOf, at = ''): Problem[] {
  const prefix = at === '' ? '' : `${at}.`;
  const problems = criteria.conditions.flatMap((condition, index) =>
    checkCondition(condition, kindsOf, `${prefix}conditions[${index}]`),
  );
  const pattern = parsePattern(criteria.pattern, criteria.conditions.length);
  if (!pattern.ok) problems.push({ ...pattern.error, where: `${prefix}pattern` });
  return problems;
}

function checkCondition(condition: Condition, kindsOf: KindsOf, at: string): Problem[] {
  const { field, operator } = condition;
  const problems = checkValues(condition, at);
  const kinds = kindsOf(field);
  if (!kinds.ok) return [...problems, { ...kinds.error, where: `${at}.field` }];
  const taking = kinds.value.filter((kind) => operatorsFor(kind).includes(operator));
  if (taking.length === 0)
    problems.push({
      code: 'criteria.operatorNotForKind',
      params: { field, operator, kind: kinds.value.join(' ') },
      where: `${at}.operator`,
    });
  if (taking.length === 1 && taking[0] === 'id') problems.push(...checkIds(condition, at));
  return problems;
}

function checkIds(condition: Condition, at: string): Problem[] {
  const named: readonly (readonly [string, string])[] =
    'values' in condition
      ? condition.values.map((value, index) => [value, `${at}.values[${index}]`] as const)
      : 'value' in condition
        ? [[condition.value, `${at}.value`]]
        : [];
  return named
    .filter(([value]) => !ID.test(value) || BigInt(value) > MAX_ID)
    .map(([value, where]) => ({ code: 'criteria.notAnId', params: { field: condition.field, value }, where }));
}

function checkValues(condition: Condition, at: string): Problem[] {
  const reversed = (from: string | number, to: string | number, where: string): Problem[] =>
    from > to ? [{ code: 'criteria.reversedRange', params: { field: condition.field, from, to }, where }] : [];
  if ('from' in condition) return reversed(condition.from, condition.to, `${at}.from`);
  if (!isDayCondition(condition) || 'days' in condition) return [];
  const named: readonly (readonly [string, string])[] =
    'fromDay' in condition
      ? [
          [condition.fromDay, `${at}.fromDay`],
          [condition.toDay, `${at}.toDay`],
        ]
      : [[condition.day, `${at}.day`]];
  const wrong = named
    .filter(([day]) => parseIsoDay(day) === null)
    .map(([day, where]) => ({ code: 'criteria.notADay', params: { field: condition.field, day }, where }));
  if (wrong.length > 0 || !('fromDay' in condition)) return wrong;
  // Four-digit years: text order is day order.
  return reversed(condition.fromDay, condition.toDay, `${at}.fromDay`);
}
