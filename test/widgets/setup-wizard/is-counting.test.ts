import { expect, test } from 'vitest';
import { isCounting } from '#widgets/setup-wizard/models/is-counting.ts';

const unanswered = { answer: null, busy: false, failure: null };

test('the first numbers are waited for, from the count of the records to the first answer', () => {
  expect(isCounting({ kind: 'building', accounts: 20, deals: 0 }, unanswered)).toBe(true);
  expect(isCounting({ kind: 'ready', id: 's' }, { ...unanswered, busy: true })).toBe(true);
});

test('what was cancelled or failed keeps nobody', () => {
  expect(isCounting({ kind: 'cancelled' }, unanswered)).toBe(false);
  expect(isCounting({ kind: 'failed', failure: { reason: 'offline' }, problems: [] }, unanswered)).toBe(false);
  expect(isCounting({ kind: 'ready', id: 's' }, { ...unanswered, failure: { reason: 'offline' } })).toBe(false);
});

test('an edit asks for newer numbers, and nobody waits for those', () => {
  const answer = { accounts: 3, population: 3, rfm: null, firmographics: null };
  expect(isCounting({ kind: 'ready', id: 's' }, { answer, busy: true, failure: null })).toBe(false);
});
