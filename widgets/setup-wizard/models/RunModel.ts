import { signal, type ReadonlySignal } from '@preact/signals';
import type { Configuration } from '#core/configuration/configuration.ts';
import { isSameContent } from '#core/configuration/technique-edits.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { hasEnded, type RunView } from '#widgets/shared/schemas/run-view.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import type { SetupApi } from './setup-api.ts';

export const RUN_POLL_MS = 1_000;
/** While another run is at work, and this one waits for its turn: most are looks for changes, of seconds. */
export const TURN_POLL_MS = 2_000;

export type RunStage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'publishing' }
  /** Another run is at work; this page asks until it has ended, and then starts this one. */
  | { readonly kind: 'waiting' }
  /** The configuration did not become the org's. */
  | { readonly kind: 'notPublished'; readonly failure: BackendFailure }
  /** It did, but the run did not start. */
  | { readonly kind: 'notStarted'; readonly failure: BackendFailure }
  | {
      readonly kind: 'running';
      readonly run: RunView;
      readonly connected: boolean;
      readonly failure: BackendFailure | null;
    }
  | { readonly kind: 'ended'; readonly run: RunView };

/** Asked for, waiting for its turn or at work. */
export function isUnderWay({ kind }: RunStage): boolean {
  return kind === 'publishing' || kind === 'waiting' || kind === 'running';
}

export type SteerVerb = 'pause' | 'resume' | 'cancel';

export interface RunModel {
  readonly stage: ReadonlySignal<RunStage>;
  /** What was asked of the run and not answered yet; null = nothing. */
  readonly steering: ReadonlySignal<SteerVerb | null>;
  /** Publishes, then runs. Resolves when the run is under way or one of both failed. */
  publish(configuration: Configuration, replaces: number | null, reason: string): Promise<void>;
  /** "Try again" after `notStarted`, and a new run after one that ended. */
  start(): Promise<void>;
  /** Not to start after another run's end. */
  stopWaiting(): void;
  /** One thing at a time. */
  steer(verb: SteerVerb): Promise<void>;
  /** A run found under way when the wizard was opened. */
  follow(run: RunView): void;
}

/** Publishing and the run that follows, as one thing that a person waits for. `onPublished` before the run is asked for. */
export function createRunModel(
  api: Pick<SetupApi, 'publish' | 'configuration' | 'startRun' | 'run' | 'steerRun'>,
  timer: Timer,
  onPublished: () => void,
): RunModel {
  const stage = signal<RunStage>({ kind: 'idle' });
  const steering = signal<SteerVerb | null>(null);
  let stopWaiting = (): void => undefined;

  function show(run: RunView): void {
    stopWaiting();
    if (hasEnded(run)) {
      stage.value = { kind: 'ended', run };
      return;
    }
    stage.value = { kind: 'running', run, connected: true, failure: null };
    stopWaiting = timer.after(RUN_POLL_MS, () => void poll(run.id));
  }

  async function poll(id: string): Promise<void> {
    const answer = await api.run(id);
    if (stage.value.kind !== 'running' || stage.value.run.id !== id) return;
    if (answer.ok) return show(answer.value);
    // Whether the run goes on is unknown: the last counts stay, and asking goes on.
    stage.value = { ...stage.value, connected: false, failure: answer.error };
    stopWaiting = timer.after(RUN_POLL_MS * 3, () => void poll(id));
  }

  async function start(): Promise<void> {
    stage.value = { kind: 'publishing' };
    await askForTurn();
  }

  async function askForTurn(): Promise<void> {
    const { kind } = stage.value;
    const started = await api.startRun();
    // A start that was on its way when somebody stopped waiting has happened all the same.
    if (started.ok) return show(started.value);
    if (stage.value.kind !== kind) return;
    if (started.error.reason === 'conflict' && started.error.code === 'run.alreadyRunning') {
      stage.value = { kind: 'waiting' };
      stopWaiting = timer.after(TURN_POLL_MS, () => void askForTurn());
    } else stage.value = { kind: 'notStarted', failure: started.error };
  }

  /** The answer to one's own publish was lost on the way: what stands in its place says the very same. */
  async function isPublished(
    failure: BackendFailure,
    configuration: Configuration,
    replaces: number | null,
  ): Promise<boolean> {
    if (failure.reason !== 'conflict') return false;
    const stands = await api.configuration();
    if (!stands.ok || stands.value === null) return false;
    return stands.value.version === (replaces ?? 0) + 1 && isSameContent(stands.value, configuration);
  }

  return {
    stage,
    steering,
    start,
    stopWaiting() {
      if (stage.value.kind !== 'waiting') return;
      stopWaiting();
      stage.value = { kind: 'notStarted', failure: { reason: 'conflict', code: 'run.alreadyRunning' } };
    },
    follow: show,
    async publish(configuration, replaces, reason) {
      if (isUnderWay(stage.value)) return;
      stage.value = { kind: 'publishing' };
      const published = await api.publish(configuration, replaces, reason);
      if (!published.ok && !(await isPublished(published.error, configuration, replaces))) {
        stage.value = { kind: 'notPublished', failure: published.error };
        return;
      }
      onPublished();
      await start();
    },
    async steer(verb) {
      const now = stage.value;
      if (now.kind !== 'running' || steering.value !== null) return;
      steering.value = verb;
      const answer = await api.steerRun(now.run.id, verb);
      steering.value = null;
      if (answer.ok) show(answer.value);
      else if (stage.value.kind === 'running') stage.value = { ...stage.value, failure: answer.error };
    },
  };
}
