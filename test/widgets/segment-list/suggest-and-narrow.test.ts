import { expect, test } from 'vitest';
import { parsePattern } from '#core/criteria/pattern.ts';
import { TAB_LABELS } from '#test/support/tab-data.ts';
import { narrowCriteria } from '#widgets/segment-list/models/narrow-criteria.ts';
import { suggestSegments } from '#widgets/segment-list/models/suggest-segments.ts';

const USABLE = new Set(['abm:rfm.label', 'abm:firmographics.label', 'industry']);

test('suggestions are made of the labels that the org has, and count them', () => {
  const counts = [
    { labelId: 'champions', accounts: 14 },
    { labelId: 'loyal', accounts: 20 },
    { labelId: null, accounts: 7 },
  ];
  const [keep] = suggestSegments(TAB_LABELS, counts);
  expect(keep).toMatchObject({ purpose: 'keep', accounts: 34 });
  expect(keep?.criteria.conditions).toEqual([
    { field: 'abm:rfm.label', operator: 'isAnyOf', values: ['champions', 'loyal'] },
  ]);
});

test('where one of a pair was deleted the other is still suggested', () => {
  const suggestions = suggestSegments(
    TAB_LABELS.filter(({ id }) => id !== 'champions'),
    null,
  );
  expect(suggestions[0]?.labels.map(({ id }) => id)).toEqual(['loyal']);
  expect(suggestions[0]?.accounts).toBeNull();
});

test('an org with labels of its own is offered those, by their own field', () => {
  const own = { technique: 'firmographics', id: 'key', names: { en: 'Key', es: 'Clave' }, colour: '#123456' } as const;
  expect(suggestSegments([own], [{ labelId: 'key', accounts: 3 }])).toEqual([
    {
      purpose: 'any',
      labels: [own],
      criteria: {
        conditions: [{ field: 'abm:firmographics.label', operator: 'isAnyOf', values: ['key'] }],
        pattern: '',
      },
      accounts: null,
    },
  ]);
});

test('a bar narrows the segment it stands in, brackets and all', () => {
  const criteria = {
    conditions: [
      { field: 'industry', operator: 'is', value: 'Retail' },
      { field: 'industry', operator: 'is', value: 'Banking' },
    ] as const,
    pattern: '1 OR 2',
  };
  const narrowed = narrowCriteria(
    { ...criteria, conditions: [...criteria.conditions] },
    { by: 'label', key: 'new', technique: 'rfm', name: 'New' },
    USABLE,
  );
  expect(narrowed?.pattern).toBe('(1 OR 2) AND 3');
  expect(narrowed?.conditions[2]).toEqual({ field: 'abm:rfm.label', operator: 'is', value: 'new' });
  expect(parsePattern(narrowed?.pattern ?? '', 3).ok).toBe(true);
});

test('the bar of the accounts without one asks for empty', () => {
  const narrowed = narrowCriteria(
    { conditions: [], pattern: '' },
    { by: 'industry', key: null, technique: null, name: '' },
    USABLE,
  );
  expect(narrowed).toEqual({ conditions: [{ field: 'industry', operator: 'isEmpty' }], pattern: '' });
});

test('a field that criteria cannot use makes no segment', () => {
  expect(
    narrowCriteria({ conditions: [], pattern: '' }, { by: 'owner', key: '1', technique: null, name: '' }, USABLE),
  ).toBeNull();
});
