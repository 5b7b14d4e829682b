import { signal, type ReadonlySignal } from '@preact/signals';
import { ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import { segmentAnswerSchema, segmentsAnswerSchema, type SegmentCard } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { createRemote, type Remote } from './remote.ts';
import { nextSort, type Sort } from './sort-rows.ts';

export const SEGMENT_COLUMNS = [
  'name',
  'accounts',
  'wonMinor',
  'pipelineMinor',
  'nature',
  'type',
  'updated',
  'members',
] as const;
export type SegmentColumn = (typeof SEGMENT_COLUMNS)[number];

export interface SegmentsModel extends Remote<readonly SegmentCard[]> {
  /** Remembered while the page lives. */
  readonly view: ReadonlySignal<'cards' | 'table'>;
  readonly sort: ReadonlySignal<Sort<SegmentColumn>>;
  show(view: 'cards' | 'table'): void;
  sortBy(column: SegmentColumn): void;
  /** Puts a created or changed segment where it belongs. */
  put(segment: SegmentCard): void;
  /** SEG-5. Gone from the list at once, back when the server refuses. */
  remove(id: string): Promise<Result<SegmentCard | null, BackendFailure>>;
  /** Undo of `remove`: its exports are valid again. */
  restore(segment: SegmentCard): Promise<Result<null, BackendFailure>>;
  /** SEG-3, "Refresh now". */
  refresh(id: string): Promise<Result<SegmentCard, BackendFailure>>;
}

/** Nothing is asked before `load`. */
export function createSegmentsModel(backend: Backend): SegmentsModel {
  const remote = createRemote(async (abort) => {
    const answer = await ask(backend, { method: 'GET', path: '/v1/segments', signal: abort }, segmentsAnswerSchema);
    return answer.ok ? ok<readonly SegmentCard[]>(answer.value.segments) : answer;
  });
  const view = signal<'cards' | 'table'>('cards');
  const sort = signal<Sort<SegmentColumn>>({ key: 'updated', descending: true });

  const put = (segment: SegmentCard): void =>
    remote.change((segments) => [segment, ...segments.filter(({ id }) => id !== segment.id)]);
  const find = (id: string): SegmentCard | null => {
    const state = remote.state.peek();
    return state.kind === 'ready' ? (state.value.find((segment) => segment.id === id) ?? null) : null;
  };

  return {
    ...remote,
    view,
    sort,
    put,
    show(next) {
      view.value = next;
    },
    sortBy(column) {
      sort.value = nextSort(sort.value, column, (key) => key !== 'name' && key !== 'nature' && key !== 'type');
    },
    async remove(id) {
      const removed = find(id);
      remote.change((segments) => segments.filter((segment) => segment.id !== id));
      const answer = await backend.call({ method: 'DELETE', path: `/v1/segments/${id}` });
      if (answer.ok) return ok(removed);
      // Already gone is what was asked for.
      if (answer.error.reason === 'notFound') return ok(null);
      if (removed !== null) put(removed);
      return answer;
    },
    async restore(segment) {
      const answer = await backend.call({ method: 'POST', path: `/v1/segments/${segment.id}/restore` });
      if (!answer.ok) return answer;
      put(segment);
      return ok(null);
    },
    async refresh(id) {
      const answer = await ask(backend, { method: 'POST', path: `/v1/segments/${id}/refresh` }, segmentAnswerSchema);
      if (!answer.ok) return answer;
      put(answer.value.segment);
      return ok(answer.value.segment);
    },
  };
}

/** What each column of the table sorts by. Instants in ISO sort as they read. */
export function segmentValue(
  segment: SegmentCard,
  column: SegmentColumn,
  parentName: string | null,
): string | number | null {
  switch (column) {
    case 'name':
      return segment.name;
    case 'accounts':
    case 'wonMinor':
    case 'pipelineMinor':
      return segment[column];
    case 'nature':
      return segment.nature.kind === 'static' ? 'static' : `dynamic ${segment.nature.interval}`;
    case 'type':
      return parentName ?? '';
    case 'updated':
      return Date.parse(segment.evaluatedAt);
    case 'members':
      return Date.parse(segment.asOf);
  }
}
