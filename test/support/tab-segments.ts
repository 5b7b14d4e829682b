import type { Criteria } from '#core/criteria/criteria.ts';

export interface StoredSegment {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly nature: { readonly kind: string; readonly interval?: string };
  readonly parent: string | null;
  readonly criteria: Criteria;
  readonly evaluatedAt: string;
  readonly entered: number;
  readonly exited: number;
  readonly deleted: boolean;
}

/** What is not said of one is as of any. */
export type GivenSegment = Omit<
  StoredSegment,
  'version' | 'entered' | 'exited' | 'deleted' | 'evaluatedAt' | 'parent'
> &
  Partial<StoredSegment>;

const label = (...values: string[]): Criteria => ({
  conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values }],
  pattern: '',
});

/** What somebody has made by now. */
export const SAMPLE_SEGMENTS: readonly GivenSegment[] = [
  {
    id: 'seg-best',
    name: 'Champions and Loyal',
    nature: { kind: 'dynamic', interval: 'weekly' },
    criteria: label('champions', 'loyal'),
    entered: 6,
    exited: 2,
  },
  {
    id: 'seg-risk',
    name: 'At risk, to be called before the summer campaign',
    nature: { kind: 'static' },
    criteria: label('at-risk', 'cant-lose'),
    evaluatedAt: '2026-02-02T15:05:00Z',
  },
  {
    id: 'seg-large',
    name: 'Large champions',
    nature: { kind: 'dynamic', interval: 'daily' },
    parent: 'seg-best',
    criteria: {
      conditions: [
        ...label('champions').conditions,
        { field: 'abm:firmographics.label', operator: 'is', value: 'large' },
      ],
      pattern: '',
    },
  },
  {
    id: 'seg-new',
    name: 'New in spring',
    nature: { kind: 'dynamic', interval: 'monthly' },
    criteria: label('new'),
    evaluatedAt: '2026-03-01T04:00:00Z',
  },
];
