import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Hono } from 'hono';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { takeUpExports } from '../../export/unfinished-exports.ts';
import { tickOrg } from '../../refresh/tick-org.ts';
import { findUnfinishedIntake } from '../../intake/start-intake.ts';
import { findUnfinishedRules } from '../../scoring-rules/start-rules-run.ts';
import { findUnfinishedRuns } from '../../score/unfinished-runs.ts';
import { readGrid } from '../../permissions/grid-store.ts';
import { createFunctionApp } from '../http/function-app.ts';
import { createAudit } from '../audit/create-audit.ts';
import { refuseForeignHost } from '../http/own-host.ts';
import type { GridOf } from '../identity/ask-crm.ts';
import { createIdentifyAny } from '../identity/identify-session.ts';
import { createIdentifyCaller } from '../identity/identify-caller.ts';
import { createLinkSigner } from '../links/link-signer.ts';
import type { FunctionPorts, Queue } from '../ports.ts';
import { createPresentedToken } from '../rest/access-tokens.ts';
import { createCallSlots } from '../rest/call-slots.ts';
import { sweepUnfinished } from '../stores/folder-blob.ts';
import { createWorkerStore } from '../stores/worker-store.ts';
import { addAllRoutes } from './all-routes.ts';
import { blobFolder, createLocalClock, createUserSender, createWorkPorts, pause } from './create-work-ports.ts';
import { createInstallerShares, createPresentedSlots } from './installer-share.ts';
import { addOpenRoutes } from './open-routes.ts';
import { makeFolders } from './make-folders.ts';
import { readPeakRssMb } from './peak-memory.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { startScheduler } from './start-scheduler.ts';
import { createSignInPorts, createUserTokens, readOrCreateKey } from './sign-in-ports.ts';
import { settingsSchema, type LocalSettings, type StartAnswer } from './settings.ts';
import { createWorkClient } from './work-client.ts';

/** Loopback only: what is started on a developer's machine is nobody else's. */
const HOST = '127.0.0.1';

process.once('message', (message: unknown) => void start(settingsSchema.parse(message)));
// Whoever started this process is gone: nothing may be left behind.
process.on('disconnect', () => process.exit(0));

async function start(settings: LocalSettings): Promise<void> {
  await makeFolders(settings.folder);
  await sweepUnfinished(blobFolder(settings));
  const store = createWorkerStore(join(settings.folder, 'store.db'), settings.clockOffsetMs);
  const shares = createInstallerShares(settings, createLocalClock(settings), pause);
  const work = createWorkClient(settings, shares, (error) => {
    say({ kind: 'failed', reason: 'other', message: error?.message ?? 'the work thread ended' });
    process.exit(1);
  });
  const workPorts = createWorkPorts(settings, store, shares);
  const { clock } = workPorts;
  const gridOf: GridOf = async (org) => (await readGrid(store, org))?.grid ?? null;
  const presentedSlots = createPresentedSlots(shares);
  const byToken = createIdentifyCaller({
    clock,
    gridOf,
    senderFor: (dc, token, orgOf) =>
      createUserSender(settings, dc, createPresentedToken(token), presentedSlots(dc, orgOf)),
  });
  let publicUrl = '';
  const signIn = createSignInPorts(settings, workPorts, () => publicUrl);
  const identify =
    signIn === null
      ? byToken
      : createIdentifyAny({
          ...signIn,
          clock,
          gridOf,
          byToken,
          tokensFrom: createUserTokens(settings, clock),
          senderWith: (org, tokens) => {
            // Nothing is kept for users of orgs in which the extension is not installed: each has a limit of their own.
            const slots = shares.get(formatOrgKey(org))?.slots ?? createCallSlots();
            return createUserSender(settings, org.dc, tokens, slots);
          },
        });
  const widgetOrigins = new Set(settings.web?.widgetOrigins);
  const audit = createAudit({
    store,
    logger: workPorts.logger,
    writer: workPorts.ids.next('audit'),
    wait: pause,
  });
  const handOn: Queue = { enqueue: async (job) => say({ kind: 'job', job }) };
  const queue = settings.handsOnJobs === true ? handOn : work.queue;
  const ports: FunctionPorts = {
    ...workPorts,
    audit,
    identify,
    signIn,
    widgetOrigins,
    queue,
    links: { signer: createLinkSigner(readOrCreateKey(settings.folder)) },
    segments: work.segments,
    ask: work.ask,
  };

  // What a former process left "at work" is not: it is settled, or goes on, before anybody can ask.
  await Promise.all(
    settings.installations.map(async (org) => {
      await settleInterrupted(workPorts, org);
      const runs = await findUnfinishedRuns(workPorts, org, 'void');
      const exports = await takeUpExports(workPorts, org, 'void');
      const intake = await findUnfinishedIntake(workPorts, org, 'void');
      const rules = await findUnfinishedRules(workPorts, org, 'void');
      for (const job of [...runs, ...exports, ...intake, ...rules]) await queue.enqueue(job);
    }),
  );

  const { refreshTickMs } = settings;
  const stopScheduler =
    refreshTickMs === undefined
      ? () => Promise.resolve()
      : startScheduler(settings.installations, (org) => tickOrg(ports, org), refreshTickMs);

  const app = new Hono();
  app.get('/v1/health', (c) => c.json({ ok: true, peakRssMb: readPeakRssMb() }));
  app.route('/', createFunctionApp(ports, addAllRoutes, addOpenRoutes));
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (!refuseForeignHost(request, response)) void listener(request, response);
  });
  server.on('error', (error: Error) => {
    const inUse = 'code' in error && error.code === 'EADDRINUSE';
    say({ kind: 'failed', reason: inUse ? 'portInUse' : 'other', message: error.message });
  });
  server.listen(settings.port, HOST, () => {
    const address = server.address();
    publicUrl = `http://${HOST}:${typeof address === 'object' && address !== null ? address.port : settings.port}`;
    say({ kind: 'listening', url: publicUrl });
  });
  process.on('SIGTERM', () => {
    server.close();
    const ended = stopScheduler().then(() => Promise.all([work.close(), audit.settled().then(() => store.close())]));
    void ended.finally(() => process.exit(0));
  });
  // Ctrl-C reaches the whole group; the parent ends this process in its own order.
  process.on('SIGINT', () => undefined);
}

function say(answer: StartAnswer): void {
  process.send?.(answer);
}
