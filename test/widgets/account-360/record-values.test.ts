import { expect, test } from 'vitest';
import { NULL_DAY } from '#core/columns/column-table.ts';
import { dayOf, homeMinor, nameOf } from '#widgets/account-360/models/record-values.ts';
import { createZoneDay } from '#widgets/shared/viewer-settings.ts';

const madrid = createZoneDay('Europe/Madrid');

test('a date is its day; a date-time is the day it has in the org’s zone', () => {
  expect(dayOf('2026-01-01', madrid)).toBe(20_454);
  expect(dayOf('2026-01-01T23:30:00+00:00', madrid)).toBe(20_455);
  expect(dayOf('2026-01-01T23:30:00-05:00', madrid)).toBe(20_455);
  expect(dayOf('2026-01-01T00:30:00+14:00', madrid)).toBe(20_453);
});

test('what is no date is no day', () => {
  for (const value of [null, undefined, '', '2026-02-30', 'soon', 20_454, {}, '2026-01-01Tnoon']) {
    expect([value, dayOf(value, madrid)]).toEqual([value, NULL_DAY]);
  }
});

test('lookups and users are named, an empty name is none', () => {
  expect([{ id: '1', name: 'Rosa' }, 'Rosa', { id: '1' }, { name: '' }, '', null, 7, ['Rosa']].map(nameOf)).toEqual([
    'Rosa',
    'Rosa',
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('amounts are exact to the minor unit, half away from zero', () => {
  const terms = { home: 'USD', digits: 2, means: 'foreignPerHome' } as const;
  const home = { currency: 'USD', rate: 7 };
  expect([1.005, '1.005', -1.005, 0, 1e15, '', null, 'much'].map((amount) => homeMinor(amount, home, terms))).toEqual([
    101,
    101,
    -101,
    0,
    null,
    null,
    null,
    null,
  ]);
  expect(homeMinor(10, { currency: 'EUR', rate: 0 }, terms)).toBeNull();
});
