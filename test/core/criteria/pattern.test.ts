import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CriteriaTree } from '#core/criteria/criteria.ts';
import { treeHolds } from '#core/criteria/evaluate-tree.ts';
import { formatPattern, parsePattern } from '#core/criteria/pattern.ts';
import { shapedCriteriaArbitrary, type Shape } from '#test/support/criteria-rows.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const leaf = (condition: number): CriteriaTree => ({ kind: 'condition', condition });

test('the documented pattern is an OR of an AND', () => {
  expect(parsePattern('((1 AND 2) OR 3)', 3)).toEqual({
    ok: true,
    value: { kind: 'or', children: [{ kind: 'and', children: [leaf(1), leaf(2)] }, leaf(3)] },
  });
});

test('and/or may be written in any case, spaces and outer parentheses are free', () => {
  const expected = parsePattern('(1 AND 2) OR 3', 3);
  expect(expected.ok).toBe(true);
  for (const pattern of ['(1 and 2) or 3', '((1)And(2))oR(3)', ' ( 1\tAND 2 )\nOR 3 ']) {
    expect(parsePattern(pattern, 3)).toEqual(expected);
  }
});

test('an empty pattern joins all conditions by AND; no conditions hold everywhere', () => {
  expect(parsePattern('', 3)).toEqual(parsePattern('1 AND 2 AND 3', 3));
  expect(parsePattern('  ', 1)).toEqual({ ok: true, value: leaf(1) });
  const nothing = parsePattern('', 0);
  expect(nothing.ok && treeHolds(nothing.value, () => false)).toBe(true);
});

test('mixing AND with OR unparenthesised is refused with both readings', () => {
  expect(parsePattern('1 AND 2 OR 3 and 4', 4)).toEqual({
    ok: false,
    error: {
      code: 'pattern.mixedWithoutParentheses',
      params: { position: 9, andFirst: '(1 AND 2) OR (3 AND 4)', orFirst: '1 AND (2 OR 3) AND 4' },
      where: 'pattern',
    },
  });
});

test.each([
  ['1 AND', 2, 'endsTooEarly', 6],
  ['(1 AND 2', 2, 'unclosedParenthesis', 1],
  ['1 AND 2)', 2, 'unopenedParenthesis', 8],
  ['1 AND ()', 1, 'conditionExpected', 8],
  ['1 2', 2, 'operatorExpected', 3],
  ['(1 2)', 2, 'operatorExpected', 4],
  ['1 AND 3', 2, 'unknownCondition', 7],
  ['0', 1, 'unknownCondition', 1],
  ['99999999999999999999', 1, 'unknownCondition', 1],
  ['1', 2, 'unusedCondition', 2],
  ['1 y 2', 2, 'unknownWord', 3],
  ['1 && 2', 2, 'unexpectedCharacter', 3],
  ['1 AND 😀', 1, 'unexpectedCharacter', 7],
  ['1 NOT 2', 2, 'unknownWord', 3],
])('%j over %i conditions is refused: %s at column %i', (pattern, count, code, position) => {
  const parsed = parsePattern(pattern, count);
  expect(parsed.ok ? parsed : [parsed.error.code, parsed.error.params['position']]).toEqual([
    `pattern.${code}`,
    position,
  ]);
});

test('the deepest nesting that fits the length limit is read', () => {
  const depth = 499;
  expect(parsePattern(`${'('.repeat(depth)}1${')'.repeat(depth)}`, 1)).toEqual({ ok: true, value: leaf(1) });
});

test('a pattern means the shape it was written from, and formatting gives the same tree back', () => {
  fc.assert(
    fc.property(
      shapedCriteriaArbitrary,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      ({ criteria, shape }, held) => {
        const parsed = parsePattern(criteria.pattern, criteria.conditions.length);
        if (!parsed.ok) throw new Error(parsed.error.code);
        expect(treeHolds(parsed.value, (condition) => held[condition - 1] ?? false)).toBe(shapeHolds(shape, held));
        expect(parsePattern(formatPattern(parsed.value), criteria.conditions.length)).toEqual(parsed);
      },
    ),
    { numRuns: propertyRuns(500) },
  );
});

test('no text makes the parser throw', () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('1', '2', ' ', '(', ')', 'AND ', 'or ') }),
  );
  fc.assert(
    fc.property(noise, fc.nat(3), (pattern, count) => {
      expect(typeof parsePattern(pattern, count).ok).toBe('boolean');
    }),
    { numRuns: propertyRuns(1000) },
  );
});

function shapeHolds(shape: Shape, held: readonly boolean[]): boolean {
  if ('all' in shape) return shape.all.every((part) => shapeHolds(part, held));
  if ('any' in shape) return shape.any.some((part) => shapeHolds(part, held));
  return held[shape.leaf - 1] ?? false;
}
