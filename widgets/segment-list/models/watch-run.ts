import { effect, signal, type ReadonlySignal } from '@preact/signals';
import * as z from 'zod/mini';
import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import { hasEnded, runViewSchema, type RunView } from '#widgets/shared/schemas/run-view.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { ask } from '#widgets/shared/backend/ask.ts';

/** Between two looks at a run under way. Milliseconds. */
export const RUN_POLL_MS = 3_000;

const answerSchema = z.object({ run: runViewSchema });

/** Neither over nor paused. */
export function isAtWork(run: RunView | null): run is RunView {
  return isUnfinished(run) && run.state !== 'paused';
}

/** A paused run does nothing, and may be resumed at any time. */
function isUnfinished(run: RunView | null): run is RunView {
  return run !== null && !hasEnded(run);
}

export interface RunWatch {
  readonly run: ReadonlySignal<RunView | null>;
  close(): void;
}

/** TEC-5: follows a run from the moment the session knows of one; `onEnded` when it is over, so that screens ask again. */
export function watchRun(
  session: Pick<SessionModel, 'info' | 'state' | 'backend'>,
  timer: Timer,
  onEnded: () => void,
): RunWatch {
  const run = signal<RunView | null>(null);
  let stop = (): void => undefined;

  async function look(id: string): Promise<void> {
    // Signed out, every question would be refused; whoever signs in again brings news of the run along.
    if (session.state.peek().kind !== 'signedIn') return lookAgain(id);
    const answer = await ask(session.backend, { method: 'GET', path: `/v1/runs/${id}` }, answerSchema);
    if (run.value?.id !== id) return;
    // A look that fails says nothing about the run.
    if (answer.ok) run.value = answer.value.run;
    if (isUnfinished(run.value)) lookAgain(id);
    else onEnded();
  }

  function lookAgain(id: string): void {
    stop();
    stop = timer.after(RUN_POLL_MS, () => void look(id));
  }

  const unsubscribe = effect(() => {
    const known = session.info.value?.run ?? null;
    run.value = known;
    stop();
    if (isUnfinished(known)) lookAgain(known.id);
  });

  return {
    run,
    close() {
      unsubscribe();
      stop();
    },
  };
}
