import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { readGrid } from '../../permissions/grid-store.ts';
import { createSegmentEngine } from '../../segments/evaluate.ts';
import { createHandoffs } from '../../sign-in/handoff.ts';
import { createOAuthClient } from '../../sign-in/oauth-client.ts';
import { createAudit } from '../audit/create-audit.ts';
import type { GridOf } from '../identity/ask-crm.ts';
import { createCredentials } from '../identity/credentials.ts';
import { createIdentifyCaller } from '../identity/identify-caller.ts';
import { createIdentifyAny } from '../identity/identify-session.ts';
import { createSessions } from '../identity/sessions.ts';
import { createUserSender, createWorkPorts, pause } from '../local/create-work-ports.ts';
import { createInstallerShares, createPresentedSlots, type InstallerShares } from '../local/installer-share.ts';
import type { LocalSettings } from '../local/settings.ts';
import { createUserTokens } from '../local/sign-in-ports.ts';
import { createLogger } from '../log/logger.ts';
import { createLinkSigner } from '../links/link-signer.ts';
import type { FunctionPorts, SignInPorts, WorkPorts } from '../ports.ts';
import { createPresentedToken } from '../rest/access-tokens.ts';
import { createCallSlots } from '../rest/call-slots.ts';
import { createWorkDesk } from '../work/create-work-desk.ts';
import { createGenerationShelf } from '../work/generation-shelf.ts';
import type { CatalystServices } from './catalyst-services.ts';
import { createJobQueue } from './job-queue.ts';
import { createNoSqlStore, type NoSqlStore } from './nosql-store.ts';
import type { CatalystSettings } from './settings.ts';
import { createStratusBlob } from './stratus-blob.ts';

const RANDOM_BYTES = 32;

export interface CatalystPlatform {
  /** Everything that the work asks of the platform goes by the credentials of this invocation. */
  during<T>(services: CatalystServices, work: () => Promise<T>): Promise<T>;
  readonly http: FunctionPorts;
  readonly work: WorkPorts;
  readonly store: NoSqlStore;
}

/**
 * The ports of the Catalyst platform, once for the life of an instance: what was asked of the CRM is remembered between
 * invocations, credentials of the platform are not. There are no threads: work is done where it is asked for.
 */
export function createCatalystPlatform(settings: CatalystSettings): CatalystPlatform {
  const invocation = new AsyncLocalStorage<CatalystServices>();
  const services = (): CatalystServices => {
    const present = invocation.getStore();
    if (present === undefined) throw new Error('no invocation is under way');
    return present;
  };
  const shared = toLocal(settings);
  const clock = { now: () => Date.now() };
  const store = createNoSqlStore({ services, clock, ttlUnit: settings.ttlUnit });
  const shares = createInstallerShares(shared, clock, pause);
  const blob = createStratusBlob({ services });
  const work: WorkPorts = {
    ...createWorkPorts(shared, store, shares),
    blob,
    // The platform keeps what is written to standard output.
    logger: createLogger((line) => process.stdout.write(line), clock.now),
    clock,
  };
  const signIn = createSignIn(settings, work);
  const shelf = createGenerationShelf(work);
  const http: FunctionPorts = {
    ...work,
    signIn,
    audit: createAudit({ store, logger: work.logger, writer: `audit-${randomUUID()}`, wait: pause }),
    identify: createIdentify(shared, shares, work, signIn),
    widgetOrigins: new Set(settings.widgetOrigins),
    links: { signer: createLinkSigner(settings.key), platformUrl: (...asked) => blob.signedUrl(...asked) },
    queue: createJobQueue({ services, jobPool: settings.jobPool, target: settings.jobFunction }),
    segments: createSegmentEngine(work, shelf),
    ask: createWorkDesk(work, shelf),
  };
  return { http, work, store, during: (present, act) => invocation.run(present, act) };
}

function createSignIn(settings: CatalystSettings, { store, clock }: WorkPorts): SignInPorts {
  const now = (): number => clock.now();
  const randomToken = (): string => randomBytes(RANDOM_BYTES).toString('base64url');
  const { publicUrl, clientId, clientSecret, servers, key } = settings;
  const accounts = servers.map(({ dc, accountsUrl }) => ({ dc, accountsUrl }));
  return {
    publicUrl: () => publicUrl,
    randomToken,
    oauth: createOAuthClient({ clientId, clientSecret, accounts, fetch: globalThis.fetch }),
    handoffs: createHandoffs(store, now),
    sessions: createSessions({ store, now, randomToken }),
    credentials: createCredentials(store, key),
  };
}

function createIdentify(
  shared: LocalSettings,
  shares: InstallerShares,
  { store, clock }: WorkPorts,
  signIn: SignInPorts,
): FunctionPorts['identify'] {
  const gridOf: GridOf = async (org) => (await readGrid(store, org))?.grid ?? null;
  const presentedSlots = createPresentedSlots(shares);
  return createIdentifyAny({
    ...signIn,
    clock,
    gridOf,
    byToken: createIdentifyCaller({
      clock,
      gridOf,
      senderFor: (dc, token, orgOf) =>
        createUserSender(shared, dc, createPresentedToken(token), presentedSlots(dc, orgOf)),
    }),
    tokensFrom: createUserTokens(shared, clock),
    senderWith: (org, tokens) =>
      createUserSender(shared, org.dc, tokens, shares.get(formatOrgKey(org))?.slots ?? createCallSlots()),
  });
}

/** The CRM is reached as from a local platform; only where things are kept differs. */
function toLocal(settings: CatalystSettings): LocalSettings {
  const { clientId, clientSecret, installations, servers, widgetOrigins, firstPollMs } = settings;
  const accountsUrlOf = new Map(servers.map(({ dc, accountsUrl }) => [dc, accountsUrl]));
  return {
    port: 0,
    folder: tmpdir(),
    clockOffsetMs: 0,
    dataCentres: servers.map(({ dc, apiUrl, contentUrl }) => ({ dc, apiUrl, contentUrl })),
    installations: installations.map((each) => ({
      ...each,
      clientId,
      clientSecret,
      accountsUrl: accountsUrlOf.get(each.dc) ?? '',
    })),
    web: {
      clientId,
      clientSecret,
      widgetOrigins: [...widgetOrigins],
      accounts: servers.map(({ dc, accountsUrl }) => ({ dc, accountsUrl })),
    },
    ...(firstPollMs === null ? {} : { firstPollMs }),
  };
}
