import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Decision, Saving } from '../models/decision.ts';
import type { Policy, Refresh, RefreshApi } from './refresh-api.ts';

export type RefreshPageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  | { readonly kind: 'ready'; readonly refresh: Refresh };

export interface RefreshModel extends Decision {
  readonly state: ReadonlySignal<RefreshPageState>;
  /** As it is chosen on the page; null before anything was read. */
  readonly chosen: ReadonlySignal<Policy | null>;
  load(): Promise<void>;
  choose(change: Partial<Policy>): void;
  /** What refreshing did since, without touching what is chosen or what stands: a policy of somebody else's is met when saving. */
  follow(): Promise<void>;
}

/** When labels are refreshed. Nothing is sent before "Save", and never over somebody else's. */
export function createRefreshModel(api: RefreshApi): RefreshModel {
  const state = signal<RefreshPageState>({ kind: 'loading' });
  const chosen = signal<Policy | null>(null);
  const saving = signal<Saving>({ kind: 'idle' });
  const standing = (): Policy | null => (state.value.kind === 'ready' ? policyOf(state.value.refresh.policy) : null);

  async function read(keepChosen: boolean): Promise<void> {
    const answer = await api.read();
    if (!answer.ok) {
      if (state.value.kind === 'ready') saving.value = { kind: 'failed', failure: answer.error };
      else state.value = { kind: 'failed', failure: answer.error };
      return;
    }
    if (!keepChosen || chosen.value === null) chosen.value = policyOf(answer.value.policy);
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', refresh: answer.value };
  }

  /** Who came between. Their revision is taken over only when somebody has decided. */
  async function readConflict(): Promise<Saving> {
    const answer = await api.read();
    return { kind: 'conflict', theirs: answer.ok ? answer.value.policy : null };
  }

  async function write(policy: Policy): Promise<boolean> {
    const now = state.value;
    if (now.kind !== 'ready' || saving.value.kind === 'saving') return false;
    saving.value = { kind: 'saving' };
    const answer = await api.write(policy, now.refresh.policy.revision);
    if (!answer.ok) {
      const { error } = answer;
      saving.value = error.reason === 'conflict' ? await readConflict() : { kind: 'failed', failure: error };
      return false;
    }
    state.value = { kind: 'ready', refresh: { ...now.refresh, policy: answer.value } };
    chosen.value = policyOf(answer.value);
    // What is due next follows from it; where it cannot be read now, the policy is saved all the same.
    const after = await api.read();
    if (after.ok) state.value = { kind: 'ready', refresh: after.value };
    saving.value = { kind: 'idle' };
    return true;
  }

  async function follow(): Promise<void> {
    if (state.value.kind !== 'ready' || saving.value.kind !== 'idle') return;
    const answer = await api.read();
    const { value: now } = state;
    // One that cannot be read now is read the next time.
    if (!answer.ok || now.kind !== 'ready' || saving.value.kind !== 'idle') return;
    state.value = { kind: 'ready', refresh: { ...answer.value, policy: now.refresh.policy } };
  }

  return {
    state,
    chosen,
    unsaved: computed(() => {
      const stands = standing();
      return stands !== null && chosen.value !== null && !isSame(stands, chosen.value);
    }),
    saving,
    async load() {
      state.value = { kind: 'loading' };
      await read(false);
    },
    choose(change) {
      if (chosen.value !== null) chosen.value = { ...chosen.value, ...change };
    },
    follow,
    discard() {
      chosen.value = standing();
      saving.value = { kind: 'idle' };
    },
    async save() {
      const former = standing();
      const wanted = chosen.value;
      if (former === null || wanted === null || !(await write(wanted))) return null;
      return { undo: () => write(former) };
    },
    takeTheirs: () => read(false),
    keepMine: () => read(true),
  };
}

function policyOf({ everyMinutes, nightlyAt, workflows }: Policy): Policy {
  return { everyMinutes, nightlyAt, workflows };
}

function isSame(one: Policy, other: Policy): boolean {
  return (
    one.everyMinutes === other.everyMinutes && one.nightlyAt === other.nightlyAt && one.workflows === other.workflows
  );
}
