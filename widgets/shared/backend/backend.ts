import type { Result } from '#core/result.ts';

/**
 * Why a server function did not answer with what was asked. `refused` names the missing right, and what it is missing for where there are
 * several; `invalid` what is wrong.
 */
export type BackendFailure =
  | { readonly reason: 'signedOut' }
  | { readonly reason: 'refused'; readonly missing: string; readonly problems?: readonly BackendProblem[] }
  | { readonly reason: 'notFound' }
  | { readonly reason: 'gone' }
  | { readonly reason: 'invalid'; readonly problems: readonly BackendProblem[] }
  /** `code` says what stands against it: changed meanwhile, in use, under way, ... */
  | { readonly reason: 'conflict'; readonly code: string }
  | { readonly reason: 'offline' }
  | { readonly reason: 'failed'; readonly code: string };

export interface BackendProblem {
  readonly code: string;
  readonly where: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

export interface BackendRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly body?: unknown;
  /** Cancels the request; a superseded what-if must not overwrite a newer one. */
  readonly signal?: AbortSignal;
  /** Where the CRM may have to be read first; an ordinary answer's time when absent. */
  readonly patienceMs?: number;
}

/**
 * The server functions as a widget sees them (decision 7). Adapters: direct fetch, and later the CRM's HTTP proxy. Answers are
 * `unknown` until the caller's schema has read them.
 */
export interface Backend {
  call(request: BackendRequest): Promise<Result<unknown, BackendFailure>>;
  /** A file to save: the bytes and the name the server gave it. */
  download(
    path: `/v1/${string}`,
  ): Promise<Result<{ readonly name: string; readonly bytes: globalThis.Blob }, BackendFailure>>;
}
