import { fail, ok } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { TabServer } from './tab-server.ts';
import type { TabAnswer } from './tab-scenario.ts';

const FAILURES: Readonly<Record<number, (body: unknown) => BackendFailure>> = {
  401: () => ({ reason: 'signedOut' }),
  403: (body) => ({ reason: 'refused', missing: String(part(body, 'missing')) }),
  404: () => ({ reason: 'notFound' }),
  409: (body) => ({ reason: 'conflict', code: String(part(body, 'code')) }),
  410: () => ({ reason: 'gone' }),
  422: () => ({ reason: 'invalid', problems: [] }),
};
/** Stands for "no connection" in `TabServer.break`. */
export const OFFLINE: TabAnswer = { status: 0, body: null };

/** The server as a model sees it: answers come a turn later, a request that was aborted meanwhile rejects. */
export function backendOver(server: TabServer): Backend {
  const toFailure = ({ status, body }: TabAnswer): BackendFailure =>
    status === 0
      ? { reason: 'offline' }
      : (FAILURES[status]?.(body) ?? { reason: 'failed', code: String(part(body, 'code')) });
  return {
    async call({ method, path, body, signal }) {
      const answer = server.handle(method, path, body);
      await Promise.resolve();
      signal?.throwIfAborted();
      return answer.status >= 200 && answer.status < 300 ? ok(answer.body) : fail(toFailure(answer));
    },
    async download(path) {
      const answer = server.handle('GET', path, undefined);
      await Promise.resolve();
      if (answer.status !== 200) return fail(toFailure(answer));
      return ok({ name: 'lodestar-export.zip', bytes: new Blob(['zip']) });
    },
  };
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
