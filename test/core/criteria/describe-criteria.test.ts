import { expect, test } from 'vitest';
import type { Condition } from '#core/criteria/criteria.ts';
import { describeCriteria } from '#core/criteria/describe-criteria.ts';

const conditions: Condition[] = [
  { field: 'billingCountry', operator: 'isNotEmpty' },
  { field: 'industry', operator: 'isAnyOf', values: ['Health', 'Pharma'] },
  { field: 'employees', operator: 'between', from: 50, to: 249 },
];

test('the sentence comes in reading order, groups marked', () => {
  expect(describeCriteria({ conditions, pattern: '1 AND (2 OR 3)' })).toEqual([
    { code: 'criteria.isNotEmpty', params: { condition: 1, field: 'billingCountry' } },
    { code: 'criteria.and', params: {} },
    { code: 'criteria.open', params: {} },
    {
      code: 'criteria.isAnyOf',
      params: { condition: 2, field: 'industry', count: 2, value1: 'Health', value2: 'Pharma' },
    },
    { code: 'criteria.or', params: {} },
    { code: 'criteria.between', params: { condition: 3, field: 'employees', from: 50, to: 249 } },
    { code: 'criteria.close', params: {} },
  ]);
});

test('no conditions are said as such', () => {
  expect(describeCriteria({ conditions: [], pattern: '' })).toEqual([{ code: 'criteria.everything', params: {} }]);
});

test('while the pattern is being typed the conditions alone are shown', () => {
  expect(describeCriteria({ conditions, pattern: '1 AND (2' }).map(({ code }) => code)).toEqual([
    'criteria.isNotEmpty',
    'criteria.isAnyOf',
    'criteria.between',
  ]);
});
