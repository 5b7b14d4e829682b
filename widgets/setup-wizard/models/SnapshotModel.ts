import { signal, type ReadonlySignal } from '@preact/signals';
import type { Problem } from '#core/message.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import type { SetupApi, SnapshotRequest } from './setup-api.ts';

/** Aggregation settings rest this long before the records are counted again. */
export const SNAPSHOT_REST_MS = 900;
export const SNAPSHOT_POLL_MS = 1_000;

export type SnapshotState =
  | { readonly kind: 'none' }
  | { readonly kind: 'building'; readonly accounts: number; readonly deals: number }
  | { readonly kind: 'ready'; readonly id: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: BackendFailure | null; readonly problems: readonly Problem[] };

export interface SnapshotModel {
  readonly state: ReadonlySignal<SnapshotState>;
  /** Wants the records counted under these settings; what was counted under others is dropped. null = nothing to count yet. */
  want(request: SnapshotRequest | null): void;
  /** What is shown again is counted again where something was published since; else nothing happens. */
  renew(): Promise<void>;
  cancel(): void;
  again(): void;
}

/** The records as a what-if needs them: read and added up once on the server, with counts and a way out (decision 4). */
export function createSnapshotModel(
  api: Pick<SetupApi, 'startSnapshot' | 'snapshot' | 'dropSnapshot'>,
  timer: Timer,
): SnapshotModel {
  const state = signal<SnapshotState>({ kind: 'none' });
  let wanted: { readonly key: string; readonly request: SnapshotRequest } | null = null;
  let current: string | null = null;
  /** Counts attempts: an answer to an abandoned one changes nothing. */
  let attempt = 0;
  let stopWaiting = (): void => undefined;

  async function build(request: SnapshotRequest): Promise<void> {
    const mine = ++attempt;
    const started = await api.startSnapshot(request);
    if (mine !== attempt) {
      if (started.ok) void api.dropSnapshot(started.value);
      return;
    }
    if (!started.ok) {
      const problems = started.error.reason === 'invalid' ? started.error.problems : [];
      state.value = { kind: 'failed', failure: started.error, problems };
      return;
    }
    current = started.value;
    await follow(started.value, mine);
  }

  async function follow(id: string, mine: number): Promise<void> {
    const answer = await api.snapshot(id);
    if (mine !== attempt) return;
    if (!answer.ok && answer.error.reason !== 'offline') {
      state.value = { kind: 'failed', failure: answer.error, problems: [] };
      return;
    }
    if (answer.ok) {
      const { state: stage, progress, problems } = answer.value;
      if (stage === 'ready') state.value = { kind: 'ready', id };
      else if (stage === 'running') state.value = { kind: 'building', ...progress };
      else state.value = stage === 'failed' ? { kind: 'failed', failure: null, problems } : { kind: 'cancelled' };
      if (stage !== 'running') return;
    }
    stopWaiting = timer.after(SNAPSHOT_POLL_MS, () => void follow(id, mine));
  }

  function abandon(): void {
    attempt++;
    stopWaiting();
    if (current !== null) void api.dropSnapshot(current);
    current = null;
  }

  function restart(request: SnapshotRequest, restMs: number): void {
    abandon();
    state.value = { kind: 'building', accounts: 0, deals: 0 };
    stopWaiting = timer.after(restMs, () => void build(request));
  }

  return {
    state,
    want(request) {
      if (request === null) {
        abandon();
        wanted = null;
        state.value = { kind: 'none' };
        return;
      }
      const key = JSON.stringify(request);
      if (wanted?.key === key) return;
      // The first one starts at once: nobody is typing yet.
      const restMs = wanted === null ? 0 : SNAPSHOT_REST_MS;
      wanted = { key, request };
      restart(request, restMs);
    },
    async renew() {
      const standing = state.value;
      if (wanted === null || standing.kind !== 'ready') return;
      const mine = attempt;
      // The same question is the same snapshot to the server, as long as nothing newer is published and its hour is not over.
      const asked = await api.startSnapshot(wanted.request);
      if (!asked.ok || asked.value === standing.id) return;
      if (mine !== attempt) return void api.dropSnapshot(asked.value);
      current = asked.value;
      state.value = { kind: 'building', accounts: 0, deals: 0 };
      await follow(asked.value, ++attempt);
    },
    cancel() {
      abandon();
      state.value = { kind: 'cancelled' };
    },
    again() {
      // The one that failed or is gone is not dropped: under the same settings the new one may be the same to the server.
      current = null;
      if (wanted !== null) restart(wanted.request, 0);
    },
  };
}
