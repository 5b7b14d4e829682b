import { signal, type ReadonlySignal } from '@preact/signals';
import type { Criteria } from '#core/criteria/criteria.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { previewAnswerSchema, type Preview } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { withoutAborted } from './remote.ts';

/** One question per pause in typing, not per keystroke. Milliseconds. */
export const PREVIEW_PAUSE_MS = 300;

export interface PreviewState {
  /** The last answer; while `counting` it belongs to criteria that have changed since. */
  readonly preview: Preview | null;
  readonly counting: boolean;
  readonly failure: BackendFailure | null;
}

export interface PreviewModel {
  readonly state: ReadonlySignal<PreviewState>;
  /** Asks after `PREVIEW_PAUSE_MS`; what was asked before is cancelled. null = cannot be asked now (a condition is not finished). */
  show(criteria: Criteria | null): void;
  /** Asks the same again, at once. */
  retry(): void;
  close(): void;
}

/** SEG-2: live count, amounts and first members. `segmentId`: also who would come and go against its present members. */
export function createPreviewModel(backend: Backend, timer: Timer, segmentId: string | null): PreviewModel {
  const state = signal<PreviewState>({ preview: null, counting: false, failure: null });
  let stop = (): void => undefined;
  let current = new AbortController();
  let last: Criteria | null = null;

  async function count(criteria: Criteria): Promise<void> {
    const mine = new AbortController();
    current = mine;
    const body = segmentId === null ? { criteria } : { criteria, segment: segmentId };
    const asked = ask(
      backend,
      { method: 'POST', path: '/v1/segments/preview', body, signal: mine.signal },
      previewAnswerSchema,
    );
    const answer = await withoutAborted(asked, mine.signal);
    if (mine.signal.aborted || answer === null) return;
    state.value = answer.ok
      ? { preview: answer.value, counting: false, failure: null }
      : { preview: null, counting: false, failure: answer.error };
  }

  function close(): void {
    stop();
    current.abort();
  }

  return {
    state,
    close,
    show(criteria) {
      close();
      last = criteria;
      if (criteria === null) {
        state.value = { ...state.peek(), counting: false };
        return;
      }
      state.value = { ...state.peek(), counting: true, failure: null };
      stop = timer.after(PREVIEW_PAUSE_MS, () => void count(criteria));
    },
    retry() {
      close();
      if (last === null) return;
      state.value = { ...state.peek(), counting: true, failure: null };
      void count(last);
    },
  };
}
