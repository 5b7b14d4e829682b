import { serve } from '@hono/node-server';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { readGrid } from '../../permissions/grid-store.ts';
import { createFunctionApp } from '../http/function-app.ts';
import { createIdentifyCaller } from '../identity/identify-caller.ts';
import type { FunctionPorts } from '../ports.ts';
import { createPresentedToken } from '../rest/access-tokens.ts';
import { createWorkerStore } from '../stores/worker-store.ts';
import { addAllRoutes } from './all-routes.ts';
import { createUserSender, createWorkPorts } from './create-work-ports.ts';
import { readPeakRssMb } from './peak-memory.ts';
import { settingsSchema, type LocalSettings, type StartAnswer } from './settings.ts';
import { createWorkClient } from './work-client.ts';

/** Loopback only: what is started on a developer's machine is nobody else's. */
const HOST = '127.0.0.1';

process.once('message', (message: unknown) => start(settingsSchema.parse(message)));
// Whoever started this process is gone: nothing may be left behind.
process.on('disconnect', () => process.exit(0));

function start(settings: LocalSettings): void {
  mkdirSync(settings.folder, { recursive: true });
  const store = createWorkerStore(join(settings.folder, 'store.db'), settings.clockOffsetMs);
  const work = createWorkClient(settings, (error) => {
    say({ kind: 'failed', reason: 'other', message: error?.message ?? 'the work thread ended' });
    process.exit(1);
  });
  const workPorts = createWorkPorts(settings, store);
  const { clock } = workPorts;
  const identify = createIdentifyCaller({
    clock,
    gridOf: async (org) => (await readGrid(store, org))?.grid ?? null,
    senderFor: (dc, token) => createUserSender(settings, dc, createPresentedToken(token)),
  });
  const ports: FunctionPorts = { ...workPorts, identify, queue: work.queue, segments: work.segments };

  const app = new Hono();
  app.get('/v1/health', (c) => c.json({ ok: true, peakRssMb: readPeakRssMb() }));
  app.route('/', createFunctionApp(ports, addAllRoutes));
  const server = serve({ fetch: app.fetch, hostname: HOST, port: settings.port }, ({ port }) =>
    say({ kind: 'listening', url: `http://${HOST}:${port}` }),
  );
  server.on('error', (error: Error) => {
    const inUse = 'code' in error && error.code === 'EADDRINUSE';
    say({ kind: 'failed', reason: inUse ? 'portInUse' : 'other', message: error.message });
  });
  process.on('SIGTERM', () => {
    server.close();
    void Promise.all([work.close(), store.close()]).finally(() => process.exit(0));
  });
  // Ctrl-C reaches the whole group; the parent ends this process in its own order.
  process.on('SIGINT', () => undefined);
}

function say(answer: StartAnswer): void {
  process.send?.(answer);
}
