import { existsSync, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { problemsOfFiles } from '#core/recipes/recipe-error.ts';
import { createAccess } from '../api/access.ts';
import { createApiApp } from '../api/create-api-app.ts';
import { FILE_HEADER, type RequestContext } from '../api/request-context.ts';
import { ZohoError } from '../api/zoho-error.ts';
import { DOWNLOAD_WINDOW_MS, MAX_DOWNLOADS } from '../bulk/bulk-limits.ts';
import { changeOrg } from '../faults/change-org.ts';
import { seedOrg } from '../store/seed-org.ts';
import type { Seed } from '../store/seed-target.ts';
import { toApiSchema, workerSetupSchema, type ApiRequest, type OrgFiles, type SeedFailure } from './messages.ts';
import { openOrg, type OpenOrg } from './open-org.ts';

/** The API's thread: owns a connection per org and answers one call after the other, so that SQLite never blocks HTTP. */
const { bulkPort, ...setup } = z.looseObject({ bulkPort: z.instanceof(MessagePort) }).parse(workerData);
const { orgs, switches } = workerSetupSchema.parse(setup);
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const MILLISECONDS = 1_000;
const open = new Map<string, OpenOrg>();
const downloads = new Map<string, number[]>();
const inFlight = new Set<Promise<unknown>>();
const app = createApiApp();

port.on('message', (message: unknown) => {
  void handle(toApiSchema.parse(message));
});

async function handle(message: z.infer<typeof toApiSchema>): Promise<void> {
  if (message.kind === 'request') {
    const answering = answer(message).catch((error: unknown) => failedAnswer(message.id, error));
    inFlight.add(answering);
    port?.postMessage(await answering);
    inFlight.delete(answering);
    return;
  }
  let failure: SeedFailure | null = null;
  try {
    if (message.kind === 'change') change(message);
    else {
      await release();
      await fill(message.orgs, message.now);
    }
  } catch (error) {
    failure = toFailure(error);
  }
  port?.postMessage({ kind: 'done', id: message.id, failure });
}

/** The connection is opened again: what it learnt of the org's zone and metadata is out of date. */
function change({ orgKey, change: wanted, now }: Extract<z.infer<typeof toApiSchema>, { kind: 'change' }>): void {
  const files = orgs.find((org) => org.key === orgKey);
  const opened = open.get(orgKey);
  if (files === undefined || opened === undefined) throw new Error(`No such org: ${orgKey}`);
  changeOrg(opened.store, wanted, Math.floor(now / MILLISECONDS), switches);
  opened.store.database.close();
  open.set(orgKey, openOrg(files.database));
}

function toFailure(error: unknown): SeedFailure {
  const problems = problemsOfFiles(error);
  if (problems !== null) return { kind: 'refused', problems: [...problems] };
  return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Closes every file, the bulk worker's too, once the calls and jobs under way have ended: a seed replaces them. */
async function release(): Promise<void> {
  await Promise.all(inFlight);
  bulkPort.postMessage({ kind: 'release' });
  await once(bulkPort, 'message');
  for (const { store } of open.values()) store.database.close();
  open.clear();
  downloads.clear();
}

async function fill(which: 'all' | 'missing', now: number): Promise<void> {
  for (const org of orgs) {
    // A database that was copied here brings no folder for its jobs.
    mkdirSync(org.folder, { recursive: true });
    if (which === 'all' || !existsSync(org.database)) {
      await seedOrg(org.database, org.definition, now, await loadSeed(org));
    }
    open.set(org.key, openOrg(org.database));
  }
}

async function loadSeed({ seed }: OrgFiles): Promise<{ readonly run: Seed; readonly options: unknown } | null> {
  if (seed === null) return null;
  const module: unknown = await import(seed.moduleUrl);
  const exported = z.object({ seed: z.custom<Seed>((value) => typeof value === 'function') }).parse(module);
  return { run: exported.seed, options: seed.options };
}

async function answer(request: ApiRequest) {
  const effects: Effects = { credits: 1, bug: null };
  const context = createContext(request, effects);
  const response = await app.fetch(
    new Request(new URL(request.path, request.origin), {
      method: request.method,
      headers: request.headers,
      body: request.body === null ? null : Uint8Array.from(request.body),
    }),
    { context },
  );
  const headers = Object.fromEntries(response.headers);
  const file = headers[FILE_HEADER] ?? null;
  delete headers[FILE_HEADER];
  return {
    kind: 'response',
    id: request.id,
    status: response.status,
    headers,
    body: new Uint8Array(await response.arrayBuffer()),
    file,
    ...effects,
  };
}

/** A bug outside the app's own error handling must not end the thread. */
function failedAnswer(id: number, error: unknown) {
  const body = new ZohoError(500, 'INTERNAL_ERROR', 'Internal Server Error').envelope();
  return {
    kind: 'response',
    id,
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(body)),
    file: null,
    credits: 0,
    bug: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

interface Effects {
  credits: number;
  bug: string | null;
}

function createContext(request: ApiRequest, effects: Effects): RequestContext {
  const { orgKey, now } = request;
  const files = orgs.find((org) => org.key === orgKey);
  const opened = open.get(orgKey);
  if (files === undefined || opened === undefined) throw new Error(`No such org: ${orgKey}`);
  return {
    access: createAccess(opened.store.org, request.userKey),
    scopes: request.scopes,
    switches,
    now,
    origin: request.origin,
    folder: files.folder,
    formatInstant: opened.formatInstant,
    store: () => open.get(orgKey)?.store ?? opened.store,
    replaceStore: (store) => open.set(orgKey, { ...opened, store }),
    charge: (credits) => {
      effects.credits = credits;
    },
    reportBug: (error) => {
      effects.bug = error.stack ?? error.message;
    },
    startJob: (id) => bulkPort.postMessage({ kind: 'job', orgKey, id, now }),
    takeDownload: () => takeDownload(orgKey, now),
  };
}

function takeDownload(orgKey: string, now: number): boolean {
  const recent = (downloads.get(orgKey) ?? []).filter((at) => at > now - DOWNLOAD_WINDOW_MS);
  const allowed = recent.length < MAX_DOWNLOADS;
  if (allowed) recent.push(now);
  downloads.set(orgKey, recent);
  return allowed;
}
