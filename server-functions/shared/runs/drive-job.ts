import type { JobControl } from '../jobs/job-control.ts';
import type { DurableJob } from './durable-job.ts';
import type { DurableRow } from './job-state.ts';
import type { TimeBudget } from './time-budget.ts';

/** Claims in a row that end before the cursor moves: what breaks its worker each time would break the next one too. */
export const MAX_ATTEMPTS = 5;

/**
 * One unit of work: reads the row, has its effects, and gives the row as it is to be. Its effects are such that doing them
 * again, from the same row, leaves the same: that is all there is to surviving a kill between them and the checkpoint.
 */
export type PerformUnit<Row extends DurableRow> = (row: Row) => Promise<(row: Row) => Row>;

export type Delivery =
  /** The row says how. */
  | 'ended'
  /** Time is up: deliver the job again. */
  | 'again';

/** Unit after unit, a checkpoint after each, until the row is over or the time is up. Throws what a unit throws; `FencedError` when the job is another's. */
export async function driveJob<Row extends DurableRow>(
  job: DurableJob<Row>,
  perform: PerformUnit<Row>,
  {
    isOver,
    control,
    budget,
  }: { readonly isOver: (row: Row) => boolean; readonly control: JobControl; readonly budget: TimeBudget },
): Promise<Delivery> {
  while (!isOver(job.row)) {
    if (budget.isSpent()) {
      await job.release();
      return 'again';
    }
    await control.checkpoint();
    const change = await perform(job.row);
    await job.save((row) => {
      const changed = change(row);
      return { ...changed, job: { ...changed.job, attempts: 0 } };
    });
  }
  return 'ended';
}
