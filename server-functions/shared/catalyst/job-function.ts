import * as z from 'zod';
import { describeBug } from '../log/describe-bug.ts';
import { connectServices, type CredentialSource } from './connect-services.ts';
import { createCatalystPlatform, type CatalystPlatform } from './create-catalyst-ports.ts';
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

export type JobFunction = (request: JobRequest, context: JobContext) => Promise<void>;

/** What one execution works with. */
export interface Execution {
  readonly platform: CatalystPlatform;
  readonly settings: CatalystSettings;
  readonly request: JobRequest;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * A job function around what it does. It closes with success where that resolves, and with failure where the platform shall
 * deliver it again. It never throws and never ends the process: the platform would call that an unintentional termination.
 */
export function createJobFunctionOf(
  env: Readonly<Record<string, string | undefined>>,
  perform: (execution: Execution) => Promise<void>,
): JobFunction {
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
      await platform.during(services, () => perform({ platform, settings, request, deadline }));
    } catch (error) {
      process.stderr.write(`${error instanceof SettingsError ? error.message : JSON.stringify(describeBug(error))}\n`);
      context.closeWithFailure();
      return;
    }
    context.closeWithSuccess();
  };
}

function remainingMs(context: JobContext): number {
  const parsed = z.coerce.number().min(1).safeParse(context.getRemainingExecutionTimeMs?.());
  return parsed.success ? parsed.data : JOB_LIMIT_MS;
}

/** The SDK finds its credentials in `catalystHeaders`. */
function toSource(context: JobContext): CredentialSource {
  return 'catalystHeaders' in context ? { catalystHeaders: context.catalystHeaders } : {};
}
