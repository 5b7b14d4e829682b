import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Decision, Saving } from '../models/decision.ts';
import type { Budget, Credits, CreditsApi, Limits } from './credits-api.ts';
import { readLimit } from './read-limit.ts';

export type CreditsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  | { readonly kind: 'ready'; readonly credits: Credits };

/** The limits as they are typed. */
export type LimitTexts = Readonly<Record<keyof Limits, string>>;

export interface CreditsModel extends Decision {
  readonly state: ReadonlySignal<CreditsState>;
  readonly typed: ReadonlySignal<LimitTexts>;
  /** Which of them is no limit. */
  readonly wrong: ReadonlySignal<Readonly<Record<keyof Limits, boolean>>>;
  load(): Promise<void>;
  type(field: keyof Limits, text: string): void;
}

const NONE: LimitTexts = { mostPerRun: '', mostPerDay: '' };

/** What runs spend and may spend. Nothing is sent before "Save", and never over somebody else's. */
export function createCreditsModel(api: CreditsApi): CreditsModel {
  const state = signal<CreditsState>({ kind: 'loading' });
  const typed = signal<LimitTexts>(NONE);
  const saving = signal<Saving>({ kind: 'idle' });
  const standing = (): Budget | null => (state.value.kind === 'ready' ? state.value.credits.budget : null);
  const wrong = computed(() => ({
    mostPerRun: !readLimit(typed.value.mostPerRun).ok,
    mostPerDay: !readLimit(typed.value.mostPerDay).ok,
  }));

  async function read(keepTyped: boolean): Promise<void> {
    const answer = await api.read();
    if (!answer.ok) {
      if (state.value.kind === 'ready') saving.value = { kind: 'failed', failure: answer.error };
      else state.value = { kind: 'failed', failure: answer.error };
      return;
    }
    if (!keepTyped) typed.value = textsOf(answer.value.budget);
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', credits: answer.value };
  }

  /** Who came between. Their revision is taken over only when somebody has decided. */
  async function readConflict(): Promise<Saving> {
    const answer = await api.read();
    return { kind: 'conflict', theirs: answer.ok ? answer.value.budget : null };
  }

  async function write(limits: Limits): Promise<boolean> {
    const now = state.value;
    if (now.kind !== 'ready' || saving.value.kind === 'saving') return false;
    saving.value = { kind: 'saving' };
    const answer = await api.write(limits, now.credits.budget.revision);
    if (!answer.ok) {
      const { error } = answer;
      saving.value = error.reason === 'conflict' ? await readConflict() : { kind: 'failed', failure: error };
      return false;
    }
    saving.value = { kind: 'idle' };
    state.value = { kind: 'ready', credits: { ...now.credits, budget: answer.value } };
    typed.value = textsOf(answer.value);
    return true;
  }

  return {
    state,
    typed,
    wrong,
    unsaved: computed(() => {
      const stands = textsOf(standing());
      const { mostPerRun, mostPerDay } = typed.value;
      return mostPerRun.trim() !== stands.mostPerRun || mostPerDay.trim() !== stands.mostPerDay;
    }),
    saving,
    async load() {
      state.value = { kind: 'loading' };
      await read(false);
    },
    type(field, text) {
      typed.value = { ...typed.value, [field]: text };
    },
    discard() {
      typed.value = textsOf(standing());
      saving.value = { kind: 'idle' };
    },
    async save() {
      const former = standing();
      const [perRun, perDay] = [readLimit(typed.value.mostPerRun), readLimit(typed.value.mostPerDay)];
      if (former === null || !perRun.ok || !perDay.ok) return null;
      if (!(await write({ mostPerRun: perRun.value, mostPerDay: perDay.value }))) return null;
      return { undo: () => write(former) };
    },
    takeTheirs: () => read(false),
    keepMine: () => read(true),
  };
}

function textsOf(limits: Limits | null): LimitTexts {
  if (limits === null) return NONE;
  return { mostPerRun: String(limits.mostPerRun ?? ''), mostPerDay: String(limits.mostPerDay ?? '') };
}
