import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import type { Job, Queue } from '../ports.ts';
import { LEASE_MS } from '../runs/lease.ts';
import { createCatalystCalls, toStoreError, type CatalystCalls } from './catalyst-call.ts';
import type { CatalystServices } from './catalyst-services.ts';

/**
 * A job that ended in failure, or was killed, is delivered again so often. Each attempt is a new job record on the platform.
 * 0 to 10 times. Source: Catalyst Job Scheduling, live behaviour as others report it.
 */
const RETRIES = 3;
/** After this: a killed worker's lease must have run out, or the delivery would find the job held and be over. 60 to 86,400 seconds. */
const RETRY_AFTER_SECONDS = LEASE_MS / 1_000 + 60;

export interface JobQueueOptions {
  readonly services: () => Pick<CatalystServices, 'jobs'>;
  readonly jobPool: string;
  /** Name of the job function. */
  readonly target: string;
  readonly calls?: CatalystCalls;
}

/**
 * `Queue` on Catalyst's Job Scheduling. Delivered at least once: a call whose answer was lost is made again, and the job's own
 * row decides whether there is something to do. Parameters are text and readable to whoever sees the project: ids alone.
 */
export function createJobQueue({ services, jobPool, target, ...options }: JobQueueOptions): Queue {
  const calls = options.calls ?? createCatalystCalls();
  return {
    async enqueue(job) {
      const request = {
        // 1 to 20 letters, digits and underscores.
        job_name: `abm_${job.kind}`,
        jobpool_name: jobPool,
        target_name: target,
        params: formatJob(job),
        job_config: { number_of_retries: RETRIES, retry_interval: RETRY_AFTER_SECONDS },
      };
      await calls
        .repeated(() => services().jobs.submitJob(request))
        .catch((error: unknown) => {
          throw toStoreError(error, 'take a job');
        });
    },
  };
}

export type JobParameters = Record<'kind' | 'dc' | 'orgId' | 'id', string>;

/** As texts, which is all that a job of the platform carries; `parseJob` reads them back. */
export function formatJob(job: Job): JobParameters {
  return { kind: job.kind, dc: job.org.dc, orgId: job.org.orgId, id: idOf(job) };
}

function idOf(job: Job): string {
  switch (job.kind) {
    case 'score':
      return job.runId;
    case 'export':
      return job.exportId;
    case 'snapshot':
      return job.snapshotId;
    case 'intake':
      return job.intakeId;
    case 'rules':
      return job.rulesRunId;
  }
}

const parametersSchema = z.object({
  kind: z.enum(['score', 'export', 'snapshot', 'intake', 'rules']),
  dc: z.enum(DATA_CENTRES),
  orgId: z.string().regex(/^\d{1,19}$/),
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});

/** What a delivery asks for; null for parameters that are none of ours: whoever may submit jobs to the pool writes them. */
export function parseJob(parameters: unknown): Job | null {
  const parsed = parametersSchema.safeParse(parameters);
  if (!parsed.success) return null;
  const { kind, dc, orgId, id } = parsed.data;
  const org = { dc, orgId };
  switch (kind) {
    case 'score':
      return { kind, org, runId: id };
    case 'export':
      return { kind, org, exportId: id };
    case 'snapshot':
      return { kind, org, snapshotId: id };
    case 'intake':
      return { kind, org, intakeId: id };
    case 'rules':
      return { kind, org, rulesRunId: id };
  }
}
