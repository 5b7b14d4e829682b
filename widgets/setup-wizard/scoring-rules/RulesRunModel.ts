import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import type { RulesEstimate, RulesRun, ScoringRulesApi, StandingRules } from './scoring-rules-api.ts';

/** Between two looks at a run. Milliseconds. */
export const RULES_POLL_MS = 1_000;
/** A run that has not ended after so many looks is a large org's: of an hour, and nobody sees it move each second. */
export const QUICK_LOOKS = 60;
export const RULES_SLOW_POLL_MS = 5_000;

export type Pricing =
  | { readonly kind: 'none' | 'asking' }
  /** To be decided on. */
  | { readonly kind: 'priced'; readonly estimate: RulesEstimate }
  | { readonly kind: 'failed'; readonly failure: BackendFailure };

export interface RulesRunModel {
  readonly pricing: ReadonlySignal<Pricing>;
  /** Something is being asked of the server for this person. */
  readonly busy: ReadonlySignal<boolean>;
  /** Starting or steering it did not come through. */
  readonly failure: ReadonlySignal<BackendFailure | null>;
  /** The last look at a run under way had no answer: it may go on all the same. */
  readonly unheard: ReadonlySignal<boolean>;
  /** PLT-4: what it costs is said before anything begins. */
  ask(): Promise<void>;
  leave(): void;
  start(): Promise<void>;
  steer(verb: 'pause' | 'resume' | 'cancel'): Promise<void>;
  /** Looks at a run that is under way until it has ended. */
  watch(): void;
  /** The page is closed. */
  stop(): void;
}

interface RunPorts {
  readonly api: Pick<ScoringRulesApi, 'read' | 'run' | 'estimate' | 'start' | 'steer'>;
  readonly timer: Timer;
  /** The run that is known of. */
  readonly run: () => RulesRun | null;
  readonly onSeen: (seen: Partial<Pick<StandingRules, 'run' | 'scores'>>) => void;
  /** One that was watched has ended: what it published can be read. */
  readonly onEnded: () => void;
}

export function isRulesRunOver({ state }: Pick<RulesRun, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** ENG-4: the rules run for all existing records. */
export function createRulesRunModel({ api, timer, run, onSeen, onEnded }: RunPorts): RulesRunModel {
  const pricing = signal<Pricing>({ kind: 'none' });
  const working = signal(false);
  const failure = signal<BackendFailure | null>(null);
  const unheard = signal(false);
  let stopWaiting = (): void => undefined;
  let stopped = false;
  let looks = 0;
  /** A look that was on its way while somebody steered tells of the time before. */
  let turn = 0;

  /** As from its beginning: somebody has just done something, and waits to see it. */
  function watch(): void {
    turn++;
    looks = 0;
    wait();
  }

  function wait(): void {
    stopWaiting();
    const now = run();
    if (stopped || now === null || isRulesRunOver(now)) return;
    const ms = looks++ < QUICK_LOOKS ? RULES_POLL_MS : RULES_SLOW_POLL_MS;
    stopWaiting = timer.after(ms, () => void look(now.id));
  }

  async function look(id: string): Promise<void> {
    const mine = turn;
    const answer = await api.run(id);
    if (stopped || mine !== turn) return;
    // One that is gone from the server is nobody's any more: what is at work instead, or how the last one ended, is read.
    const isGone = !answer.ok && answer.error.reason === 'notFound';
    if (isGone || (answer.ok && isRulesRunOver(answer.value))) return await readAll();
    unheard.value = !answer.ok;
    if (answer.ok) onSeen({ run: answer.value });
    wait();
  }

  /** Once a run has ended, and where nobody knows which one is at work: with what is published. Without an answer it is looked for again. */
  async function readAll(): Promise<void> {
    const answer = await api.read();
    if (stopped) return;
    turn++;
    unheard.value = !answer.ok;
    if (answer.ok) {
      const { run: seen, scores } = answer.value;
      onSeen({ run: seen, scores });
      if (seen === null || isRulesRunOver(seen)) return onEnded();
    }
    watch();
  }

  /** What came of something that was asked for: the run as it is then, or whatever is at work instead. */
  async function take(answer: Awaited<ReturnType<ScoringRulesApi['start']>>): Promise<void> {
    if (!answer.ok) {
      failure.value = answer.error;
      await readAll();
    } else if (isRulesRunOver(answer.value)) await readAll();
    else {
      onSeen({ run: answer.value });
      watch();
    }
  }

  async function once(work: () => Promise<void>): Promise<void> {
    if (working.value) return;
    working.value = true;
    failure.value = null;
    await work();
    working.value = false;
  }

  return {
    pricing,
    busy: computed(() => working.value),
    failure,
    unheard,
    async ask() {
      if (pricing.value.kind === 'asking') return;
      failure.value = null;
      pricing.value = { kind: 'asking' };
      const answer = await api.estimate();
      pricing.value = answer.ok
        ? { kind: 'priced', estimate: answer.value }
        : { kind: 'failed', failure: answer.error };
    },
    leave() {
      pricing.value = { kind: 'none' };
    },
    start: () =>
      once(async () => {
        const answer = await api.start();
        pricing.value = { kind: 'none' };
        await take(answer);
      }),
    steer: (verb) =>
      once(async () => {
        const now = run();
        if (now === null) return;
        await take(await api.steer(now.id, verb));
      }),
    watch,
    stop() {
      stopped = true;
      stopWaiting();
    },
  };
}
