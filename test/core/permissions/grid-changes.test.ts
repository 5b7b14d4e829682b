import { expect, test } from 'vitest';
import { formatGridChanges, gridChanges, parseGridChanges } from '#core/permissions/grid-changes.ts';
import type { ProfileGrid } from '#core/permissions/profile-grid.ts';
import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';

const grid = (profiles: ProfileGrid['profiles']): ProfileGrid => ({ format: 'lodestar.permissions/1', profiles });

test('what each profile gained and lost, and back from its text', () => {
  const before = grid({ '1': ['access', 'setup'], '2': ['access'], '3': ['access'] });
  const changes = gridChanges(before, grid({ '1': ['access', 'createSegments'], '3': ['access'], '4': ['setup'] }));
  expect(formatGridChanges(changes)).toBe('1+createSegments-setup 2-access 4+setup');
  expect(parseGridChanges(formatGridChanges(changes))).toEqual({ changes, more: 0 });
  expect(gridChanges(before, before)).toEqual([]);
  expect(formatGridChanges(gridChanges(null, grid({ '1': ['access'] })))).toBe('1+access');
});

test('many profiles are a number beyond the room of a line', () => {
  const ids = Array.from({ length: 300 }, (_, index) => String(1_000 + index));
  const all = grid(Object.fromEntries(ids.map((id) => [id, [...ABM_RIGHT_NAMES]])));
  const text = formatGridChanges(gridChanges(null, all));
  expect(text.length).toBeLessThan(1_020);
  const parsed = parseGridChanges(text);
  expect((parsed?.changes.length ?? 0) + (parsed?.more ?? 0)).toBe(300);
});

test('a line is filled to its last character, and what goes beyond is counted', () => {
  // Eighty-two parts of 11 characters, one of 15, and a space after each: 1,000.
  const ids = [...Array.from({ length: 82 }, (_, index) => String(1_000 + index)), '10000000'];
  const all = (profiles: readonly string[]) =>
    formatGridChanges(gridChanges(null, grid(Object.fromEntries(profiles.map((id) => [id, ['access']])))));
  expect(parseGridChanges(all(ids))).toMatchObject({ more: 0 });
  expect(parseGridChanges(all([...ids, '9']))).toMatchObject({ more: 1 });
});

test('another text is no change of the grid', () => {
  const others = [
    '',
    'segment-7',
    '12',
    '12+',
    'x+access',
    'x1+access',
    '1+access!',
    'xmore:7',
    'more:7x',
    'more:12345',
  ];
  expect(others.filter((text) => parseGridChanges(text) !== null)).toEqual([]);
});
