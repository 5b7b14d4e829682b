import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#core/result.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';

export type RemoteState<T> =
  | { readonly kind: 'loading' }
  /** `failure`: the last reload did not come through; what is shown is the answer before. */
  | { readonly kind: 'ready'; readonly value: T; readonly failure: BackendFailure | null; readonly reloading: boolean }
  | { readonly kind: 'failed'; readonly failure: BackendFailure };

export interface Remote<T> {
  readonly state: ReadonlySignal<RemoteState<T>>;
  /** Asks again; an older request still under way is cancelled and its answer ignored. */
  load(): Promise<void>;
  /** Changes what is shown without asking, after a write whose effect is known. Nothing happens before the first answer. */
  change(update: (value: T) => T): void;
  /** Forgets what was shown: the next answer is about something else. */
  reset(): void;
}

/** Something a server function knows: loading, there, or why not. What was there stays on screen while it is asked again. */
export function createRemote<T>(ask: (signal: AbortSignal) => Promise<Result<T, BackendFailure>>): Remote<T> {
  const state = signal<RemoteState<T>>({ kind: 'loading' });
  let current = new AbortController();
  return {
    state,
    async load() {
      current.abort();
      const mine = new AbortController();
      current = mine;
      const before = state.peek();
      state.value = before.kind === 'ready' ? { ...before, reloading: true } : { kind: 'loading' };
      const answer = await withoutAborted(ask(mine.signal), mine.signal);
      if (mine.signal.aborted || answer === null) return;
      const now = state.peek();
      if (answer.ok) state.value = { kind: 'ready', value: answer.value, failure: null, reloading: false };
      else if (now.kind === 'ready') state.value = { ...now, failure: answer.error, reloading: false };
      else state.value = { kind: 'failed', failure: answer.error };
    },
    change(update) {
      const now = state.peek();
      if (now.kind === 'ready') state.value = { ...now, value: update(now.value) };
    },
    reset() {
      current.abort();
      state.value = { kind: 'loading' };
    },
  };
}

/** A cancelled request rejects; that is the caller's own doing and no failure. */
export async function withoutAborted<T>(work: Promise<T>, abort: AbortSignal): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (abort.aborted) return null;
    throw error;
  }
}
