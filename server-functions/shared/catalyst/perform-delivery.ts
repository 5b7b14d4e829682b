import * as z from 'zod';
import { performJob } from '../jobs/perform-job.ts';
import { describeBug } from '../log/describe-bug.ts';
import { connectServices, type CredentialSource } from './connect-services.ts';
import { createCatalystPlatform, type CatalystPlatform } from './create-catalyst-ports.ts';
import { parseJob } from './job-queue.ts';
import { sweepDaily } from './sweep-daily.ts';
import { readCatalystSettings, SettingsError, type CatalystSettings } from './settings.ts';

/** "Job Functions", Catalyst: 15 minutes; where the context does not say how much is left. Milliseconds. */
const JOB_LIMIT_MS = 15 * 60_000;

/** Zoho gives no types for these. Source: Catalyst, "Job Functions"; the maximum comes as text. */
export interface JobRequest {
  getAllJobParams(): unknown;
}
export interface JobContext {
  getRemainingExecutionTimeMs?(): unknown;
  closeWithSuccess(): void;
  closeWithFailure(): void;
}

type JobFunction = (request: JobRequest, context: JobContext) => Promise<void>;

/**
 * The job function: one delivery of one job. It closes with success where the job's row says how it ended or where the job
 * was handed on in time, and with failure where the platform shall deliver it again. It never throws and never ends the
 * process: the platform would call that an unintentional termination.
 */
export function createJobFunction(env: Readonly<Record<string, string | undefined>>): JobFunction {
  let started: { readonly settings: CatalystSettings; readonly platform: CatalystPlatform };
  return async (request, context) => {
    const deadline = Date.now() + remainingMs(context);
    try {
      if (started === undefined) {
        const settings = readCatalystSettings(env);
        started = { settings, platform: createCatalystPlatform(settings) };
      }
      const { settings, platform } = started;
      const services = await connectServices(toSource(context), settings);
      await platform.during(services, () => deliver(platform, request, deadline));
    } catch (error) {
      process.stderr.write(`${error instanceof SettingsError ? error.message : JSON.stringify(describeBug(error))}\n`);
      context.closeWithFailure();
      return;
    }
    context.closeWithSuccess();
  };
}

async function deliver({ http, work, store }: CatalystPlatform, request: JobRequest, deadline: number): Promise<void> {
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

function remainingMs(context: JobContext): number {
  const parsed = z.coerce.number().min(1).safeParse(context.getRemainingExecutionTimeMs?.());
  return parsed.success ? parsed.data : JOB_LIMIT_MS;
}

/** The SDK finds its credentials in `catalystHeaders`. */
function toSource(context: JobContext): CredentialSource {
  return 'catalystHeaders' in context ? { catalystHeaders: context.catalystHeaders } : {};
}
