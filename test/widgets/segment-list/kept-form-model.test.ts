import { expect, test } from 'vitest';
import type { Criteria } from '#core/criteria/criteria.ts';
import { createKeptFormModel, type KeptFor, type TabMemory } from '#widgets/segment-list/models/KeptFormModel.ts';
import type { SegmentDraft } from '#widgets/segment-list/models/SegmentFormModel.ts';

const ADA: KeptFor = { user: 'ada', orgId: '7' };
const CRITERIA: Criteria = {
  conditions: [
    { field: 'abm:rfm.label', operator: 'is', value: 'champions' },
    { field: 'industry', operator: 'isNotEmpty' },
  ],
  pattern: '(1 or 2)',
};
const DRAFT: SegmentDraft = { name: 'Spring', dynamic: true, interval: 'weekly', criteria: CRITERIA };

function memory(text: string | null = null): TabMemory & { text: string | null } {
  return {
    text,
    read() {
      return this.text;
    },
    write(next) {
      this.text = next;
    },
  };
}

/** What a page that is loaded again finds. */
function after(keep: (kept: ReturnType<typeof createKeptFormModel>) => void, who: KeptFor | null = ADA) {
  const tab = memory();
  keep(createKeptFormModel(tab, ADA));
  return { tab, kept: createKeptFormModel(tab, who) };
}

test('an unsaved form is offered to the page that is loaded next, and given once', () => {
  const { kept } = after((before) => before.keep({ segmentId: null, draft: DRAFT }));
  expect(kept.offered.value).toEqual({ segmentId: null, draft: DRAFT });
  expect(kept.take()).toEqual(DRAFT);
  expect(kept.offered.value).toBeNull();
  expect(kept.take()).toBeNull();
});

test('what was saved, left or declined is gone', () => {
  const left = after((before) => {
    before.keep({ segmentId: 'segment-7', draft: DRAFT });
    before.forget();
  });
  expect(left.kept.offered.value).toBeNull();
  const { kept, tab } = after((before) => before.keep({ segmentId: null, draft: DRAFT }));
  kept.decline();
  expect([kept.offered.value, tab.text]).toEqual([null, null]);
});

test.each([
  ['another user', { user: 'bob', orgId: '7' }],
  ['another org', { user: 'ada', orgId: '8' }],
  ['nobody known', null],
])('%s is offered nothing, and nothing stays behind', (_, who) => {
  const { kept, tab } = after((before) => before.keep({ segmentId: null, draft: DRAFT }), who);
  expect([kept.offered.value, tab.text]).toEqual([null, null]);
  if (who === null) kept.keep({ segmentId: null, draft: DRAFT });
  expect(tab.text).toBeNull();
});

test('a condition without its value stays behind, and the pattern that named it', () => {
  const conditions: Criteria['conditions'] = [
    ...CRITERIA.conditions,
    { field: 'name', operator: 'isAnyOf', values: [] },
  ];
  const { kept } = after((before) =>
    before.keep({ segmentId: null, draft: { ...DRAFT, criteria: { conditions, pattern: '((1 or 2) and 3)' } } }),
  );
  expect(kept.offered.value?.draft.criteria).toEqual({ conditions: CRITERIA.conditions, pattern: '' });
});

test.each(['', '{', '[]', '{"user":"ada","orgId":"7"}', '{"user":"ada","orgId":"7","segmentId":"../runs","draft":{}}'])(
  'what another version or another hand wrote is nothing: %s',
  (text) => {
    const tab = memory(text);
    expect(createKeptFormModel(tab, ADA).offered.value).toBeNull();
    expect(tab.text).toBeNull();
  },
);
