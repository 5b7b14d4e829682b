import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender, type RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createAccess } from '#sandbox/api/access.ts';
import { createApiApp } from '#sandbox/api/create-api-app.ts';
import type { RequestContext } from '#sandbox/api/request-context.ts';
import { DEVELOPER_SCOPES } from '#sandbox/api/scopes.ts';
import type { SandboxSwitches } from '#sandbox/switches.ts';
import { openOrg } from '#sandbox/workers/open-org.ts';

export interface SwitchedCrm {
  readonly rest: RestSender;
  close(): void;
}

/**
 * The sandbox's API on an org's database with switches of its own, in this thread: many settings over the same records, without
 * a sandbox started for each. Bulk jobs need the whole sandbox.
 */
export function openSwitchedCrm(databasePath: string, switches: SandboxSwitches, now: number): SwitchedCrm {
  const { store, formatInstant } = openOrg(databasePath);
  const unavailable = (): never => {
    throw new Error('Bulk jobs need the whole sandbox');
  };
  const context: RequestContext = {
    access: createAccess(store.org, 'administrator'),
    scopes: DEVELOPER_SCOPES,
    switches,
    now,
    origin: 'http://crm.test',
    folder: '',
    formatInstant,
    store: () => store,
    replaceStore: unavailable,
    charge: () => {},
    startJob: unavailable,
    reportBug: (error) => {
      throw error;
    },
    takeDownload: unavailable,
  };
  const app = createApiApp();
  const fetch: typeof globalThis.fetch = async (input, init) => app.fetch(new Request(input, init), { context });
  return {
    rest: createRestSender({ fetch, apiUrl: context.origin, tokens: createPresentedToken('any') }),
    close: () => store.database.close(),
  };
}
