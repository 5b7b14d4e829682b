import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { fail } from '#core/result.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { hasEnded } from '#widgets/shared/schemas/run-view.ts';
import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import type { SetupModel } from './SetupModel.ts';

export type OpenState =
  | { readonly kind: 'signedOut' }
  /** `underWay`: a run goes on behind it, and its progress is what comes. */
  | { readonly kind: 'loading'; readonly underWay: boolean }
  | { readonly kind: 'refused'; readonly missing: string }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  | { readonly kind: 'ready'; readonly setup: SetupModel };

export interface OpenModel {
  readonly state: ReadonlySignal<OpenState>;
  retry(): Promise<void>;
  /** Stops listening to the session. */
  close(): void;
}

/** From signed in to a wizard. A session that ends later leaves the wizard as it is; the next one sends what was not saved. */
export function createOpenModel(session: SessionModel, timer: Timer, now: () => number): OpenModel {
  const state = signal<OpenState>({ kind: 'signedOut' });

  async function load(): Promise<void> {
    const info = session.info.value;
    if (info === null) return;
    if (info.rights.setup !== true) {
      state.value = { kind: 'refused', missing: info.rights.setup.missing };
      return;
    }
    state.value = { kind: 'loading', underWay: info.run !== null && !hasEnded(info.run) };
    // Nobody needs the wizard before signing in: its script comes when somebody has.
    const script = await import('./SetupModel.ts').catch(() => null);
    const loaded =
      script === null
        ? fail<BackendFailure>({ reason: 'offline' })
        : await script.openSetup(session.backend, { timer, now, run: info.run });
    if (loaded.ok) state.value = { kind: 'ready', setup: loaded.value };
    else if (loaded.error.reason === 'signedOut') state.value = { kind: 'signedOut' };
    else if (loaded.error.reason === 'refused') state.value = { kind: 'refused', missing: loaded.error.missing };
    else state.value = { kind: 'failed', failure: loaded.error };
  }

  const close = effect(() => {
    if (session.state.value.kind !== 'signedIn') {
      // Signed out on purpose: nothing of theirs stays on the page, or in it.
      if (session.info.value === null) state.value = { kind: 'signedOut' };
      return;
    }
    untracked(() => {
      const current = state.value;
      if (current.kind === 'ready') void current.setup.draft.flush();
      else void load();
    });
  });

  return {
    state,
    close,
    async retry() {
      // The answer may have been a right that was granted meanwhile.
      const failure = await session.refresh();
      if (failure === null || failure.reason === 'signedOut') await load();
      else state.value = { kind: 'failed', failure };
    },
  };
}
