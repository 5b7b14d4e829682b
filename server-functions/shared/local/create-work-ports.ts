import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type DataCentre, type OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createLogFile } from '../log/log-file.ts';
import { createLogger } from '../log/logger.ts';
import type { WorkPorts } from '../ports.ts';
import type { AccessTokens } from '../rest/access-tokens.ts';
import { createCallPolicy, type CallPolicyOptions } from '../rest/call-policy.ts';
import type { CallSlots } from '../rest/call-slots.ts';
import { createRecordCounter, type RecordCounter } from '../rest/count-records.ts';
import { DEFAULT_POLL } from '../rest/poll.ts';
import { QUERY_UP_TO_ROWS } from '../rest/query-rows.ts';
import { readUserNames } from '../rest/read-user-names.ts';
import { createRestCrmBatch } from '../rest/rest-crm-batch.ts';
import { meterSender } from '../credits/meter-sender.ts';
import { createRestSender, type RestSender } from '../rest/send-rest.ts';
import { createFolderBlob } from '../stores/folder-blob.ts';
import type { InstallerShares } from './installer-share.ts';
import type { LocalSettings } from './settings.ts';

/** Beside the store: standard output is for results, standard error for what a person must see. */
const LOG_FILE = 'functions.log';

/** Where objects lie. */
export function blobFolder({ folder }: Pick<LocalSettings, 'folder'>): string {
  return join(folder, 'blobs');
}

/** This machine's clock, moved as the settings say. */
export function createLocalClock({ clockOffsetMs }: LocalSettings): Clock {
  return { now: () => Date.now() + clockOffsetMs };
}

/**
 * Ports of the local platform on any of its threads. The store is the caller's, since only some threads may wait for a disk,
 * and so are the shares, of which there is one for all threads.
 */
export function createWorkPorts(
  settings: LocalSettings,
  store: Store,
  shares: InstallerShares,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): WorkPorts {
  const clock = createLocalClock(settings);
  const accessOf = rememberAccess(settings, shares, fetch);
  return {
    store,
    blob: createFolderBlob(blobFolder(settings)),
    clock,
    ids: { next: (prefix) => `${prefix}-${randomUUID()}` },
    logger: createLogger(createLogFile(join(settings.folder, LOG_FILE)), clock.now),
    crmFor(org, frozen, account) {
      const access = accessOf(org);
      if (access === null) return null;
      return createRestCrmBatch({
        rest: account === undefined ? access.rest : meterSender(access.rest, account),
        content: account === undefined ? access.content : meterSender(access.content, account),
        clock,
        wait: pause,
        downloadGate: access.downloadGate,
        frozen,
        queryUpToRows: settings.queryUpToRows ?? QUERY_UP_TO_ROWS,
        ...(settings.bulkWriteFromRows === undefined ? {} : { bulkWriteFromRows: settings.bulkWriteFromRows }),
        schedule: { ...DEFAULT_POLL, firstMs: settings.firstPollMs ?? DEFAULT_POLL.firstMs },
      });
    },
    counterFor(org, account) {
      const access = accessOf(org);
      if (access === null || account === undefined) return access?.counter ?? null;
      return createRecordCounter(meterSender(access.rest, account));
    },
    async userNamesFor(org) {
      const access = accessOf(org);
      return access === null ? new Map() : readUserNames(access.rest);
    },
  };
}

/** A sender for one user's tokens; null where the data centre is not served. */
export function createUserSender(
  settings: LocalSettings,
  dc: DataCentre,
  tokens: AccessTokens,
  slots: CallSlots,
): RestSender | null {
  const servers = serversOf(settings, dc);
  if (servers === null) return null;
  return createRestSender({
    fetch: globalThis.fetch,
    apiUrl: servers.apiUrl,
    tokens,
    slots,
    ...retryDelayOf(settings),
  });
}

function serversOf({ dataCentres }: LocalSettings, dc: DataCentre): LocalSettings['dataCentres'][number] | null {
  return dataCentres.find((candidate) => candidate.dc === dc) ?? null;
}

function retryDelayOf({ retryDelay }: LocalSettings): CallPolicyOptions {
  return retryDelay === undefined ? {} : { retryDelay };
}

interface InstallerAccess {
  readonly rest: RestSender;
  /** Where bulk-write files are uploaded. */
  readonly content: RestSender;
  readonly downloadGate: () => Promise<void>;
  /** Remembers how the org's fields compare. */
  readonly counter: RecordCounter;
}

/** What the jobs of one installation have in common on this thread: patience with its CRM, to whichever server. */
function rememberAccess(
  settings: LocalSettings,
  shares: InstallerShares,
  fetch: typeof globalThis.fetch,
): (org: OrgKey) => InstallerAccess | null {
  const known = new Map<string, InstallerAccess>();
  for (const [org, { slots, tokens, enterDownload }] of shares) {
    const servers = settings.dataCentres.find(({ dc }) => org.startsWith(`${dc}/`));
    if (servers === undefined) continue;
    const shared = { fetch, tokens, policy: createCallPolicy({ ...retryDelayOf(settings), slots }) };
    const rest = createRestSender({ ...shared, apiUrl: servers.apiUrl });
    known.set(org, {
      rest,
      content: createRestSender({ ...shared, apiUrl: servers.contentUrl }),
      downloadGate: enterDownload,
      counter: createRecordCounter(rest),
    });
  }
  return (org) => known.get(formatOrgKey(org)) ?? null;
}

export async function pause(ms: number): Promise<void> {
  await wait(ms);
}
