import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition, Criteria } from '#core/criteria/criteria.ts';
import { MAX_COQL_CRITERIA, toCoql, type CoqlFieldResolver } from '#core/criteria/to-coql.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { FieldType } from '#core/crm/metadata.ts';
import { AS_OF_DAY, rowArbitrary, shapedCriteriaArbitrary, type Row } from '#test/support/criteria-rows.ts';
import { naiveHolds } from '#test/support/naive-criteria.ts';
import { countCoqlCriteria, evaluateCoql, parseCoql, type CoqlValue } from '#test/support/parse-coql.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const FIELDS: Readonly<Record<string, readonly [apiName: string, type: FieldType]>> = {
  industry: ['Industry', 'text'],
  'crm:Tags': ['Tags', 'choices'],
  employees: ['Employees', 'integer'],
  'crm:Rating': ['Rating', 'decimal'],
  annualRevenue: ['Annual_Revenue', 'money'],
  renewalDate: ['Renewal_Date', 'date'],
  'crm:Active': ['Active', 'boolean'],
  owner: ['Owner', 'user'],
};

const resolve: CoqlFieldResolver = (reference) => {
  const field = FIELDS[reference];
  return field === undefined
    ? null
    : { apiName: field[0], type: field[1], homeCurrency: true, comparesTextAsHere: true };
};
const typed =
  (
    apiName: string,
    type: FieldType,
    known: { homeCurrency?: boolean; comparesTextAsHere?: boolean } = {},
  ): CoqlFieldResolver =>
  () => ({ apiName, type, homeCurrency: true, comparesTextAsHere: true, ...known });
const only = (condition: Condition): Criteria => ({ conditions: [condition], pattern: '' });

function compile(condition: Condition, fields: CoqlFieldResolver = resolve): string {
  const compiled = toCoql(only(condition), fields, AS_OF_DAY);
  return compiled.ok ? compiled.value : compiled.error.map(({ code }) => code).join(' ');
}

test('criteria nest in pairs', () => {
  const conditions: Condition[] = ['a', 'b', 'c', 'd'].map((value) => ({ field: 'industry', operator: 'is', value }));
  expect(toCoql({ conditions, pattern: '1 and 2 and 3 and 4' }, resolve, AS_OF_DAY)).toEqual({
    ok: true,
    value: "(((Industry = 'a' and Industry = 'b') and Industry = 'c') and Industry = 'd')",
  });
});

test('negations bring their empty records along', () => {
  expect(compile({ field: 'industry', operator: 'isNot', value: 'X' })).toBe("(Industry != 'X' or Industry is null)");
  expect(compile({ field: 'employees', operator: 'notBetween', from: 1, to: 9 })).toBe(
    '((Employees < 1 or Employees > 9) or Employees is null)',
  );
});

test('no conditions still give the WHERE clause that COQL requires', () => {
  expect(toCoql({ conditions: [], pattern: '' }, resolve, AS_OF_DAY)).toEqual({ ok: true, value: 'id is not null' });
});

test('relative days become the dates they mean on the as-of day', () => {
  expect(compile({ field: 'renewalDate', operator: 'inLastDays', days: 30 })).toBe(
    "Renewal_Date between '2024-09-05' and '2024-10-04'",
  );
  expect(formatIsoDay(AS_OF_DAY)).toBe('2024-10-04');
});

test('numbers are written without an exponent', () => {
  expect(compile({ field: 'crm:Rating', operator: 'atLeast', number: 1e-7 })).toBe('Rating >= 0.0000001');
  expect(compile({ field: 'crm:Rating', operator: 'atMost', number: -1.5e21 })).toBe(
    'Rating <= -1500000000000000000000',
  );
  expect(compile({ field: 'crm:Rating', operator: 'atMost', number: 1e300 })).toBe('coql.numberOutOfRange');
});

const LOCAL: readonly (readonly [Condition, CoqlFieldResolver, string])[] = [
  [{ field: 'industry', operator: 'is', value: "O'Neil" }, resolve, 'coql.unquotableValue'],
  [{ field: 'industry', operator: 'is', value: 'a\\' }, resolve, 'coql.unquotableValue'],
  [{ field: 'industry', operator: 'isAnyOf', values: ['a', 'say "b"'] }, resolve, 'coql.unquotableValue'],
  [{ field: 'industry', operator: 'is', value: 'two\nlines' }, resolve, 'coql.unquotableValue'],
  [{ field: 'industry', operator: 'contains', value: '100%' }, resolve, 'coql.wildcardInValue'],
  [{ field: 'industry', operator: 'startsWith', value: 'a_b' }, resolve, 'coql.wildcardInValue'],
  [{ field: 'industry', operator: 'is', value: 'España' }, resolve, 'coql.beyondAscii'],
  [{ field: 'industry', operator: 'isNoneOf', values: ['a', '😀'] }, resolve, 'coql.beyondAscii'],
  [
    { field: 'industry', operator: 'is', value: 'a' },
    typed('Industry', 'text', { comparesTextAsHere: false }),
    'coql.textComparisonUnknown',
  ],
  [{ field: 'employees', operator: 'atMost', number: 2 ** 53 }, resolve, 'coql.numberOutOfRange'],
  [{ field: 'crm:Tags', operator: 'is', value: 'Gold' }, resolve, 'coql.operatorNotForType'],
  [{ field: 'industry', operator: 'contains', value: 'a' }, typed('Industry', 'choice'), 'coql.operatorNotForType'],
  [{ field: 'crm:Notes', operator: 'isEmpty' }, typed('Notes', 'longText'), 'coql.multiLineField'],
  [{ field: 'crm:Seen', operator: 'after', day: '2024-01-01' }, typed('Seen', 'instant'), 'coql.instantNeedsZone'],
  [
    { field: 'amount', operator: 'atLeast', number: 1 },
    typed('Amount', 'money', { homeCurrency: false }),
    'coql.recordCurrency',
  ],
  [{ field: 'employees', operator: 'atLeast', number: 1.5 }, resolve, 'coql.fractionOnInteger'],
  [{ field: 'renewalDate', operator: 'inNextDays', days: 0 }, resolve, 'coql.emptyRange'],
  [{ field: 'owner', operator: 'is', value: '5843104000000100001' }, resolve, 'coql.operatorNotForType'],
  [
    { field: 'abm:rfm.label', operator: 'is', value: 'champions' },
    typed('ABM_RFM_Label', 'choice'),
    'coql.computedField',
  ],
  [{ field: 'crm:Gone', operator: 'isEmpty' }, resolve, 'coql.unknownField'],
  [{ field: 'crm:Order', operator: 'is', value: 'x' }, typed('Order', 'text'), 'coql.reservedFieldName'],
];
test.each(LOCAL)('%j is filtered locally: %3$s', (condition, fields, reason) => {
  expect(compile(condition, fields)).toBe(reason);
});

test('that a text is empty can be said whatever is known of how texts compare', () => {
  const unknown = typed('Industry', 'text', { comparesTextAsHere: false });
  expect(compile({ field: 'industry', operator: 'isEmpty' }, unknown)).toBe('Industry is null');
});

test('every reason is named with its condition, not only the first', () => {
  const conditions: Condition[] = [
    { field: 'industry', operator: 'is', value: 'fine' },
    { field: 'industry', operator: 'is', value: "'" },
    { field: 'crm:Gone', operator: 'isEmpty' },
  ];
  expect(toCoql({ conditions, pattern: '' }, resolve, AS_OF_DAY)).toEqual({
    ok: false,
    error: [
      { code: 'coql.unquotableValue', params: { condition: 2, field: 'industry' } },
      { code: 'coql.unknownField', params: { condition: 3, field: 'crm:Gone' } },
    ],
  });
});

test('the limit counts compiled criteria: 13 negations are 26', () => {
  const negations = (count: number): Criteria => ({
    conditions: Array.from({ length: count }, () => ({ field: 'industry', operator: 'isNot', value: 'x' }) as const),
    pattern: '',
  });
  expect(toCoql(negations(12), resolve, AS_OF_DAY).ok).toBe(true);
  expect(toCoql(negations(13), resolve, AS_OF_DAY)).toEqual({
    ok: false,
    error: [{ code: 'coql.tooManyCriteria', params: { count: 26, limit: MAX_COQL_CRITERIA } }],
  });
});

test('what compiles, parsed back, selects what the criteria mean', () => {
  let compiled = 0;
  fc.assert(
    fc.property(shapedCriteriaArbitrary, fc.array(rowArbitrary, { maxLength: 12 }), ({ criteria, shape }, rows) => {
      const coql = toCoql(criteria, resolve, AS_OF_DAY);
      if (!coql.ok) return;
      compiled++;
      const parsed = parseCoql(coql.value);
      expect(countCoqlCriteria(parsed)).toBeLessThanOrEqual(MAX_COQL_CRITERIA);
      for (const row of rows) {
        const expected = naiveHolds(shape, criteria.conditions, row, {
          asOfDay: AS_OF_DAY,
          moneyFields: ['annualRevenue'],
        });
        expect(evaluateCoql(parsed, (field) => crmCell(row, field)) === true).toBe(expected);
      }
    }),
    { numRuns: propertyRuns(2000) },
  );
  // Enough of the random criteria must be expressible, or the test tests nothing.
  expect(compiled).toBeGreaterThan(propertyRuns(2000) / 8);
});

/** The same record as the CRM holds it: money in major units, days as texts, ids as texts. */
function crmCell(row: Row, apiName: string): CoqlValue | null {
  if (apiName === 'id') return '1';
  const reference = Object.keys(FIELDS).find((key) => FIELDS[key]?.[0] === apiName) ?? '';
  const cell = row[reference] ?? null;
  if (cell === null || typeof cell === 'boolean') return cell;
  if (reference === 'renewalDate') return formatIsoDay(Number(cell));
  if (reference === 'annualRevenue') return Number(cell) / 100;
  return typeof cell === 'bigint' ? String(cell) : cell;
}
