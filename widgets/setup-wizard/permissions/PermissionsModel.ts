import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { gridChanges, type ProfileChange } from '#core/permissions/grid-changes.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { ProfileGrid } from '#core/permissions/profile-grid.ts';
import { documentOf, gridOf, isSameGrid, type Grid } from './edit-grid.ts';
import type { Permissions, PermissionsApi } from './permissions-api.ts';

export type PermissionsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  | { readonly kind: 'ready'; readonly permissions: Permissions };

export type Saving =
  | { readonly kind: 'idle' | 'saving' }
  /** Somebody else saved since this page read. `differences`: what keeping one's own would change of it; null = it could not be read. */
  | { readonly kind: 'conflict'; readonly theirs: Permissions | null; readonly differences: readonly ProfileChange[] }
  | { readonly kind: 'failed'; readonly failure: BackendFailure };

export interface PermissionsModel {
  readonly state: ReadonlySignal<PermissionsState>;
  /** What is ticked. */
  readonly grid: ReadonlySignal<Grid>;
  readonly unsaved: ReadonlySignal<boolean>;
  readonly saving: ReadonlySignal<Saving>;
  load(): Promise<void>;
  edit(change: (before: Grid) => Grid): void;
  discard(): void;
  /** true = saved; `undo` puts back what stood before, over nobody else's. */
  save(): Promise<{ readonly undo: () => Promise<boolean> } | null>;
  /** After a conflict: what the other one saved, or this page's own ticks upon it, to be saved then. */
  takeTheirs(): Promise<void>;
  keepMine(): Promise<void>;
}

const EMPTY: Grid = new Map();

/** The grid as it stands and as it is being changed. Nothing is sent before "Save", and never over somebody else's. */
export function createPermissionsModel(api: PermissionsApi): PermissionsModel {
  const state = signal<PermissionsState>({ kind: 'loading' });
  const stored = signal<Grid>(EMPTY);
  const grid = signal<Grid>(EMPTY);
  const saving = signal<Saving>({ kind: 'idle' });

  async function read(keepTicks: boolean): Promise<void> {
    const answer = await api.read();
    if (!answer.ok) {
      if (state.value.kind === 'ready') saving.value = { kind: 'failed', failure: answer.error };
      else state.value = { kind: 'failed', failure: answer.error };
      return;
    }
    const { native, profiles, grid: standing } = answer.value;
    stored.value = native
      ? new Map(profiles.map(({ id, rights }) => [id, new Set(rights)]))
      : standing === null
        ? EMPTY
        : gridOf(standing);
    if (!keepTicks) grid.value = stored.value;
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', permissions: answer.value };
  }

  /** For the decision: who saved what. Their revision is not taken over before it. */
  async function readConflict(mine: ProfileGrid): Promise<Saving> {
    const answer = await api.read();
    if (!answer.ok) return { kind: 'conflict', theirs: null, differences: [] };
    return { kind: 'conflict', theirs: answer.value, differences: gridChanges(answer.value.grid, mine) };
  }

  async function write(next: Grid): Promise<boolean> {
    const current = state.value;
    if (current.kind !== 'ready' || saving.value.kind === 'saving') return false;
    saving.value = { kind: 'saving' };
    const document = documentOf(next);
    const answer = await api.write(document, current.permissions.revision);
    if (!answer.ok) {
      saving.value =
        answer.error.reason === 'conflict' ? await readConflict(document) : { kind: 'failed', failure: answer.error };
      return false;
    }
    stored.value = next;
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', permissions: { ...current.permissions, ...answer.value, grid: document } };
    return true;
  }

  return {
    state,
    grid,
    unsaved: computed(() => !isSameGrid(grid.value, stored.value)),
    saving,
    async load() {
      state.value = { kind: 'loading' };
      await read(false);
    },
    edit(change) {
      grid.value = change(grid.value);
    },
    discard() {
      grid.value = stored.value;
      saving.value = { kind: 'idle' };
    },
    async save() {
      const former = stored.value;
      if (!(await write(grid.value))) return null;
      return {
        async undo() {
          const isUndone = await write(former);
          if (isUndone) grid.value = former;
          return isUndone;
        },
      };
    },
    takeTheirs: () => read(false),
    keepMine: () => read(true),
  };
}
