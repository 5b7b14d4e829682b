import * as z from 'zod/mini';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure, BackendRequest } from './backend.ts';

/** Where the session's bearer lives: in memory only, so that a closed tab is a closed session (docs/decisions/sign-in.md). */
export interface SessionToken {
  current(): string | null;
  /** The server did not take it any more. */
  lost(): void;
}

const problemSchema = z.object({
  code: z.string(),
  where: z.catch(z.string(), ''),
  params: z.catch(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), {}),
});
const failureSchema = z.object({
  code: z.catch(z.string(), 'unknown'),
  missing: z.optional(z.string()),
  problems: z.catch(z.array(problemSchema), []),
});

/** `Backend` by fetch to the functions' own origin (decision 7). No cookies: third-party ones fail in frames. */
export function createDirectBackend(origin: string, token: SessionToken): Backend {
  async function send({ method, path, body, signal }: BackendRequest): Promise<Response | null> {
    const bearer = token.current();
    try {
      return await fetch(origin + path, {
        method,
        credentials: 'omit',
        redirect: 'error',
        headers: {
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return null;
    }
  }

  async function toFailure(response: Response | null): Promise<BackendFailure> {
    if (response === null) return { reason: 'offline' };
    const parsed = failureSchema.safeParse(await response.json().catch(() => null));
    const { code, missing, problems } = parsed.success
      ? parsed.data
      : { code: 'unknown', missing: undefined, problems: [] };
    switch (response.status) {
      case 401:
        token.lost();
        return { reason: 'signedOut' };
      case 403:
        return { reason: 'refused', missing: missing ?? code };
      case 404:
        return { reason: 'notFound' };
      case 409:
      case 412:
        return { reason: 'conflict' };
      case 410:
        return { reason: 'gone' };
      case 400:
      case 422:
        return { reason: 'invalid', problems };
      default:
        return { reason: 'failed', code };
    }
  }

  return {
    async call(request): Promise<Result<unknown, BackendFailure>> {
      const response = await send(request);
      if (response === null || !response.ok) return fail(await toFailure(response));
      if (response.status === 204) return ok(null);
      try {
        const answer: unknown = await response.json();
        return ok(answer);
      } catch {
        return fail({ reason: 'failed', code: 'unreadableAnswer' });
      }
    },
    async download(path) {
      const response = await send({ method: 'GET', path });
      if (response === null || !response.ok) return fail(await toFailure(response));
      const name = /filename="([^"\\/]{1,200})"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      try {
        return ok({ name: name ?? 'export.zip', bytes: await response.blob() });
      } catch {
        // It began well and broke half-way.
        return fail({ reason: 'offline' });
      }
    },
  };
}
