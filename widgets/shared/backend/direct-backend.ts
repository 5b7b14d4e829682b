import * as z from 'zod/mini';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure, BackendRequest } from './backend.ts';

/** Where the session's bearer lives: in memory only, so that a closed tab is a closed session (docs/decisions/sign-in.md). */
export interface SessionToken {
  current(): string | null;
  /** The server did not take this one any more; another may have taken its place since it was sent. */
  lost(refused: string | null): void;
}

/** How long an answer may take, its body included: a server that accepts and stays silent is no server. Milliseconds. */
export interface Patience {
  readonly callMs: number;
  readonly downloadMs: number;
}
const PATIENCE: Patience = { callMs: 60_000, downloadMs: 10 * 60_000 };

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
export function createDirectBackend(origin: string, token: SessionToken, patience = PATIENCE): Backend {
  /** null = no answer. What the caller gave up rejects. */
  async function send(
    { method, path, body, signal }: BackendRequest,
    patienceMs: number,
  ): Promise<{ readonly response: Response; readonly bearer: string | null } | null> {
    const bearer = token.current();
    const late = AbortSignal.timeout(patienceMs);
    try {
      const response = await fetch(origin + path, {
        method,
        credentials: 'omit',
        redirect: 'error',
        headers: {
          // Not `authorization`: a platform's gateway may keep that one for itself.
          ...(bearer === null ? {} : { 'x-abm-authorization': `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      });
      return { response, bearer };
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return null;
    }
  }

  async function toFailure(response: Response, bearer: string | null): Promise<BackendFailure> {
    const parsed = failureSchema.safeParse(await response.json().catch(() => null));
    const { code, missing, problems } = parsed.success
      ? parsed.data
      : { code: 'unknown', missing: undefined, problems: [] };
    switch (response.status) {
      case 401:
        token.lost(bearer);
        return { reason: 'signedOut' };
      case 403:
        return { reason: 'refused', missing: missing ?? code, ...(problems.length > 0 && { problems }) };
      case 404:
        return { reason: 'notFound' };
      case 409:
      case 412:
        return { reason: 'conflict', code };
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
      const sent = await send(request, request.patienceMs ?? patience.callMs);
      if (sent === null) return fail({ reason: 'offline' });
      const { response, bearer } = sent;
      if (!response.ok) return fail(await toFailure(response, bearer));
      if (response.status === 204) return ok(null);
      try {
        const answer: unknown = await response.json();
        return ok(answer);
      } catch (error) {
        if (request.signal?.aborted === true) throw error;
        return fail(
          error instanceof SyntaxError ? { reason: 'failed', code: 'unreadableAnswer' } : { reason: 'offline' },
        );
      }
    },
    async download(path) {
      const sent = await send({ method: 'GET', path }, patience.downloadMs);
      if (sent === null) return fail({ reason: 'offline' });
      const { response, bearer } = sent;
      if (!response.ok) return fail(await toFailure(response, bearer));
      const name = attachedName(response.headers.get('content-disposition') ?? '');
      try {
        return ok({ name: name ?? 'export.zip', bytes: await response.blob() });
      } catch {
        // It began well and broke half-way.
        return fail({ reason: 'offline' });
      }
    },
  };
}

/** RFC 6266: the whole name where there is one, else the ASCII one. Never a path. */
function attachedName(header: string): string | undefined {
  const coded = /filename\*=UTF-8''([\w.%-]{1,800})/i.exec(header)?.[1];
  try {
    const whole = coded === undefined ? '' : decodeURIComponent(coded);
    if (/^[^"\\/\p{C}]{1,200}$/u.test(whole)) return whole;
  } catch {
    // Not percent-encoding: the plain name stands beside it.
  }
  return /filename="([^"\\/]{1,200})"/.exec(header)?.[1];
}
