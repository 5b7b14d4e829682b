import * as z from 'zod/mini';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import type { Timer } from '../timer.ts';

/** The SDK never times out by itself; a Connection's own limit is 40 s (Zoho Embedded App SDK, published source), a panel waits less. */
export const CALL_MS = 20_000;

const failureSchema = z.object({
  code: z.string(),
  message: z.optional(z.string()),
  details: z.optional(z.record(z.string(), z.unknown())),
});

const REASONS: ReadonlyMap<string, CrmErrorReason> = new Map([
  ['NO_PERMISSION', 'noPermission'],
  ['OAUTH_SCOPE_MISMATCH', 'scopeMissing'],
  ['AUTHENTICATION_FAILURE', 'notAuthenticated'],
  ['INVALID_TOKEN', 'notAuthenticated'],
  ['INVALID_MODULE', 'invalidModule'],
  ['INVALID_QUERY', 'invalidQuery'],
  ['SYNTAX_ERROR', 'invalidQuery'],
  ['INVALID_DATA', 'invalidData'],
  ['MANDATORY_NOT_FOUND', 'invalidData'],
  ['RESOURCE_NOT_FOUND', 'notFound'],
  ['LIMIT_EXCEEDED', 'limitExceeded'],
  ['TOO_MANY_REQUESTS', 'rateLimited'],
  ['INTERNAL_ERROR', 'unavailable'],
]);

/** SDK 1.5's `zrc` fails in words of its own, flat or inside `error`. */
const zrcFailureSchema = z.object({ errorType: z.string(), errorMessage: z.catch(z.string(), '') });
const nestedFailureSchema = z.object({ error: zrcFailureSchema });
const ZRC_REASONS: ReadonlyMap<string, CrmErrorReason> = new Map([
  ['PermissionException', 'noPermission'],
  ['ApiError', 'invalidData'],
  ['ZrcValidationError', 'invalidData'],
]);

/**
 * One normaliser for every SDK answer: failures come as payloads *or* as rejections, payloads as objects *or* JSON texts, and an
 * empty read as an empty answer (null here). Throws `CrmError`; what a schema does not know is `unreadableAnswer`.
 */
export async function readAnswer<T extends z.ZodMiniType>(
  call: () => Promise<unknown>,
  schema: T,
  timer: Timer,
): Promise<z.infer<T> | null> {
  const answer = normalise(await settle(call, timer));
  if (answer === null) return null;
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const failure = failureOf(answer);
  if (failure !== null) throw failure;
  throw new CrmError('unreadableAnswer', 'the CRM page answered in a shape that is not known');
}

async function settle(call: () => Promise<unknown>, timer: Timer): Promise<unknown> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    stop = timer.after(CALL_MS, () => reject(new CrmError('timeout', 'the CRM page did not answer')));
  });
  try {
    // A call before the handshake throws synchronously.
    return await Promise.race([Promise.resolve().then(call), late]);
  } catch (error) {
    if (error instanceof CrmError) throw error;
    throw failureOf(normalise(error)) ?? new CrmError('unavailable', 'the call to the CRM page failed', {}, error);
  } finally {
    stop();
  }
}

function normalise(answer: unknown): unknown {
  if (answer === '' || answer === undefined || answer === null) return null;
  if (typeof answer !== 'string') return answer;
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

function failureOf(answer: unknown): CrmError | null {
  const parsed = failureSchema.safeParse(answer);
  if (!parsed.success) return zrcFailureOf(answer);
  const { code, message = code, details = {} } = parsed.data;
  // A function or a connection that did its work says so by a code as well.
  if (code.toUpperCase() === 'SUCCESS') return null;
  return new CrmError(REASONS.get(code.toUpperCase()) ?? 'unavailable', message, { code, ...details });
}

function zrcFailureOf(answer: unknown): CrmError | null {
  const nested = nestedFailureSchema.safeParse(answer);
  const parsed = zrcFailureSchema.safeParse(nested.success ? nested.data.error : answer);
  if (!parsed.success) return null;
  const { errorType, errorMessage } = parsed.data;
  return new CrmError(ZRC_REASONS.get(errorType) ?? 'unavailable', errorMessage, { code: errorType });
}
