import { expect, test } from 'vitest';
import { SEGMENT_FORMAT, segmentSchema } from '#core/segments/segment.ts';

const SEGMENT = {
  format: SEGMENT_FORMAT,
  name: 'Champions in health care',
  module: 'accounts',
  nature: { kind: 'dynamic', interval: 'weekly' },
  parent: null,
  criteria: {
    conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'champions' }],
    pattern: '1',
  },
};

test('a segment document is taken as it is', () => {
  expect(segmentSchema.parse(SEGMENT)).toEqual(SEGMENT);
  expect(segmentSchema.parse({ ...SEGMENT, nature: { kind: 'static' }, parent: 'seg_1' })).toMatchObject({
    parent: 'seg_1',
  });
});

test('spaces around a name do not make another name', () => {
  expect(segmentSchema.parse({ ...SEGMENT, name: '  Health ' }).name).toBe('Health');
});

test.each([
  ['another format', { format: 'lodestar.segment/2' }],
  ['an empty name', { name: '   ' }],
  ['a name over 100 characters', { name: 'x'.repeat(101) }],
  ['a module that is not mapped', { module: 'leads' }],
  ['an interval that is not offered', { nature: { kind: 'dynamic', interval: 'hourly' } }],
  ['a dynamic segment without interval', { nature: { kind: 'dynamic' } }],
  ['a static segment with one', { nature: { kind: 'static', interval: 'daily' } }],
  ['a parent that is a path', { parent: '../other' }],
  ['an unknown key', { members: ['1'] }],
  ['an operator that does not exist', { criteria: { conditions: [{ field: 'name', operator: 'like' }], pattern: '' } }],
])('%s is refused', (_, change) => {
  expect(segmentSchema.safeParse({ ...SEGMENT, ...change }).success).toBe(false);
});
