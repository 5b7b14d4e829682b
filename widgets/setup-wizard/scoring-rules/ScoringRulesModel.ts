import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Decision, Saving } from '../models/decision.ts';
import { isSameRule, isSameRules, ruleDifferences, settleRules, type RuleDifference } from './edit-rules.ts';
import type { RuleModule } from './rule-modules.ts';
import { NO_PROBLEMS, placeProblems, type ServerProblems } from './rule-problems.ts';
import type { ScoringRulesApi, StandingRules } from './scoring-rules-api.ts';

export type RulesPageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  /** `modules` null = nothing is published that rules could name. */
  | { readonly kind: 'ready'; readonly standing: StandingRules; readonly modules: readonly RuleModule[] | null };

export interface RulesPorts {
  readonly api: ScoringRulesApi;
  /** null = no settings are published. */
  readonly readModules: () => Promise<
    | { readonly ok: true; readonly value: readonly RuleModule[] | null }
    | { readonly ok: false; readonly error: BackendFailure }
  >;
  /** ISO day in the org's zone. */
  readonly today: string;
  readonly newId: () => string;
}

export interface ScoringRulesModel extends Decision {
  readonly state: ReadonlySignal<RulesPageState>;
  /** As they are on the page. */
  readonly rules: ReadonlySignal<readonly ScoringRule[]>;
  /** Of the last attempt to save; those of a rule go once it is edited. */
  readonly problems: ReadonlySignal<ServerProblems>;
  /** While somebody else's stand in the way: what keeping one's own would change of them. null = they could not be read. */
  readonly differences: ReadonlySignal<readonly RuleDifference[] | null>;
  /** For a rule that is added. */
  newId(): string;
  load(): Promise<void>;
  edit(change: (before: readonly ScoringRule[]) => readonly ScoringRule[]): void;
  /** Puts a former version in force, as a version of its own. What does not fit any more stays on the page with its problems. */
  restore(version: number): ReturnType<Decision['save']>;
  /** What a look at the server brought beside the rules: the last run, and what is published. */
  follow(seen: Partial<Pick<StandingRules, 'run' | 'scores'>>): void;
}

/** ENG-4: the rules as they stand and as they are being changed. Nothing is sent before "Save", and never over somebody else's. */
export function createScoringRulesModel({ api, readModules, today, newId }: RulesPorts): ScoringRulesModel {
  const state = signal<RulesPageState>({ kind: 'loading' });
  const rules = signal<readonly ScoringRule[]>([]);
  const saving = signal<Saving>({ kind: 'idle' });
  const problems = signal<ServerProblems>(NO_PROBLEMS);
  const differences = signal<readonly RuleDifference[] | null>(null);
  /** The revision that the differences are of; null = they could not be read. */
  let told: string | null = null;
  const standing = (): StandingRules | null => (state.value.kind === 'ready' ? state.value.standing : null);

  function isUnsaved(): boolean {
    const stands = standing();
    return stands !== null && !isSameRules(rules.value, stands.rules);
  }
  function settle(answer: StandingRules): void {
    if (state.value.kind === 'ready') state.value = { ...state.value, standing: answer };
  }
  function quiet(): void {
    saving.value = { kind: 'idle' };
    problems.value = NO_PROBLEMS;
    differences.value = null;
  }

  async function read(keepMine: boolean): Promise<void> {
    const answer = await api.read();
    if (!answer.ok) {
      saving.value = { kind: 'failed', failure: answer.error };
      return;
    }
    // Somebody else came between once more: what was decided was not about this.
    if (keepMine && told !== null && answer.value.revision !== told) {
      tellConflict(answer.value, rules.value);
      return;
    }
    if (!keepMine) rules.value = answer.value.rules;
    quiet();
    settle(answer.value);
  }

  function tellConflict(stands: StandingRules, mine: readonly ScoringRule[]): void {
    told = stands.revision;
    differences.value = ruleDifferences(stands.rules, mine);
    saving.value = { kind: 'conflict', theirs: stands.versions[0] ?? null };
  }

  /** The revision of what came between is taken over only when somebody has decided. */
  async function readConflict(mine: readonly ScoringRule[]): Promise<void> {
    const answer = await api.read();
    if (answer.ok) {
      tellConflict(answer.value, mine);
      return;
    }
    told = null;
    differences.value = null;
    saving.value = { kind: 'conflict', theirs: null };
  }

  /** The revision that came of it; null = nothing was written. `upon`: the revision that it may replace. */
  async function write(
    sent: readonly ScoringRule[],
    upon: string | null,
  ): Promise<{ readonly revision: string | null } | null> {
    const before = standing();
    if (before === null || saving.value.kind === 'saving') return null;
    quiet();
    saving.value = { kind: 'saving' };
    const answer = await api.write(sent, upon);
    if (!answer.ok) {
      const { error } = answer;
      if (error.reason === 'conflict' && error.code === 'scoringRules.changedMeanwhile') await readConflict(sent);
      else {
        problems.value = placeProblems(error, sent);
        saving.value = { kind: 'failed', failure: error };
      }
      return null;
    }
    // Its revision is what the next change is made upon: where it cannot be read, the next one is a conflict and says so.
    const after = await api.read();
    settle(after.ok ? after.value : { ...before, rules: [...sent] });
    saving.value = { kind: 'idle' };
    return { revision: answer.value };
  }

  /** Replaces one's own change and nothing that came after it; what has been typed since stays on the page, not saved. */
  async function undo(former: readonly ScoringRule[], own: string | null): Promise<boolean> {
    const typed = isUnsaved() ? rules.value : null;
    rules.value = typed ?? former;
    if ((await write(former, own)) === null) return false;
    rules.value = typed ?? standing()?.rules ?? former;
    return true;
  }

  async function put(wanted: readonly ScoringRule[], former: StandingRules): ReturnType<Decision['save']> {
    rules.value = wanted;
    const written = await write(wanted, former.revision);
    if (written === null) return null;
    rules.value = standing()?.rules ?? wanted;
    return { undo: () => undo(former.rules, written.revision) };
  }

  return {
    state,
    newId,
    rules,
    saving,
    problems,
    differences,
    unsaved: computed(isUnsaved),
    async load() {
      state.value = { kind: 'loading' };
      const [answer, modules] = await Promise.all([api.read(), readModules()]);
      if (!answer.ok) state.value = { kind: 'failed', failure: answer.error };
      else if (!modules.ok) state.value = { kind: 'failed', failure: modules.error };
      else {
        quiet();
        rules.value = answer.value.rules;
        state.value = { kind: 'ready', standing: answer.value, modules: modules.value };
      }
    },
    edit(change) {
      const before = rules.value;
      rules.value = change(before);
      // What was edited or moved is judged anew with the next attempt.
      const stay = ({ rule }: { readonly rule: string }): boolean => {
        const now = rules.value.find(({ id }) => id === rule);
        const then = before.find(({ id }) => id === rule);
        return now !== undefined && then !== undefined && isSameRule(now, then);
      };
      const { ofRules } = problems.value;
      if (ofRules.length > 0 || problems.value.ofAll.length > 0)
        problems.value = { ofRules: ofRules.filter(stay), ofAll: [] };
    },
    discard() {
      rules.value = standing()?.rules ?? [];
      quiet();
    },
    async save() {
      const former = standing();
      return former === null ? null : await put(settleRules(rules.value, former.rules, { today, newId }), former);
    },
    async restore(version) {
      const former = standing();
      if (former === null) return null;
      const answer = await api.version(version);
      if (answer.ok) return await put(settleRules(answer.value, former.rules, { today, newId }), former);
      saving.value = { kind: 'failed', failure: answer.error };
      return null;
    },
    takeTheirs: () => read(false),
    keepMine: () => read(true),
    follow(seen) {
      const before = standing();
      if (before !== null) settle({ ...before, ...seen });
    },
  };
}
