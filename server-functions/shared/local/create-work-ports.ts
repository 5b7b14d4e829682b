import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#core/clock.ts';
import type { DataCentre, OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createLogger } from '../log/logger.ts';
import type { WorkPorts } from '../ports.ts';
import { createRefreshingTokens, type AccessTokens } from '../rest/access-tokens.ts';
import { createDownloadGate } from '../rest/download-gate.ts';
import { createRecordCounter } from '../rest/count-records.ts';
import { DEFAULT_POLL } from '../rest/poll.ts';
import { readUserNames } from '../rest/read-user-names.ts';
import { createRestCrmBatch } from '../rest/rest-crm-batch.ts';
import { createRestSender, type RestSender } from '../rest/send-rest.ts';
import { createFolderBlob } from '../stores/folder-blob.ts';
import type { LocalSettings } from './settings.ts';

/** Beside the store: standard output is for results, standard error for what a person must see. */
const LOG_FILE = 'functions.log';

export function createLocalClock({ clockOffsetMs }: LocalSettings): Clock {
  return { now: () => Date.now() + clockOffsetMs };
}

/** Ports of the local platform on any of its threads; the store is the caller's, since only some threads may wait for a disk. */
export function createWorkPorts(settings: LocalSettings, store: Store): WorkPorts {
  const clock = createLocalClock(settings);
  const accessOf = rememberAccess(settings, clock);
  const installerSender = (org: OrgKey): RestSender | null => {
    const access = accessOf(org);
    const servers = serversOf(settings, org.dc);
    return access === null || servers === null ? null : createSender(settings, servers.apiUrl, access.tokens);
  };
  return {
    store,
    blob: createFolderBlob(join(settings.folder, 'blobs')),
    clock,
    ids: { next: (prefix) => `${prefix}-${randomUUID()}` },
    logger: createLogger((line) => appendFileSync(join(settings.folder, LOG_FILE), line), clock.now),
    crmFor(org) {
      const access = accessOf(org);
      const servers = serversOf(settings, org.dc);
      if (access === null || servers === null) return null;
      return createRestCrmBatch({
        rest: createSender(settings, servers.apiUrl, access.tokens),
        content: createSender(settings, servers.contentUrl, access.tokens),
        clock,
        wait: pause,
        downloadGate: access.downloadGate,
        schedule: { ...DEFAULT_POLL, firstMs: settings.firstPollMs ?? DEFAULT_POLL.firstMs },
      });
    },
    counterFor(org) {
      const rest = installerSender(org);
      return rest === null ? null : createRecordCounter(rest);
    },
    async userNamesFor(org) {
      const rest = installerSender(org);
      return rest === null ? new Map() : readUserNames(rest);
    },
  };
}

/** A sender for one user's presented token; null where the data centre is not served. */
export function createUserSender(settings: LocalSettings, dc: DataCentre, tokens: AccessTokens): RestSender | null {
  const servers = serversOf(settings, dc);
  return servers === null ? null : createSender(settings, servers.apiUrl, tokens);
}

function serversOf({ dataCentres }: LocalSettings, dc: DataCentre): LocalSettings['dataCentres'][number] | null {
  return dataCentres.find((candidate) => candidate.dc === dc) ?? null;
}

function createSender(settings: LocalSettings, apiUrl: string, tokens: AccessTokens): RestSender {
  return createRestSender({
    fetch: globalThis.fetch,
    apiUrl,
    tokens,
    ...(settings.retryDelay === undefined ? {} : { retryDelay: settings.retryDelay }),
  });
}

interface InstallerAccess {
  readonly tokens: AccessTokens;
  readonly downloadGate: () => Promise<void>;
}

/** What the runs of one installation share, since Zoho counts by it: ten access tokens in ten minutes, ten downloads a minute. */
function rememberAccess(settings: LocalSettings, clock: Clock): (org: OrgKey) => InstallerAccess | null {
  const known = new Map<string, InstallerAccess>();
  for (const installation of settings.installations) {
    known.set(`${installation.dc}/${installation.orgId}`, {
      tokens: createRefreshingTokens(installation, { fetch: globalThis.fetch, clock }),
      downloadGate: createDownloadGate(clock, pause),
    });
  }
  return (org) => known.get(`${org.dc}/${org.orgId}`) ?? null;
}

async function pause(ms: number): Promise<void> {
  await wait(ms);
}
