import { expect, test } from 'vitest';
import { formatPlace, parsePlace } from '#widgets/segment-list/models/keep-place.ts';
import type { Screen } from '#widgets/segment-list/models/NavigationModel.ts';

const SCREENS: readonly Screen[] = [
  { kind: 'overview' },
  { kind: 'segments' },
  { kind: 'exports' },
  { kind: 'edit', id: 'segment-7' },
  { kind: 'segment', id: 'segment-7', filter: null },
  {
    kind: 'segment',
    id: 'all',
    filter: { by: 'industry', key: null, technique: null, name: 'not given' },
  },
];

test('a screen comes back as it was', () => {
  expect(SCREENS.map((screen) => parsePlace(formatPlace(screen, 'ada'), 'ada'))).toEqual(SCREENS);
});

test('an unsaved segment is not kept, the list it would be in is', () => {
  expect(parsePlace(formatPlace({ kind: 'create', start: null }, 'ada'), 'ada')).toEqual({ kind: 'segments' });
});

test('where somebody else was is nothing', () => {
  expect(parsePlace(formatPlace({ kind: 'exports' }, 'ada'), 'bob')).toBeNull();
});

test.each([
  null,
  '',
  '{',
  '[]',
  '{"kind":"exports"}',
  '{"user":"ada","place":{"kind":"setup"}}',
  '{"user":"ada","place":{"kind":"segment","id":"../runs/1","filter":null}}',
  '{"user":"ada","place":{"kind":"segment","id":"a","filter":{"by":"revenue","key":"a","technique":null,"name":"a"}}}',
  '{"user":"ada","place":{"kind":"overview","more":1}}',
])('what another version or another hand wrote is nothing: %s', (text) => {
  expect(parsePlace(text, 'ada')).toBeNull();
});
