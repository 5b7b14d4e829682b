import type { OrgKey } from '#core/crm/org-key.ts';
import { pathId, RefusedError, requireRight, type FunctionApp } from '../http/function-app.ts';
import type { FunctionPorts, Job } from '../ports.ts';
import { replaceJson, type JsonItem } from '../stores/json-items.ts';
import type { DurableRow } from '../runs/job-state.ts';
import { wishJob, type JobWish } from './job-control.ts';

interface SteeredRow extends DurableRow {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly endedAt: string | null;
}

export interface SteeredJobs<Row extends SteeredRow> {
  /** Of the jobs' collection. */
  readonly path: `/v1/${string}`;
  readonly codes: { readonly unknown: string; readonly hasEnded: string };
  read(org: OrgKey, id: string): Promise<JsonItem<Row> | null>;
  isOver(row: Row): boolean;
  /** The row as it stands once it was cancelled. */
  cancelled(row: Row, endedAt: string): Row;
  /** Epoch milliseconds. */
  keptUntil(row: Row): number;
  /** What delivers it. */
  jobOf(org: OrgKey, id: string): Job;
  answer(row: Row): object;
}

/** Pause, resume and cancel of jobs that whoever may set up begins. */
export function addSteering<Row extends SteeredRow>(
  app: FunctionApp,
  { store, queue, clock }: FunctionPorts,
  jobs: SteeredJobs<Row>,
): void {
  const { path, codes, read, isOver, cancelled, keptUntil, jobOf, answer } = jobs;
  const steer = (verb: string, wish: JobWish): void => {
    app.post(`${path}/:id/${verb}`, async (c) => {
      const { org } = requireRight(c, 'setup');
      const { value } = await existing(org, pathId(c, codes.unknown));
      if (isOver(value)) throw new RefusedError(409, { code: codes.hasEnded });
      await wishJob(store, org, value.id, wish, clock.now());
      // Whoever held it may be gone; one delivery too many finds it held.
      if (wish === 'run') await queue.enqueue(jobOf(org, value.id));
      return c.json(answer(await settleCancelled(org, value.id, wish)));
    });
  };
  steer('pause', 'pause');
  steer('resume', 'run');
  steer('cancel', 'cancel');

  async function existing(org: OrgKey, id: string): Promise<JsonItem<Row>> {
    const item = await read(org, id);
    if (item === null) throw new RefusedError(404, { code: codes.unknown });
    return item;
  }

  /** One that nobody has begun to work on is cancelled at once; any other hears it within a second. */
  async function settleCancelled(org: OrgKey, id: string, wish: JobWish): Promise<Row> {
    const item = await existing(org, id);
    if (wish !== 'cancel' || item.value.job.epoch > 0) return item.value;
    const row = cancelled(item.value, new Date(clock.now()).toISOString());
    const { outcome } = await replaceJson(store, org, item, row, keptUntil(row));
    return outcome === 'written' ? row : (await existing(org, id)).value;
  }
}
