import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJobControl, type JobControl } from '../jobs/job-control.ts';
import type { DurableJob } from './durable-job.ts';
import type { DurableRow } from './job-state.ts';

interface HeldRow extends DurableRow {
  readonly id: string;
  readonly state: string;
}

/** Follows what people wish of a job: its row shows whether it is held, and its lease is renewed while it works. */
export function controlJob<Row extends HeldRow>(
  store: Store,
  org: OrgKey,
  job: DurableJob<Row>,
  withState: (row: Row, state: 'paused' | 'running') => Row,
): JobControl {
  return createJobControl({
    store,
    org,
    jobId: job.row.id,
    onHeld: () => job.save((row) => withState(row, 'paused')),
    onReleased: () => job.save((row) => withState(row, 'running')),
    // A renewal that fails is followed by another; a lease that ran out stops the job at its next effect.
    onLook: () => void job.renew().catch(() => undefined),
  });
}
