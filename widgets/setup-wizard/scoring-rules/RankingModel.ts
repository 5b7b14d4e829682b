import { signal, type ReadonlySignal } from '@preact/signals';
import type { ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { RankedPage, ScoringRulesApi } from './scoring-rules-api.ts';

export type RankingState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  /** `failure`: the last page did not come; what is shown is the one before. */
  | {
      readonly kind: 'ready';
      readonly ranked: RankedPage;
      readonly page: number;
      readonly failure: BackendFailure | null;
    };

export interface RankingModel {
  readonly module: ReadonlySignal<ScoredModule>;
  readonly state: ReadonlySignal<RankingState>;
  readonly busy: ReadonlySignal<boolean>;
  open(module: ScoredModule): Promise<void>;
  /** From 1. */
  turn(page: number): Promise<void>;
  /** The same page again. */
  reload(): Promise<void>;
}

/** ENG-4: a module's records in their order by score, a page at a time. The newest question wins. */
export function createRankingModel(api: Pick<ScoringRulesApi, 'ranked'>, first: ScoredModule): RankingModel {
  const module = signal<ScoredModule>(first);
  const state = signal<RankingState>({ kind: 'loading' });
  const busy = signal(false);
  let newest = 0;
  let wanted = 1;

  async function ask(page: number): Promise<void> {
    wanted = page;
    const mine = ++newest;
    busy.value = true;
    const answer = await api.ranked(module.value, page);
    if (mine !== newest) return;
    busy.value = false;
    const now = state.value;
    if (answer.ok) {
      const last = Math.max(1, Math.ceil(answer.value.total / answer.value.pageRecords));
      // Fewer have points than when the page was turned.
      if (page > last) return ask(last);
      state.value = { kind: 'ready', ranked: answer.value, page, failure: null };
    } else if (now.kind === 'ready') state.value = { ...now, failure: answer.error };
    else state.value = { kind: 'failed', failure: answer.error };
  }

  return {
    module,
    state,
    busy,
    async open(next) {
      module.value = next;
      state.value = { kind: 'loading' };
      await ask(1);
    },
    turn: ask,
    reload: () => ask(wanted),
  };
}
