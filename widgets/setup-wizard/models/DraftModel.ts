import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { ok } from '#core/result.ts';
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
  /** Whether the server has one: before the first edit and after publishing there is none to be called saved. */
  readonly stored: ReadonlySignal<boolean>;
  edit(change: (draft: SetupDraft) => SetupDraft): void;
  /** Puts an earlier draft back, for undo. */
  restore(draft: SetupDraft): void;
  /** Sends at once what waits; resolves when it stands or failed. */
  flush(): Promise<boolean>;
  /** false = there is none of theirs any more; nothing has changed here. true where reading failed too: `saving` says so. */
  takeTheirs(): Promise<boolean>;
  /** Saves over what somebody else saved meanwhile. */
  keepMine(): Promise<void>;
  /** The draft has served: drops the stored one, if it is the one known here. `conflict`: somebody else's stands, and stays. */
  drop(): Promise<BackendFailure | null>;
}

export interface DraftStart {
  readonly draft: SetupDraft;
  /** null = nothing is stored yet. */
  readonly revision: number | null;
}

/** The draft, saved as the admin goes: one request at a time, the newest state, and never over somebody else's. */
export function createDraftModel(
  api: Pick<SetupApi, 'readDraft' | 'writeDraft' | 'dropDraft'>,
  timer: Timer,
  start: DraftStart,
): DraftModel {
  const draft = signal(start.draft);
  const saving = signal<Saving>({ kind: 'saved' });
  const revision = signal(start.revision);
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
    if (saving.value.kind === 'conflict') return;
    if (draft.value === sent) {
      // Put back to what is stored before anything was sent.
      if (saving.value.kind === 'pending') saving.value = { kind: 'saved' };
      return;
    }
    await alone(write);
  }

  /** One request at a time; what asks for its turn gets it once nothing else is under way. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = running === null ? work() : running.then(work);
    const ended = turn.then(() => {
      if (running === ended) running = null;
    });
    running = ended;
    return turn;
  }

  async function showConflict(): Promise<void> {
    const theirs = await api.readDraft();
    saving.value = theirs.ok
      ? { kind: 'conflict', author: theirs.value.author, at: theirs.value.at }
      : { kind: 'conflict', author: null, at: null };
  }

  async function write(): Promise<void> {
    const mine = draft.value;
    saving.value = { kind: 'saving' };
    const answer = await api.writeDraft(mine, revision.value);
    if (answer.ok) {
      revision.value = answer.value;
      sent = mine;
      saving.value = { kind: draft.value === mine ? 'saved' : 'pending' };
      // Edited while the request was under way.
      if (draft.value !== mine) schedule(SAVE_AFTER_MS);
      return;
    }
    if (answer.error.reason === 'conflict') return showConflict();
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
    stored: computed(() => revision.value !== null),
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
      if (!theirs.ok) {
        saving.value = { kind: 'failed', failure: theirs.error };
        return true;
      }
      const stored = theirs.value;
      if (stored.draft === null || stored.draft === undefined) {
        revision.value = null;
        return false;
      }
      const parsed = parseDraft(stored.draft);
      if (parsed === null) {
        // Of a later version of the wizard: theirs stays as it is, and mine is not saved.
        saving.value = { kind: 'failed', failure: { reason: 'failed', code: 'unreadableAnswer' } };
        return true;
      }
      stopWaiting();
      draft.value = parsed;
      revision.value = stored.revision;
      sent = parsed;
      saving.value = { kind: 'saved' };
      return true;
    },
    async keepMine() {
      const theirs = await api.readDraft();
      if (!theirs.ok) {
        saving.value = { kind: 'failed', failure: theirs.error };
        return;
      }
      revision.value = theirs.value.revision;
      saving.value = { kind: 'pending' };
      await send();
    },
    async drop() {
      stopWaiting();
      return alone(async () => {
        // A save that was under way may have asked for another.
        stopWaiting();
        const served = draft.value;
        const answer = revision.value === null ? ok(null) : await api.dropDraft(revision.value);
        if (answer.ok) {
          revision.value = null;
          sent = served;
          saving.value = { kind: draft.value === served ? 'saved' : 'pending' };
        } else if (answer.error.reason === 'conflict') await showConflict();
        else if (draft.value !== sent && saving.value.kind !== 'conflict')
          saving.value = { kind: 'failed', failure: answer.error };
        // Edited while the request was under way, or still stored as it was before.
        if (draft.value !== sent) schedule(answer.ok ? SAVE_AFTER_MS : SAVE_AGAIN_MS);
        return answer.ok ? null : answer.error;
      });
    },
  };
}
