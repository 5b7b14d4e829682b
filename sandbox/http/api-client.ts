import type { Worker } from 'node:worker_threads';
import type { OrgChange } from '../faults/org-change.ts';
import { SeedRefusedError } from '../store/seed-refused-error.ts';
import { fromApiSchema, type ApiAnswer, type ApiRequest, type SeedFailure } from '../workers/messages.ts';

/** The API worker as the HTTP thread sees it. */
export interface ApiClient {
  send(request: Omit<ApiRequest, 'kind' | 'id'>): Promise<ApiAnswer>;
  /** Does to an org what a fault says. */
  change(orgKey: string, change: OrgChange, now: number): Promise<void>;
  /** Seeds orgs; rejects with the seed's failure, a `SeedRefusedError` when the person's files are at fault. */
  fill(orgs: 'all' | 'missing', now: number): Promise<void>;
}

/** Pairs answers with requests by id. When the worker dies, everything that waits is rejected. */
export function createApiClient(worker: Worker): ApiClient {
  const waiting = new Map<number, { resolve(answer: ApiAnswer | null): void; reject(error: Error): void }>();
  let last = 0;
  let death: Error | null = null;

  worker.on('message', (message: unknown) => {
    const answer = fromApiSchema.parse(message);
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === 'response') waiter?.resolve(answer);
    else if (answer.failure === null) waiter?.resolve(null);
    else waiter?.reject(toError(answer.failure));
  });
  const die = (error: Error): void => {
    death ??= error;
    for (const waiter of waiting.values()) waiter.reject(error);
    waiting.clear();
  };
  worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => die(new Error('The API worker has ended.')));

  function post(message: { readonly kind: string; readonly [key: string]: unknown }): Promise<ApiAnswer | null> {
    return new Promise((resolve, reject) => {
      if (death !== null) {
        reject(death);
        return;
      }
      last++;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ ...message, id: last });
    });
  }

  return {
    async send(request) {
      const answer = await post({ kind: 'request', ...request });
      if (answer === null) throw new Error('The API worker gave no answer.');
      return answer;
    },
    async change(orgKey, change, now) {
      await post({ kind: 'change', orgKey, change, now });
    },
    async fill(orgs, now) {
      await post({ kind: 'fill', orgs, now });
    },
  };
}

function toError(failure: SeedFailure): Error {
  return failure.kind === 'refused' ? new SeedRefusedError(failure.problems) : new Error(failure.message);
}
