import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Backend } from '#widgets/shared/backend/backend.ts';
import { overviewAnswerSchema, type Label, type OverviewAnswer } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { createRemote, type Remote } from './remote.ts';

export interface OverviewModel extends Remote<OverviewAnswer> {
  /** The org's labels in the admin's order; empty until the first answer. Every screen names labels by it. */
  readonly labels: ReadonlySignal<readonly Label[]>;
  /** Whether the viewer's profile hides revenue, once the first answer is there; true where none came, since then nobody knows. */
  amountsHidden(): Promise<boolean>;
}

/** Nothing is asked before `load`. */
export function createOverviewModel(backend: Backend): OverviewModel {
  const remote = createRemote((signal) =>
    ask(backend, { method: 'GET', path: '/v1/overview', signal }, overviewAnswerSchema),
  );
  const labels = computed(() => (remote.state.value.kind === 'ready' ? remote.state.value.value.labels : []));
  const hidden = computed(() => {
    const state = remote.state.value;
    if (state.kind === 'ready') return state.value.overview !== null && state.value.overview.wonMinor === null;
    return state.kind === 'failed' ? true : null;
  });
  return {
    ...remote,
    labels,
    amountsHidden: () =>
      new Promise((resolve) => {
        const stop = effect(() => {
          if (hidden.value === null) return;
          resolve(hidden.value);
          queueMicrotask(() => stop());
        });
      }),
  };
}
