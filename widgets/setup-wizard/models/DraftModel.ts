import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import type { SetupApi } from './setup-api.ts';
import { parseDraft, type SetupDraft } from './setup-draft.ts';

/** Typing rests this long before the draft is sent. */
export const SAVE_AFTER_MS = 1_200;
/** A save that found no connection is tried again. */
export const SAVE_AGAIN_MS = 5_000;

export type Saving =
  | { readonly kind: 'saved' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'saving' }
  /** Tried again by itself when offline, by hand otherwise. */
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  /** Somebody else saved meanwhile. Nothing is sent until the admin decides. */
  | { readonly kind: 'conflict'; readonly author: string | null; readonly at: string | null };

export interface DraftModel {
  readonly draft: ReadonlySignal<SetupDraft>;
  readonly saving: ReadonlySignal<Saving>;
  /** Something here has not reached the server yet. */
  readonly unsaved: ReadonlySignal<boolean>;
  edit(change: (draft: SetupDraft) => SetupDraft): void;
  /** Puts an earlier draft back, for undo. */
  restore(draft: SetupDraft): void;
  /** Sends at once what waits; resolves when it stands or failed. */
  flush(): Promise<boolean>;
  takeTheirs(): Promise<void>;
  keepMine(): Promise<void>;
  /** After publishing: the draft is gone from the server. */
  published(): void;
}

export interface DraftStart {
  readonly draft: SetupDraft;
  /** null = nothing is stored yet. */
  readonly revision: number | null;
}

/** The draft, saved as the admin goes: one request at a time, the newest state, and never over somebody else's. */
export function createDraftModel(
  api: Pick<SetupApi, 'readDraft' | 'writeDraft'>,
  timer: Timer,
  start: DraftStart,
): DraftModel {
  const draft = signal(start.draft);
  const saving = signal<Saving>({ kind: 'saved' });
  let revision = start.revision;
  let sent = start.draft;
  let stopWaiting = (): void => undefined;
  let running: Promise<void> | null = null;

  function schedule(ms: number): void {
    stopWaiting();
    stopWaiting = timer.after(ms, () => void send());
  }

  async function send(): Promise<void> {
    stopWaiting();
    if (running !== null) return running;
    if (draft.value === sent || saving.value.kind === 'conflict') return;
    running = write().finally(() => {
      running = null;
    });
    await running;
  }

  async function write(): Promise<void> {
    const mine = draft.value;
    saving.value = { kind: 'saving' };
    const answer = await api.writeDraft(mine, revision);
    if (answer.ok) {
      revision = answer.value;
      sent = mine;
      saving.value = { kind: draft.value === mine ? 'saved' : 'pending' };
      // Edited while the request was under way.
      if (draft.value !== mine) schedule(SAVE_AFTER_MS);
      return;
    }
    if (answer.error.reason === 'conflict') {
      const theirs = await api.readDraft();
      saving.value = theirs.ok
        ? { kind: 'conflict', author: theirs.value.author, at: theirs.value.at }
        : { kind: 'conflict', author: null, at: null };
      return;
    }
    saving.value = { kind: 'failed', failure: answer.error };
    if (answer.error.reason === 'offline') schedule(SAVE_AGAIN_MS);
  }

  function put(next: SetupDraft): void {
    if (next === draft.value) return;
    draft.value = next;
    if (saving.value.kind === 'conflict') return;
    if (saving.value.kind !== 'saving') saving.value = { kind: 'pending' };
    schedule(SAVE_AFTER_MS);
  }

  return {
    draft,
    saving,
    unsaved: computed(() => saving.value.kind !== 'saved'),
    edit: (change) => put(change(draft.value)),
    restore: put,
    async flush() {
      await send();
      // A request that was under way may have left something newer behind.
      if (draft.value !== sent) await send();
      return saving.value.kind === 'saved';
    },
    async takeTheirs() {
      const theirs = await api.readDraft();
      const parsed = theirs.ok ? parseDraft(theirs.value.draft) : null;
      if (!theirs.ok) {
        saving.value = { kind: 'failed', failure: theirs.error };
        return;
      }
      if (parsed !== null) draft.value = parsed;
      revision = theirs.value.revision;
      sent = draft.value;
      saving.value = { kind: 'saved' };
    },
    async keepMine() {
      const theirs = await api.readDraft();
      if (!theirs.ok) {
        saving.value = { kind: 'failed', failure: theirs.error };
        return;
      }
      revision = theirs.value.revision;
      saving.value = { kind: 'pending' };
      await send();
    },
    published() {
      stopWaiting();
      revision = null;
      sent = draft.value;
      saving.value = { kind: 'saved' };
    },
  };
}
