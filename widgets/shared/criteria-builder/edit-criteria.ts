import type { ColumnKind } from '#core/columns/column-table.ts';
import type { Condition, CriteriaTree, Operator } from '#core/criteria/criteria.ts';
import { MAX_CONDITIONS } from '#core/criteria/criteria.ts';
import { operatorsFor } from '#core/criteria/operators.ts';
import { formatPattern, parsePattern } from '#core/criteria/pattern.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';

/** A field as the builder offers it: the org's own label, and the values it may take where the CRM lists them. */
export interface FieldChoice {
  readonly reference: FieldReference;
  readonly label: string;
  readonly kind: ColumnKind;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Numbered conditions and how they join: criteria, and whatever else SET-4's pattern is written over. */
export interface Joined<C> {
  readonly conditions: readonly C[];
  readonly pattern: string;
}
type Rejoined<C> = { conditions: C[]; pattern: string };

/** Adds a condition and joins it the way the top of the pattern already joins. At `most` nothing is added. */
export function addCondition<C>(criteria: Joined<C>, condition: C, most: number = MAX_CONDITIONS): Rejoined<C> {
  if (criteria.conditions.length >= most) return { conditions: [...criteria.conditions], pattern: criteria.pattern };
  const conditions = [...criteria.conditions, condition];
  const tree = treeOf(criteria);
  if (criteria.pattern.trim() === '' || tree === null) return { conditions, pattern: criteria.pattern };
  const added: CriteriaTree = { kind: 'condition', condition: conditions.length };
  const kind = tree.kind === 'or' ? 'or' : 'and';
  const children = tree.kind === 'condition' ? [tree, added] : [...tree.children, added];
  return { conditions, pattern: formatPattern({ kind, children }) };
}

/** Takes condition `index` (from 0) out, closes the gap in the numbers and in the pattern. */
export function removeCondition<C>(criteria: Joined<C>, index: number): Rejoined<C> {
  const conditions = criteria.conditions.filter((_, position) => position !== index);
  const tree = treeOf(criteria);
  if (criteria.pattern.trim() === '' || tree === null) return { conditions, pattern: '' };
  const left = without(tree, index + 1);
  return { conditions, pattern: left === null || conditions.length < 2 ? '' : formatPattern(left) };
}

/** Another condition at `index` (from 0), joined as the old one was. */
export function replaceCondition<C>(criteria: Joined<C>, index: number, condition: C): Rejoined<C> {
  return {
    pattern: criteria.pattern,
    conditions: criteria.conditions.map((old, position) => (position === index ? condition : old)),
  };
}

/** One word for how all conditions join, or null where the pattern mixes AND and OR. */
export function simpleJoin(criteria: Joined<unknown>): 'and' | 'or' | null {
  const tree = treeOf(criteria);
  if (tree === null) return null;
  if (tree.kind === 'condition') return 'and';
  return tree.children.every((child) => child.kind === 'condition') ? tree.kind : null;
}

/** All conditions by one word; 'and' is what an empty pattern says. */
export function joinAll<C>(criteria: Joined<C>, kind: 'and' | 'or'): Rejoined<C> {
  const conditions = [...criteria.conditions];
  if (kind === 'and') return { conditions, pattern: '' };
  const children = conditions.map((_, index): CriteriaTree => ({ kind: 'condition', condition: index + 1 }));
  return { conditions, pattern: children.length < 2 ? '' : formatPattern({ kind, children }) };
}

/** A condition to start from: the field's first operator, with the emptiest value it takes. */
export function startCondition(field: FieldChoice, today: string): Condition {
  return withOperator(field, operatorsFor(field.kind)[0] ?? 'isNotEmpty', today);
}

/** The condition under another operator, keeping what of the old value still fits. */
export function withOperator(field: FieldChoice, operator: Operator, today: string, old?: Condition): Condition {
  const reference = field.reference;
  const value = old !== undefined && 'value' in old ? old.value : (field.options[0]?.value ?? '');
  const number = old !== undefined && 'number' in old ? old.number : 0;
  const day = old !== undefined && 'day' in old ? old.day : today;
  switch (operator) {
    case 'is':
    case 'isNot':
    case 'contains':
    case 'doesNotContain':
    case 'startsWith':
    case 'endsWith':
      return { field: reference, operator, value };
    case 'isAnyOf':
    case 'isNoneOf':
      return {
        field: reference,
        operator,
        values: old !== undefined && 'values' in old ? old.values : value === '' ? [] : [value],
      };
    case 'equals':
    case 'doesNotEqual':
    case 'atLeast':
    case 'atMost':
    case 'greaterThan':
    case 'lessThan':
      return { field: reference, operator, number };
    case 'between':
    case 'notBetween':
      return { field: reference, operator, from: number, to: number };
    case 'on':
    case 'notOn':
    case 'before':
    case 'onOrBefore':
    case 'after':
    case 'onOrAfter':
      return { field: reference, operator, day };
    case 'betweenDays':
      return { field: reference, operator, fromDay: day, toDay: day };
    case 'inLastDays':
    case 'notInLastDays':
    case 'inNextDays':
    case 'notInNextDays':
      return { field: reference, operator, days: old !== undefined && 'days' in old ? old.days : 30 };
    case 'isTrue':
    case 'isFalse':
    case 'isEmpty':
    case 'isNotEmpty':
      return { field: reference, operator };
  }
}

function treeOf(criteria: Joined<unknown>): CriteriaTree | null {
  const parsed = parsePattern(criteria.pattern, criteria.conditions.length);
  return parsed.ok ? parsed.value : null;
}

function without(tree: CriteriaTree, condition: number): CriteriaTree | null {
  if (tree.kind === 'condition') {
    if (tree.condition === condition) return null;
    return tree.condition > condition ? { kind: 'condition', condition: tree.condition - 1 } : tree;
  }
  const children = tree.children.map((child) => without(child, condition)).filter((child) => child !== null);
  const [only] = children;
  if (only === undefined) return null;
  return children.length === 1 ? only : { kind: tree.kind, children };
}
