import {
  circuitBreaker,
  BrokenCircuitError,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IBackoffFactory,
  type IRetryBackoffContext,
  retry,
  wrap,
} from 'cockatiel';
import { CrmError } from '#core/crm/crm-error.ts';
import { createCallSlots, type CallSlots } from './call-slots.ts';

export interface CallPolicyOptions {
  readonly retryDelay?: { readonly initialMs: number; readonly maxMs: number };
  /** What limits simultaneous calls; without it they are limited among themselves. */
  readonly slots?: CallSlots;
}

/**
 * Retry, back-off, circuit breaker and concurrency of everything that shares it. Throws what the work throws, or `CrmError`.
 * `gate` opens before each attempt, which holds no place while it waits there.
 */
export type CallPolicy = <T>(work: () => Promise<T>, gate?: () => Promise<void>) => Promise<T>;

/** Retries of one call; with the default delays the last one starts after about a minute. */
export const MAX_RETRIES = 6;
/** Failures in a row that open the circuit, and how long it stays open. A whole run's share of one bad minute. */
export const BREAK_AFTER_FAILURES = 30;
const HALF_OPEN_AFTER_MS = 15_000;
/** A retry budget: when more than a fifth of all calls are retries the CRM is not helped by more of them. Calls. */
const FREE_RETRIES = 30;
const RETRY_SHARE = 0.2;

/** A CRM that asks for more patience than this is asked again sooner: runs renew their lease in the meantime. Milliseconds. */
const LONGEST_ASKED_MS = 120_000;

const RETRYABLE = new Set(['rateLimited', 'unavailable', 'timeout', 'unreadableAnswer']);

/** Whether the same call may be answered a moment later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof CrmError && RETRYABLE.has(error.reason);
}

/**
 * One policy serves all calls of one org by one thread: they share patience and despair. Places are shared further, since
 * the CRM counts calls under way by org and app, whichever thread or user they come from.
 */
export function createCallPolicy(options: CallPolicyOptions = {}): CallPolicy {
  const { initialMs, maxMs } = options.retryDelay ?? { initialMs: 400, maxMs: 30_000 };
  let calls = 0;
  let retries = 0;
  const withinBudget = (): boolean => retries < FREE_RETRIES + calls * RETRY_SHARE;

  const retrying = retry(
    handleWhen((error) => isRetryable(error) && withinBudget()),
    {
      maxAttempts: MAX_RETRIES,
      backoff: atLeastAsAsked(new ExponentialBackoff({ initialDelay: initialMs, maxDelay: maxMs })),
    },
  );
  retrying.onRetry(() => {
    retries += 1;
  });
  // Only an unreachable CRM opens the circuit; 429 is an answer and has its own back-off.
  const breaking = circuitBreaker(
    handleWhen((error) => error instanceof CrmError && (error.reason === 'unavailable' || error.reason === 'timeout')),
    { halfOpenAfter: HALF_OPEN_AFTER_MS, breaker: new ConsecutiveBreaker(BREAK_AFTER_FAILURES) },
  );
  const slots = options.slots ?? createCallSlots();
  const policy = wrap(retrying, breaking);

  return async (work, gate) => {
    calls += 1;
    try {
      // Innermost, so that a call waiting for its next attempt holds no place.
      return await policy.execute(async () => {
        await gate?.();
        const leave = await slots.enter();
        try {
          return await work();
        } finally {
          leave();
        }
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new CrmError('unavailable', 'the CRM keeps failing; calls are paused', {}, error);
      }
      throw error;
    }
  };
}

type Backoff = IBackoffFactory<IRetryBackoffContext<unknown>>;

/** Coming back earlier than the CRM has asked for earns another refusal. */
function atLeastAsAsked(backoff: Backoff): Backoff {
  return {
    next(context) {
      const usual = backoff.next(context);
      const { result } = context;
      const error: unknown = 'error' in result ? result.error : null;
      const asked = error instanceof CrmError ? Number(error.details['retryAfterMs'] ?? 0) : 0;
      const duration = Math.max(usual.duration, Math.min(asked, LONGEST_ASKED_MS));
      return { duration, next: (then) => atLeastAsAsked(usual).next(then) };
    },
  };
}
