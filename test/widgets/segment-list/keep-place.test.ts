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
  expect(SCREENS.map((screen) => parsePlace(formatPlace(screen)))).toEqual(SCREENS);
});

test('an unsaved segment is not kept, the list it would be in is', () => {
  expect(parsePlace(formatPlace({ kind: 'create', start: null }))).toEqual({ kind: 'segments' });
});

test.each([
  null,
  '',
  '{',
  '[]',
  '{"kind":"setup"}',
  '{"kind":"segment","id":"../runs/1","filter":null}',
  '{"kind":"segment","id":"a","filter":{"by":"revenue","key":"a","technique":null,"name":"a"}}',
  '{"kind":"overview","more":1}',
])('what another version or another hand wrote is nothing: %s', (text) => {
  expect(parsePlace(text)).toBeNull();
});
