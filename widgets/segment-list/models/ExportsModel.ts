import { signal, type ReadonlySignal } from '@preact/signals';
import { ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { exportAnswerSchema, exportLinkSchema, exportsAnswerSchema, type ExportRow } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { createRemote, type Remote } from './remote.ts';
import { nextSort, type Sort } from './sort-rows.ts';

/** While an export is at work. Milliseconds. */
export const EXPORTS_POLL_MS = 2_000;

export const EXPORT_COLUMNS = ['requested', 'segment', 'records', 'status'] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** `cancelled`: by whoever asked for it; `invalid`: its segment was deleted; `expired`: two weeks are over (EXP-2). */
export type ExportStatus = 'waiting' | 'running' | 'ready' | 'failed' | 'cancelled' | 'expired' | 'invalid';

/** What a row says at an instant (epoch milliseconds): a file runs out by itself. */
export function exportStatus(row: ExportRow, nowMs: number): ExportStatus {
  if (row.state === 'failed' || row.state === 'cancelled') return row.state;
  if (row.state !== 'done') return row.state === 'queued' ? 'waiting' : 'running';
  if (row.invalid) return 'invalid';
  return row.downloadUntil === null || row.file === null || nowMs >= Date.parse(row.downloadUntil)
    ? 'expired'
    : 'ready';
}

const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);

export interface ExportsModel extends Remote<readonly ExportRow[]> {
  readonly sort: ReadonlySignal<Sort<ExportColumn>>;
  /** The export whose link is being asked for. */
  readonly fetching: ReadonlySignal<string | null>;
  sortBy(column: ExportColumn): void;
  put(row: ExportRow): void;
  download(id: string): Promise<Result<null, BackendFailure>>;
  /** Stops an export at work. One that has ended meanwhile is read again, and is no failure. */
  cancel(id: string): Promise<Result<null, BackendFailure>>;
  /** Nobody looks any more: no further asking until the next `load`. */
  close(): void;
}

interface ExportsPorts {
  readonly backend: Backend;
  readonly timer: Timer;
  /** Where the browser takes a file by itself. */
  readonly followLink: (url: string) => void;
}

/** EXP-2: the history, asked again while something in it is at work. */
export function createExportsModel({ backend, timer, followLink }: ExportsPorts): ExportsModel {
  let stop = (): void => undefined;
  let isOpen = false;
  const remote = createRemote<readonly ExportRow[]>(async (abort) => {
    stop();
    const answer = await ask(backend, { method: 'GET', path: '/v1/exports', signal: abort }, exportsAnswerSchema);
    const shown = remote.state.peek();
    // An answer that does not come through ends nothing: what was at work before still is.
    const rows = answer.ok ? answer.value.exports : shown.kind === 'ready' ? shown.value : [];
    if (!abort.aborted) lookAgain(rows);
    return answer.ok ? ok(answer.value.exports) : answer;
  });
  function lookAgain(rows: readonly ExportRow[]): void {
    stop();
    if (isOpen && rows.some(({ state }) => !ENDED.has(state)))
      stop = timer.after(EXPORTS_POLL_MS, () => void remote.load());
  }
  const sort = signal<Sort<ExportColumn>>({ key: 'requested', descending: true });
  const fetching = signal<string | null>(null);

  return {
    ...remote,
    sort,
    fetching,
    load() {
      isOpen = true;
      return remote.load();
    },
    sortBy(column) {
      sort.value = nextSort(sort.value, column, (key) => key === 'requested' || key === 'records');
    },
    put(row) {
      remote.change((rows) => [row, ...rows.filter(({ id }) => id !== row.id)]);
      // Whoever starts one from the list itself opens nothing that would ask for it.
      lookAgain([row]);
    },
    async cancel(id) {
      const answer = await ask(backend, { method: 'POST', path: `/v1/exports/${id}/cancel` }, exportAnswerSchema);
      if (answer.ok) {
        const { export: row } = answer.value;
        remote.change((rows) => rows.map((known) => (known.id === row.id ? row : known)));
        return ok(null);
      }
      if (answer.error.reason !== 'conflict') return answer;
      void remote.load();
      return ok(null);
    },
    async download(id) {
      fetching.value = id;
      const link = { method: 'POST', path: `/v1/exports/${id}/link` } as const;
      const answer = await ask(backend, link, exportLinkSchema).finally(() => {
        fetching.value = null;
      });
      if (answer.ok) {
        followLink(answer.value.url);
        return ok(null);
      }
      // Gone or invalid since the list was read: the list should say so too.
      if (answer.error.reason === 'gone' || answer.error.reason === 'notFound') void remote.load();
      return answer;
    },
    close() {
      isOpen = false;
      stop();
    },
  };
}
