import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { readLimit } from '../credits/read-limit.ts';
import type { Decision, Saving } from '../models/decision.ts';
import type { Intake, IntakeApi, IntakeChoice } from './intake-api.ts';

/** As the server has it, whatever is in the CRM. Credits. */
export const FEWEST_CREDITS = 100;

export type IntakeState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  | { readonly kind: 'ready'; readonly intake: Intake };

export interface IntakeModel extends Decision {
  readonly state: ReadonlySignal<IntakeState>;
  readonly isOn: ReadonlySignal<boolean>;
  /** The limit as it is typed. */
  readonly typed: ReadonlySignal<string>;
  readonly wrong: ReadonlySignal<boolean>;
  /** A whole number that would do for fewer contacts, while reading is to be on. */
  readonly tooFew: ReadonlySignal<boolean>;
  /** The contacts are being counted anew. */
  readonly counting: ReadonlySignal<boolean>;
  load(): Promise<void>;
  /** Counts the contacts now; what is typed stays. */
  recount(): Promise<void>;
  turn(isOn: boolean): void;
  type(text: string): void;
}

/** Whether and for how much emails and notes are read. Nothing is sent before "Save", and never over somebody else's. */
export function createIntakeModel(api: IntakeApi): IntakeModel {
  const state = signal<IntakeState>({ kind: 'loading' });
  const isOn = signal(false);
  const typed = signal('');
  const saving = signal<Saving>({ kind: 'idle' });
  const counting = signal(false);
  const limit = computed(() => {
    const most = readLimit(typed.value);
    return most.ok && most.value !== null && most.value >= FEWEST_CREDITS ? most.value : null;
  });
  const tooFew = computed(() => {
    const now = state.value;
    return now.kind === 'ready' && isOn.value && limit.value !== null && limit.value < now.intake.least;
  });
  const isSaving = (): boolean => saving.value.kind === 'saving';
  const standing = (): Intake['policy'] | null => (state.value.kind === 'ready' ? state.value.intake.policy : null);
  const show = ({ state: turned, mostPerDay }: IntakeChoice): void => {
    isOn.value = turned === 'on';
    typed.value = String(mostPerDay);
  };

  async function read(keepMine: boolean): Promise<void> {
    const answer = await api.read('kept');
    if (!answer.ok) {
      if (state.value.kind === 'ready') saving.value = { kind: 'failed', failure: answer.error };
      else state.value = { kind: 'failed', failure: answer.error };
      return;
    }
    if (!keepMine) show(answer.value.policy);
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', intake: answer.value };
  }

  /** Who came between. Their revision is taken over only when somebody has decided. */
  async function readConflict(): Promise<Saving> {
    const answer = await api.read('kept');
    return { kind: 'conflict', theirs: answer.ok ? answer.value.policy : null };
  }

  async function write(choice: IntakeChoice): Promise<boolean> {
    const now = state.value;
    if (now.kind !== 'ready' || saving.value.kind === 'saving') return false;
    saving.value = { kind: 'saving' };
    const answer = await api.write(choice, now.intake.policy.revision);
    if (!answer.ok) {
      const { error } = answer;
      // There are more contacts by now: the page says how many credits they ask for.
      if (error.reason === 'invalid') return read(true).then(() => false);
      saving.value = error.reason === 'conflict' ? await readConflict() : { kind: 'failed', failure: error };
      return false;
    }
    // What today's limit is and what was spent of it goes by the choice; without an answer the page says what it knew.
    const after = await api.read('kept');
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', intake: { ...(after.ok ? after.value : now.intake), policy: answer.value } };
    show(answer.value);
    return true;
  }

  return {
    state,
    isOn,
    typed,
    wrong: computed(() => limit.value === null || tooFew.value),
    tooFew,
    unsaved: computed(() => {
      const stands = standing();
      if (stands === null) return false;
      return isOn.value !== (stands.state === 'on') || typed.value.trim() !== String(stands.mostPerDay);
    }),
    saving,
    async load() {
      state.value = { kind: 'loading' };
      await read(false);
    },
    counting,
    async recount() {
      if (counting.value || isSaving()) return;
      counting.value = true;
      const answer = await api.read('now');
      counting.value = false;
      const now = state.value;
      if (now.kind !== 'ready' || isSaving()) return;
      // What somebody else decided meanwhile is met when saving, and not taken under what is typed.
      if (answer.ok) state.value = { kind: 'ready', intake: { ...answer.value, policy: now.intake.policy } };
      else saving.value = { kind: 'failed', failure: answer.error };
    },
    turn(turned) {
      isOn.value = turned;
    },
    type(text) {
      typed.value = text;
    },
    discard() {
      const stands = standing();
      if (stands !== null) show(stands);
      saving.value = { kind: 'idle' };
    },
    async save() {
      const former = standing();
      if (former === null || limit.value === null || tooFew.value) return null;
      const choice = { state: isOn.value ? 'on' : 'off', mostPerDay: limit.value } as const;
      if (!(await write(choice))) return null;
      return { undo: () => write(former) };
    },
    takeTheirs: () => read(false),
    keepMine: () => read(true),
  };
}
