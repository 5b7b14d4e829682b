import type { OrgKey } from '#core/crm/org-key.ts';
import type { Problem } from '#core/message.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import type { ScoreProgress } from './generation.ts';
import { renewRunLock } from './run-lock.ts';
import { ENDED, MAX_KEPT_PROBLEMS, runKey, runRowSchema, type RunRow, type RunState } from './run-row.ts';

/** Progress is written this often at most. Milliseconds. */
const PROGRESS_EVERY_MS = 1_000;

/** The run's row, written by the one worker that performs it. */
export interface RunJournal {
  readonly row: RunRow;
  enter(state: RunState, changes?: Partial<RunRow>): Promise<void>;
  note(changes: Partial<RunRow>): Promise<void>;
  /** Noted now, stored at the next opportunity. */
  progress(progress: ScoreProgress): void;
  end(
    state: RunState,
    result: {
      readonly reason: string | null;
      readonly problems: readonly Problem[];
      readonly projection?: RunRow['projection'];
    },
  ): Promise<void>;
}

/** Claims a queued run; null when it is not there, already ended, or claimed by another delivery of the same job. */
export async function createRunJournal(ports: WorkPorts, org: OrgKey, runId: string): Promise<RunJournal | null> {
  const { store, clock } = ports;
  const now = (): string => new Date(clock.now()).toISOString();
  const found = await readJson(store, org, runKey(runId), runRowSchema);
  if (found === null || found.value.state !== 'queued') return null;
  let item: JsonItem<RunRow> = found;
  let writing: Promise<void> = Promise.resolve();
  let lastWrite = clock.now();

  const save = async (changes: Partial<RunRow>): Promise<boolean> => {
    const value = { ...item.value, ...changes };
    const result = await replaceJson(store, org, item, value);
    if (result.outcome !== 'written') return false;
    item = { key: item.key, value, revision: result.revision };
    lastWrite = clock.now();
    return true;
  };
  // Writes follow one another: each needs the revision of the one before.
  const saveInTurn = (changes: Partial<RunRow>): Promise<void> => {
    const turn = writing.then(async () => {
      if (!(await save(changes))) throw new StoreError('unavailable', `the row of ${runId} was changed by another`);
    });
    writing = turn.catch(() => undefined);
    return turn;
  };

  if (!(await save({ state: 'reading', startedAt: now() }))) return null;
  return {
    get row() {
      return item.value;
    },
    async enter(state, changes = {}) {
      await renewRunLock(store, org, runId, clock.now());
      await saveInTurn({ ...changes, state });
    },
    note: saveInTurn,
    progress({ step, rows }) {
      if (step === 'scoring') return;
      const progress = { ...item.value.progress, [step]: rows };
      item = { ...item, value: { ...item.value, progress } };
      if (clock.now() - lastWrite < PROGRESS_EVERY_MS) return;
      lastWrite = clock.now();
      // A missed progress mark is made good by the next write.
      saveInTurn({ progress }).catch(() => undefined);
      renewRunLock(store, org, runId, clock.now()).catch(() => undefined);
    },
    async end(state, { reason, problems, projection = null }) {
      if (ENDED.has(item.value.state)) return;
      const kept = problems
        .slice(0, MAX_KEPT_PROBLEMS)
        .map(({ code, params, where }) => ({ code, params: { ...params }, where }));
      await saveInTurn({ state, reason, problems: kept, projection, endedAt: now() });
    },
  };
}
