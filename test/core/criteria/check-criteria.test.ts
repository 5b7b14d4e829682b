import { expect, test } from 'vitest';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import { operatorsFor } from '#core/criteria/operators.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import { KINDS } from '#test/support/criteria-rows.ts';

function found(condition: Condition): string[] {
  return checkCriteria({ conditions: [condition], pattern: '' }, KINDS, 'criteria').map(
    ({ code, where }) => `${code} @ ${where}`,
  );
}

test('a field that nobody knows is named with its place', () => {
  expect(found({ field: 'crm:Gone', operator: 'isEmpty' })).toEqual([
    'criteria.unknownField @ criteria.conditions[0].field',
  ]);
});

test('an operator the kind does not take is refused', () => {
  expect(found({ field: 'employees', operator: 'contains', value: '1' })).toEqual([
    'criteria.operatorNotForKind @ criteria.conditions[0].operator',
  ]);
  expect(found({ field: 'owner', operator: 'startsWith', value: '58' })).toEqual([
    'criteria.operatorNotForKind @ criteria.conditions[0].operator',
  ]);
  expect(found({ field: 'crm:Active', operator: 'isTrue' })).toEqual([]);
});

test('an id is a positive 64-bit number', () => {
  expect(
    found({ field: 'owner', operator: 'isAnyOf', values: ['5843104000000100001', 'Ana', '0', '9223372036854775808'] }),
  ).toEqual([
    'criteria.notAnId @ criteria.conditions[0].values[1]',
    'criteria.notAnId @ criteria.conditions[0].values[2]',
    'criteria.notAnId @ criteria.conditions[0].values[3]',
  ]);
  expect(found({ field: 'owner', operator: 'is', value: '9223372036854775807' })).toEqual([]);
});

test('a range that ends before it starts is refused', () => {
  expect(found({ field: 'employees', operator: 'between', from: 2, to: 1 })).toEqual([
    'criteria.reversedRange @ criteria.conditions[0].from',
  ]);
  expect(found({ field: 'renewalDate', operator: 'betweenDays', fromDay: '2024-02-01', toDay: '2024-01-31' })).toEqual([
    'criteria.reversedRange @ criteria.conditions[0].fromDay',
  ]);
});

test('a date that is none is refused', () => {
  expect(found({ field: 'renewalDate', operator: 'on', day: '0000-01-01' })).toEqual([
    'criteria.notADay @ criteria.conditions[0].day',
  ]);
});

test('a pattern that does not fit is reported beside the conditions', () => {
  const problems = checkCriteria(
    { conditions: [{ field: 'industry', operator: 'isEmpty' }], pattern: '1 OR 2' },
    KINDS,
  );
  expect(problems.map(({ code, where }) => [code, where])).toEqual([['pattern.unknownCondition', 'pattern']]);
});

test('negations are offered beside their positives for every kind that has them', () => {
  expect(operatorsFor('boolean')).toEqual(['isTrue', 'isFalse', 'isEmpty', 'isNotEmpty']);
  expect(operatorsFor('money')).toEqual(operatorsFor('number'));
});

test('referenced fields come once each, in order of first use', () => {
  const condition = (field: string): Condition => ({ field, operator: 'isEmpty' });
  expect(referencedFields({ conditions: ['b', 'a', 'b'].map(condition), pattern: '' })).toEqual(['b', 'a']);
});
