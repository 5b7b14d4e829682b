import type * as z from 'zod/mini';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure, BackendRequest } from './backend.ts';

export type Answer<T> = Promise<Result<T, BackendFailure>>;

/** Asks a server function and reads its answer by `schema`; an unknown shape is a failure, never an empty screen. */
export async function ask<T>(backend: Backend, request: BackendRequest, schema: z.ZodMiniType<T>): Answer<T> {
  const answer = await backend.call(request);
  if (!answer.ok) return answer;
  const parsed = schema.safeParse(answer.value);
  return parsed.success ? ok(parsed.data) : fail({ reason: 'failed', code: 'unreadableAnswer' });
}
