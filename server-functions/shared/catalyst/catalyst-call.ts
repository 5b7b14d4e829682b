import { ExponentialBackoff, handleWhen, retry, timeout, TimeoutStrategy, TaskCancelledError, wrap } from 'cockatiel';
import { StoreError } from '#core/store/store-error.ts';

/** Zoho's SDK waits for ever; an Advanced I/O function has 30 s in all (Catalyst, "Functions"). Milliseconds. */
const CALL_TIMEOUT_MS = 8_000;
/** Attempts after the first, of calls that may be made twice. */
const MAX_RETRIES = 3;

/** Whether a failed call certainly did nothing, certainly failed for good, or cannot be told. */
export type CatalystFailure = 'missing' | 'exists' | 'refused' | 'busy' | 'inDoubt';

export interface CatalystCalls {
  /** Once: a write that must not happen twice. Throws what the platform threw. */
  once<T>(work: () => Promise<T>): Promise<T>;
  /** With further attempts: reads, and writes that change nothing the second time. */
  repeated<T>(work: () => Promise<T>): Promise<T>;
}

/** Time-out and back-off of every call to the platform, in one place. */
export function createCatalystCalls(
  options: { readonly timeoutMs?: number; readonly retryDelayMs?: number } = {},
): CatalystCalls {
  const limited = timeout(options.timeoutMs ?? CALL_TIMEOUT_MS, TimeoutStrategy.Aggressive);
  const initialDelay = options.retryDelayMs ?? 200;
  const retrying = retry(
    handleWhen((error) => {
      const failure = failureOf(error);
      return failure === 'busy' || failure === 'inDoubt';
    }),
    { maxAttempts: MAX_RETRIES, backoff: new ExponentialBackoff({ initialDelay, maxDelay: initialDelay * 20 }) },
  );
  const both = wrap(retrying, limited);
  return { once: (work) => limited.execute(work), repeated: (work) => both.execute(work) };
}

/** By the status of the answer; without one nobody knows whether the call arrived. */
export function failureOf(error: unknown): CatalystFailure {
  const status = statusOf(error);
  if (status === 404) return 'missing';
  if (status === 409) return 'exists';
  if (status === 429) return 'busy';
  return status !== null && status >= 400 && status < 500 ? 'refused' : 'inDoubt';
}

/** What a caller of a port is told; the platform's own message may hold a key or a token and stays inside as the cause. */
export function toStoreError(error: unknown, doing: string): StoreError {
  if (error instanceof StoreError) return error;
  const status = statusOf(error);
  const why = error instanceof TaskCancelledError ? 'in time' : status === null ? '' : `(${status})`;
  return new StoreError('unavailable', `Catalyst did not ${doing} ${why}`.trim(), error);
}

/** The SDK throws plain objects for answers and `Error`s for connections; both may carry the status. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}
