import * as z from 'zod/mini';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';

/** SET-4: enough for every documented case, and what COQL accepts in one query (Zoho CRM API v8). */
export const MAX_CONDITIONS = 25;
/** COQL takes 100 values in an IN list; longer lists are split by nobody, so they are refused at the edge. */
export const MAX_LIST_VALUES = 100;

const bare = <T extends string>(operator: T) =>
  z.strictObject({ field: fieldReferenceSchema, operator: z.literal(operator) });

const text = z.string().check(z.minLength(1), z.maxLength(255));
const list = z.array(text).check(z.minLength(1), z.maxLength(MAX_LIST_VALUES));
const day = z.iso.date();
const days = z.int().check(z.gte(0), z.lte(36_500));
const number = z.number();

/** Text and choices. Comparison ignores case (Unicode simple lower-casing), never accents. */
const textConditions = [
  z.strictObject({
    field: fieldReferenceSchema,
    operator: z.enum(['is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'endsWith']),
    value: text,
  }),
  z.strictObject({ field: fieldReferenceSchema, operator: z.enum(['isAnyOf', 'isNoneOf']), values: list }),
] as const;

/** Numbers, and money in major units of the home currency. `between` includes both ends. */
const numberConditions = [
  z.strictObject({
    field: fieldReferenceSchema,
    operator: z.enum(['equals', 'doesNotEqual', 'atLeast', 'atMost', 'greaterThan', 'lessThan']),
    number,
  }),
  z.strictObject({
    field: fieldReferenceSchema,
    operator: z.enum(['between', 'notBetween']),
    from: number,
    to: number,
  }),
] as const;

/**
 * Dates in the org's zone, absolute or counted from the as-of day, which counts in both directions:
 * `inLastDays n` = as-of - n < d <= as-of, `inNextDays n` = as-of <= d < as-of + n. `betweenDays` includes both ends.
 */
const dayConditions = [
  z.strictObject({
    field: fieldReferenceSchema,
    operator: z.enum(['on', 'notOn', 'before', 'onOrBefore', 'after', 'onOrAfter']),
    day,
  }),
  z.strictObject({ field: fieldReferenceSchema, operator: z.literal('betweenDays'), fromDay: day, toDay: day }),
  z.strictObject({
    field: fieldReferenceSchema,
    operator: z.enum(['inLastDays', 'notInLastDays', 'inNextDays', 'notInNextDays']),
    days,
  }),
] as const;

export const conditionSchema = z.union([
  ...textConditions,
  ...numberConditions,
  ...dayConditions,
  bare('isTrue'),
  bare('isFalse'),
  bare('isEmpty'),
  bare('isNotEmpty'),
]);
export type Condition = z.infer<typeof conditionSchema>;
export type Operator = Condition['operator'];

/**
 * Conditions numbered from 1 and how they join: `((1 AND 2) OR 3)`. The tree is derived from the pattern (decision 17).
 * An empty pattern joins all by AND. No conditions = everything matches.
 */
export const criteriaSchema = z.strictObject({
  conditions: z.array(conditionSchema).check(z.maxLength(MAX_CONDITIONS)),
  pattern: z.string().check(z.maxLength(1_000)),
});
export type Criteria = z.infer<typeof criteriaSchema>;

export const EVERYTHING: Criteria = { conditions: [], pattern: '' };

/** Derived, never stored. `condition` is the 1-based number. */
export type CriteriaTree =
  | { readonly kind: 'condition'; readonly condition: number }
  | { readonly kind: 'and' | 'or'; readonly children: readonly CriteriaTree[] };
