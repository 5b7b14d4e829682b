import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { criteriaSchema, EVERYTHING, type Condition } from '#core/criteria/criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { combineMasks } from '#core/criteria/evaluate-tree.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import {
  AS_OF_DAY,
  conditionArbitrary,
  KINDS,
  rowArbitrary,
  shapedCriteriaArbitrary,
  tableOf,
  type Cell,
} from '#test/support/criteria-rows.ts';
import { naiveHolds } from '#test/support/naive-criteria.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const CONTEXT = { asOfDay: AS_OF_DAY, minorDigits: 2 };

function matching(condition: Condition, cells: readonly Cell[], context = CONTEXT): Cell[] {
  const table = tableOf(cells.map((cell) => ({ [condition.field]: cell })));
  const mask = compileCriteria({ conditions: [condition], pattern: '' }, context).evaluate(table);
  return cells.filter((_, row) => mask[row] === 1);
}

test('columns and naive rows agree on random criteria', () => {
  fc.assert(
    fc.property(shapedCriteriaArbitrary, fc.array(rowArbitrary, { maxLength: 25 }), ({ criteria, shape }, rows) => {
      expect(checkCriteria(criteria, KINDS)).toEqual([]);
      const table = tableOf(rows);
      const compiled = compileCriteria(criteria, CONTEXT);
      const mask = compiled.evaluate(table);
      const expected = rows.map((row) =>
        naiveHolds(shape, criteria.conditions, row, { asOfDay: AS_OF_DAY, moneyFields: ['annualRevenue'] }),
      );
      expect(Array.from(mask, (bit) => bit === 1)).toEqual(expected);
      expect(combineMasks(compiled.tree, compiled.conditionMasks(table), table.length)).toEqual(mask);
    }),
    { numRuns: propertyRuns(1500) },
  );
});

test('generated conditions are what the schema takes', () => {
  fc.assert(
    fc.property(conditionArbitrary, (condition) => {
      expect(criteriaSchema.safeParse({ conditions: [condition], pattern: '' }).success).toBe(true);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('no conditions: everything matches', () => {
  expect(compileCriteria(EVERYTHING, CONTEXT).evaluate(tableOf([{}, {}]))).toEqual(Uint8Array.of(1, 1));
});

test('negations hold where the field is empty, nothing else does', () => {
  expect(matching({ field: 'industry', operator: 'isNot', value: 'Tech' }, [null, 'tech', 'Health'])).toEqual([
    null,
    'Health',
  ]);
  expect(matching({ field: 'industry', operator: 'contains', value: 'e' }, [null, 'tech'])).toEqual(['tech']);
  expect(matching({ field: 'employees', operator: 'doesNotEqual', number: 3 }, [null, 3, 4])).toEqual([null, 4]);
  expect(matching({ field: 'employees', operator: 'lessThan', number: 3 }, [null, 2])).toEqual([2]);
  expect(
    matching({ field: 'renewalDate', operator: 'notInNextDays', days: 3 }, [null, AS_OF_DAY, AS_OF_DAY + 3]),
  ).toEqual([null, AS_OF_DAY + 3]);
  expect(matching({ field: 'renewalDate', operator: 'before', day: '2030-01-01' }, [null, 0])).toEqual([0]);
  expect(matching({ field: 'crm:Active', operator: 'isFalse' }, [null, false, true])).toEqual([false]);
  expect(matching({ field: 'owner', operator: 'isNoneOf', values: ['7'] }, [null, 7n, 8n])).toEqual([null, 8n]);
});

test('case is ignored, accents are not, and a final sigma is a sigma', () => {
  expect(matching({ field: 'industry', operator: 'is', value: 'ÑANDÚ' }, ['ñandú', 'nandu'])).toEqual(['ñandú']);
  expect(matching({ field: 'industry', operator: 'startsWith', value: 'ΟΔΟΣ' }, ['οδοσα', 'ΟΔΟΣ', 'οδ'])).toEqual([
    'οδοσα',
    'ΟΔΟΣ',
  ]);
  expect(matching({ field: 'industry', operator: 'is', value: 'istanbul' }, ['İstanbul', 'ISTANBUL'])).toEqual([
    'İstanbul',
    'ISTANBUL',
  ]);
});

test('identity takes a multi-choice value entry by entry, the other operators take it whole', () => {
  const cells = ['Gold;Partner', 'Partner', 'Gold Partner', null];
  expect(matching({ field: 'crm:Tags', operator: 'is', value: 'partner' }, cells)).toEqual(['Gold;Partner', 'Partner']);
  expect(matching({ field: 'crm:Tags', operator: 'isNoneOf', values: ['partner', 'x'] }, cells)).toEqual([
    'Gold Partner',
    null,
  ]);
  expect(matching({ field: 'crm:Tags', operator: 'is', value: 'Gold;Partner' }, cells)).toEqual(['Gold;Partner']);
  expect(matching({ field: 'crm:Tags', operator: 'startsWith', value: 'Part' }, cells)).toEqual(['Partner']);
});

test('ids beyond 2^53 are told apart', () => {
  const cells = [9007199254740992n, 9007199254740993n];
  expect(matching({ field: 'owner', operator: 'is', value: '9007199254740993' }, cells)).toEqual([9007199254740993n]);
});

test('a cut finer than the currency falls between two amounts', () => {
  const cells = [1000, 1001];
  const at = (
    operator: 'atLeast' | 'atMost' | 'equals' | 'greaterThan' | 'lessThan',
    number: number,
    minorDigits = 2,
  ) => matching({ field: 'annualRevenue', operator, number }, cells, { asOfDay: AS_OF_DAY, minorDigits });
  expect(at('atLeast', 10.005)).toEqual([1001]);
  expect(at('atMost', 10.005)).toEqual([1000]);
  expect(at('greaterThan', 10.005)).toEqual([1001]);
  expect(at('lessThan', 10.005)).toEqual([1000]);
  expect(at('equals', 10.005)).toEqual([]);
  expect(at('equals', 10.01)).toEqual([1001]);
  expect(at('atLeast', 1.0005, 3)).toEqual([1001]);
  expect(at('atLeast', 1001, 0)).toEqual([1001]);
});

test('decimals that binary fractions miss are compared as written', () => {
  // 1.15 * 100 is 114.99999999999999 and 8.2 * 100 is 819.9999999999999 in binary.
  expect(matching({ field: 'annualRevenue', operator: 'equals', number: 1.15 }, [114, 115, 116])).toEqual([115]);
  expect(matching({ field: 'annualRevenue', operator: 'greaterThan', number: 8.2 }, [820, 821])).toEqual([821]);
  expect(matching({ field: 'annualRevenue', operator: 'atMost', number: -0.015 }, [-2, -1, 0])).toEqual([-2]);
});

test('the ends of the number range neither overflow nor round to an amount', () => {
  const cells = [-Number.MAX_SAFE_INTEGER, -1, 0, 1, Number.MAX_SAFE_INTEGER];
  expect(matching({ field: 'annualRevenue', operator: 'lessThan', number: 1e300 }, cells)).toEqual(cells);
  expect(matching({ field: 'annualRevenue', operator: 'atLeast', number: 1e21 }, cells)).toEqual([]);
  expect(matching({ field: 'annualRevenue', operator: 'greaterThan', number: -1e300 }, cells)).toEqual(cells);
  expect(matching({ field: 'annualRevenue', operator: 'greaterThan', number: 5e-324 }, cells)).toEqual([
    1,
    Number.MAX_SAFE_INTEGER,
  ]);
  expect(matching({ field: 'annualRevenue', operator: 'atMost', number: -5e-324 }, cells)).toEqual([
    -Number.MAX_SAFE_INTEGER,
    -1,
  ]);
  // Fifteen significant digits: the most that every decimal text keeps through a double.
  expect(
    matching(
      { field: 'annualRevenue', operator: 'equals', number: 9999999999999.99 },
      [999999999999998, 999999999999999],
    ),
  ).toEqual([999999999999999]);
});

test('relative days count the as-of day in, both ways', () => {
  const asOfDay = parseIsoDay('2024-03-01') ?? 0;
  const cells = [-3, -2, -1, 0, 1, 2, 3].map((offset) => asOfDay + offset);
  const within = (operator: 'inLastDays' | 'inNextDays', days: number) =>
    matching({ field: 'renewalDate', operator, days }, cells, { asOfDay, minorDigits: 2 }).map(
      (day) => Number(day) - asOfDay,
    );
  expect(within('inLastDays', 3)).toEqual([-2, -1, 0]);
  expect(within('inNextDays', 3)).toEqual([0, 1, 2]);
  expect(within('inLastDays', 0)).toEqual([]);
});

test('a missing column or a wrong kind is a bug of the caller, said aloud', () => {
  const condition: Condition = { field: 'industry', operator: 'atLeast', number: 1 };
  const compiled = compileCriteria({ conditions: [condition], pattern: '' }, CONTEXT);
  expect(() => compiled.evaluate(tableOf([{}]))).toThrow(/industry holds text/);
  expect(() => compiled.evaluate({ length: 0, columns: new Map() })).toThrow(/No column for field industry/);
  expect(() => compileCriteria({ conditions: [], pattern: '1' }, CONTEXT)).toThrow(/unknownCondition/);
});
