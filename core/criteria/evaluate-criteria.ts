import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_DAY,
  NULL_ID,
  type Column,
  type ColumnTable,
  type TextColumn,
} from '#core/columns/column-table.ts';
import type { Condition, Criteria, CriteriaTree } from './criteria.ts';
import { daySpan } from './day-span.ts';
import { combineMasks } from './evaluate-tree.ts';
import { compileNumberMatch, minorCut, plainCut } from './match-number.ts';
import { compileTextMatch } from './match-text.ts';
import { isDayCondition, isFlagCondition, isNumberCondition, isTextCondition, matchesEmpty } from './operators.ts';
import { parsePattern } from './pattern.ts';

export interface CriteriaContext {
  /** Epoch day in the org's zone that relative dates count from. */
  readonly asOfDay: number;
  /** Decimal places of the home currency: money columns hold minor units, criteria say major units. */
  readonly minorDigits: number;
}

export interface CompiledCriteria {
  readonly tree: CriteriaTree;
  /** 1 where the whole criteria hold, one entry a row. */
  evaluate(table: ColumnTable): Uint8Array;
  /** One 1/0 mask a condition, in their order; `combineMasks(tree, masks, length)` joins them. */
  conditionMasks(table: ColumnTable): Uint8Array[];
}

/** Fills `mask` (fresh, all 0) for the first `mask.length` rows of a column. */
type ColumnMatch = (column: Column, mask: Uint8Array) => void;

/**
 * Prepares criteria for any number of tables (the batches of one reading, the rows of a generation). Conditions see
 * columns keyed by their field reference. Throws on what `checkCriteria` reports beforehand: a pattern that does not fit,
 * a day that is none, and, while evaluating, a missing column or one of a kind the operator does not take.
 */
export function compileCriteria(criteria: Criteria, context: CriteriaContext): CompiledCriteria {
  const parsed = parsePattern(criteria.pattern, criteria.conditions.length);
  if (!parsed.ok) throw new RangeError(`Pattern does not fit its conditions: ${parsed.error.code}`);
  const tree = parsed.value;
  const matches = criteria.conditions.map((condition) => compileCondition(condition, context));

  function conditionMasks(table: ColumnTable): Uint8Array[] {
    return criteria.conditions.map((condition, index) => {
      const column = table.columns.get(condition.field);
      if (column === undefined) throw new RangeError(`No column for field ${condition.field}`);
      const mask = new Uint8Array(table.length);
      matches[index]?.(column, mask);
      return mask;
    });
  }
  return {
    tree,
    conditionMasks,
    evaluate: (table) => combineMasks(tree, conditionMasks(table), table.length),
  };
}

function compileCondition(condition: Condition, context: CriteriaContext): ColumnMatch {
  const wrongKind = (column: Column): never => {
    throw new TypeError(`Field ${condition.field} holds ${column.kind}, which "${condition.operator}" does not take`);
  };

  if (isTextCondition(condition)) {
    const matchText = compileTextMatch(condition);
    const ids = 'values' in condition ? condition.values : [condition.value];
    const isIdentity = condition.operator.startsWith('is');
    const negated = matchesEmpty(condition.operator);
    return (column, mask) => {
      if (column.kind === 'text') fillFromDictionary(column, mask, matchText, negated);
      else if (column.kind === 'id' && isIdentity) {
        const wanted = new Set(ids.map(BigInt));
        for (let row = 0; row < mask.length; row++) mask[row] = wanted.has(column.values[row]!) === negated ? 0 : 1;
      } else wrongKind(column);
    };
  }

  if (isNumberCondition(condition)) {
    const matchNumber = compileNumberMatch(condition, plainCut);
    const matchMinor = compileNumberMatch(condition, (number) => minorCut(number, context.minorDigits));
    return (column, mask) => {
      if (column.kind === 'number') fillFromNumbers(column.values, mask, matchNumber);
      else if (column.kind === 'money') fillFromNumbers(column.minor, mask, matchMinor);
      else wrongKind(column);
    };
  }

  if (isDayCondition(condition)) {
    const { from, to } = daySpan(condition, context.asOfDay);
    const negated = matchesEmpty(condition.operator);
    return (column, mask) => {
      if (column.kind !== 'day') return wrongKind(column);
      for (let row = 0; row < mask.length; row++) {
        const day = column.days[row]!;
        // NULL_DAY is below every `from`.
        mask[row] = (day >= from && day <= to) === negated ? 0 : 1;
      }
    };
  }

  if (isFlagCondition(condition)) {
    const wanted = condition.operator === 'isTrue' ? 1 : 0;
    return (column, mask) => {
      if (column.kind !== 'boolean') return wrongKind(column);
      for (let row = 0; row < mask.length; row++) mask[row] = column.values[row] === wanted ? 1 : 0;
    };
  }

  const whenEmpty = condition.operator === 'isEmpty' ? 1 : 0;
  return (column, mask) => fillFromEmptiness(column, mask, whenEmpty);
}

/** Each dictionary entry is tested once, however many rows carry it. */
function fillFromDictionary(
  column: TextColumn,
  mask: Uint8Array,
  match: (text: string) => boolean,
  whenEmpty: boolean,
): void {
  const byCode = Uint8Array.from(column.dictionary, (entry) => (match(entry) ? 1 : 0));
  const empty = whenEmpty ? 1 : 0;
  for (let row = 0; row < mask.length; row++) {
    const code = column.codes[row]!;
    mask[row] = code === NULL_CODE ? empty : byCode[code]!;
  }
}

function fillFromNumbers(values: Float64Array, mask: Uint8Array, match: (value: number) => boolean): void {
  for (let row = 0; row < mask.length; row++) mask[row] = match(values[row]!) ? 1 : 0;
}

function fillFromEmptiness(column: Column, mask: Uint8Array, whenEmpty: 0 | 1): void {
  const isEmpty = emptinessOf(column);
  for (let row = 0; row < mask.length; row++) mask[row] = isEmpty(row) ? whenEmpty : 1 - whenEmpty;
}

function emptinessOf(column: Column): (row: number) => boolean {
  switch (column.kind) {
    case 'id':
      return (row) => column.values[row] === NULL_ID;
    case 'text':
      return (row) => column.codes[row] === NULL_CODE;
    case 'number':
      return (row) => Number.isNaN(column.values[row]);
    case 'money':
      return (row) => Number.isNaN(column.minor[row]);
    case 'day':
      return (row) => column.days[row] === NULL_DAY;
    case 'boolean':
      return (row) => column.values[row] === NULL_BOOLEAN;
  }
}
