import type { Condition } from '#core/criteria/criteria.ts';
import type { FieldType } from '#core/crm/metadata.ts';
import type { Shape } from './criteria-rows.ts';
import type { CoqlNode, CoqlValue } from './parse-coql.ts';

/** Criteria as a tree in which no group stands inside a group of the same kind. */
export type Meaning =
  | { readonly joint: 'and' | 'or'; readonly parts: readonly Meaning[] }
  | { readonly field: string; readonly operator: string; readonly values: readonly CoqlValue[] };

/** A query as it was parsed. */
export function meaningOfQuery(node: CoqlNode): Meaning {
  return 'joint' in node ? group(node.joint, [meaningOfQuery(node.left), meaningOfQuery(node.right)]) : node;
}

/** Criteria by what the operators are said to mean (decision 13, days counted in), written without a look at the compiler. */
export function meaningOfCriteria(shape: Shape, conditions: readonly Condition[], asOfDay: number): Meaning {
  if ('leaf' in shape) {
    const condition = conditions[shape.leaf - 1];
    if (condition === undefined) throw new Error(`No condition ${shape.leaf}`);
    return meaningOfCondition(condition, asOfDay);
  }
  const [joint, shapes] = 'all' in shape ? (['and', shape.all] as const) : (['or', shape.any] as const);
  // No conditions: every record has an id.
  if (shapes.length === 0) return { field: 'id', operator: 'is not null', values: [] };
  return group(
    joint,
    shapes.map((each) => meaningOfCriteria(each, conditions, asOfDay)),
  );
}

function group(joint: 'and' | 'or', parts: readonly Meaning[]): Meaning {
  return { joint, parts: parts.flatMap((part) => ('joint' in part && part.joint === joint ? part.parts : [part])) };
}

function meaningOfCondition(condition: Condition, asOfDay: number): Meaning {
  const field = condition.field.slice('crm:'.length);
  const atom = (operator: string, ...values: readonly CoqlValue[]): Meaning => ({ field, operator, values });
  const orEmpty = (...parts: readonly Meaning[]) => group('or', [...parts, atom('is null')]);
  const outside = (from: CoqlValue, to: CoqlValue) => orEmpty(atom('<', from), atom('>', to));
  switch (condition.operator) {
    case 'is':
      return atom('=', condition.value);
    case 'isNot':
      return orEmpty(atom('!=', condition.value));
    case 'isAnyOf':
      return atom('in', ...condition.values);
    case 'isNoneOf':
      return orEmpty(atom('not in', ...condition.values));
    case 'contains':
      return atom('like', `%${condition.value}%`);
    case 'doesNotContain':
      return orEmpty(atom('not like', `%${condition.value}%`));
    case 'startsWith':
      return atom('like', `${condition.value}%`);
    case 'endsWith':
      return atom('like', `%${condition.value}`);
    case 'equals':
      return atom('=', plain(condition.number));
    case 'doesNotEqual':
      return orEmpty(atom('!=', plain(condition.number)));
    case 'atLeast':
      return atom('>=', plain(condition.number));
    case 'atMost':
      return atom('<=', plain(condition.number));
    case 'greaterThan':
      return atom('>', plain(condition.number));
    case 'lessThan':
      return atom('<', plain(condition.number));
    case 'between':
      return atom('between', plain(condition.from), plain(condition.to));
    case 'notBetween':
      return outside(plain(condition.from), plain(condition.to));
    case 'on':
      return atom('=', condition.day);
    case 'notOn':
      return orEmpty(atom('!=', condition.day));
    case 'before':
      return atom('<', condition.day);
    case 'onOrBefore':
      return atom('<=', condition.day);
    case 'after':
      return atom('>', condition.day);
    case 'onOrAfter':
      return atom('>=', condition.day);
    case 'betweenDays':
      return atom('between', condition.fromDay, condition.toDay);
    case 'inLastDays':
      return atom('between', isoDay(asOfDay - condition.days + 1), isoDay(asOfDay));
    case 'notInLastDays':
      return outside(isoDay(asOfDay - condition.days + 1), isoDay(asOfDay));
    case 'inNextDays':
      return atom('between', isoDay(asOfDay), isoDay(asOfDay + condition.days - 1));
    case 'notInNextDays':
      return outside(isoDay(asOfDay), isoDay(asOfDay + condition.days - 1));
    case 'isTrue':
      return atom('=', true);
    case 'isFalse':
      return atom('=', false);
    case 'isEmpty':
      return atom('is null');
    case 'isNotEmpty':
      return atom('is not null');
  }
}

/** Minus zero is zero. */
function plain(number: number): number {
  return number + 0;
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

const LIKE = ['contains', 'doesNotContain', 'startsWith', 'endsWith'];

/** What COQL cannot say, or says differently from one CRM to the next: the list that the compiler has to keep to. */
export function isUnsayable(condition: Condition, type: FieldType, isReserved: boolean): boolean {
  if (isReserved || type === 'longText') return true;
  const isEmptiness = condition.operator === 'isEmpty' || condition.operator === 'isNotEmpty';
  if (isEmptiness) return type === 'boolean';
  if (['choices', 'instant', 'lookup', 'user'].includes(type)) return true;
  if ('value' in condition || 'values' in condition) {
    const texts = 'values' in condition ? condition.values : [condition.value];
    const isLike = LIKE.includes(condition.operator);
    if (type === 'choice' && isLike) return true;
    return texts.some((text) => /[^\u0020-\u007E]|['"\\]/.test(text) || (isLike && /[%_*?]/.test(text)));
  }
  if ('number' in condition || 'from' in condition) {
    const numbers = 'from' in condition ? [condition.from, condition.to] : [condition.number];
    return numbers.some((number) => Math.abs(number) > 1e100 || (type === 'integer' && !Number.isSafeInteger(number)));
  }
  return 'days' in condition && condition.days === 0;
}
