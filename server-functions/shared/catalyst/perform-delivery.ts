import { performJob } from '../jobs/perform-job.ts';
import { describeBug } from '../log/describe-bug.ts';
import { createJobFunctionOf, type Execution, type JobFunction } from './job-function.ts';
import { parseJob } from './job-queue.ts';
import { sweepDaily } from './sweep-daily.ts';

/** The job function: one delivery of one job, over where the job's row says how it ended or where it was handed on in time. */
export function createJobFunction(env: Readonly<Record<string, string | undefined>>): JobFunction {
  return createJobFunctionOf(env, deliver);
}

async function deliver({ platform: { http, work, store }, request, deadline }: Execution): Promise<void> {
  const job = parseJob(request.getAllJobParams());
  if (job === null) {
    // Delivering it again would not make it a job of ours.
    work.logger.warn('job.unknown');
    return;
  }
  const delivery = await performJob(work, job, { deadline });
  if (delivery === 'again') await http.queue.enqueue(job);
  // What fails is swept another time.
  else
    await sweepDaily(store, work.clock, job.org, deadline).catch((error: unknown) =>
      work.logger.warn('sweep.failed', describeBug(error)),
    );
}
