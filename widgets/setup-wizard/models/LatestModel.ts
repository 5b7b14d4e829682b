import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#core/result.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';

export interface Latest<Answer> {
  /** The last answer; stays while a newer one is on its way, so that nothing flickers. */
  readonly answer: Answer | null;
  readonly busy: boolean;
  readonly failure: BackendFailure | null;
}

export interface LatestModel<Question, Answer> {
  readonly state: ReadonlySignal<Latest<Answer>>;
  /** Asks once the questions rest; a superseded request is cancelled and its answer never shows. null = nothing to ask. */
  ask(question: Question | null): void;
  /** The same question once more, whatever came of it. */
  again(): void;
  /** Nobody looks any more. The last answer stays; whoever asks next is answered. */
  stop(): void;
}

/** One debounced question at a time: live counts and what-if previews. Questions that are equal as JSON are asked once. */
export function createLatestModel<Question, Answer>(
  call: (question: Question, signal: AbortSignal) => Promise<Result<Answer, BackendFailure>>,
  timer: Timer,
  restMs: number,
): LatestModel<Question, Answer> {
  const state = signal<Latest<Answer>>({ answer: null, busy: false, failure: null });
  let asked: { readonly key: string; readonly question: Question } | null = null;
  let abort = new AbortController();
  let stopWaiting = (): void => undefined;

  async function send(question: Question): Promise<void> {
    const mine = new AbortController();
    abort = mine;
    let outcome: Result<Answer, BackendFailure>;
    try {
      outcome = await call(question, mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      throw error;
    }
    if (mine.signal.aborted) return;
    state.value = outcome.ok
      ? { answer: outcome.value, busy: false, failure: null }
      : { ...state.value, busy: false, failure: outcome.error };
  }

  function halt(): void {
    stopWaiting();
    abort.abort();
  }

  function restart(question: Question): void {
    halt();
    state.value = { ...state.value, busy: true, failure: null };
    stopWaiting = timer.after(restMs, () => void send(question));
  }

  return {
    state,
    ask(question) {
      if (question === null) {
        halt();
        asked = null;
        state.value = { answer: null, busy: false, failure: null };
        return;
      }
      const key = JSON.stringify(question);
      if (asked?.key === key) return;
      asked = { key, question };
      restart(question);
    },
    again() {
      if (asked !== null) restart(asked.question);
    },
    stop() {
      halt();
      asked = null;
      state.value = { ...state.value, busy: false };
    },
  };
}
