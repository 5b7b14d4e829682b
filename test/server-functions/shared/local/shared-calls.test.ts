import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { createWorkPorts } from '#server-functions/shared/local/create-work-ports.ts';
import {
  createInstallerShares,
  createPresentedSlots,
  type InstallerShares,
} from '#server-functions/shared/local/installer-share.ts';
import { createSharesOver, serveShares } from '#server-functions/shared/local/share-over-port.ts';
import { settingsSchema } from '#server-functions/shared/local/settings.ts';
import { BREAK_AFTER_FAILURES } from '#server-functions/shared/rest/call-policy.ts';
import { DEFAULT_CONCURRENCY } from '#server-functions/shared/rest/call-slots.ts';
import { MAX_DOWNLOADS } from '#server-functions/shared/rest/download-gate.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'lodestar-shared-calls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ORG = { dc: 'com', orgId: '700010001' } as const;
const OTHER = { dc: 'com', orgId: '700010002' } as const;
const FIELD_LISTS = 12;

const settings = settingsSchema.parse({
  port: 0,
  folder,
  dataCentres: [{ dc: 'com', apiUrl: 'https://crm.example', contentUrl: 'https://content.example' }],
  installations: [ORG, OTHER].map((org) => ({
    ...org,
    accountsUrl: 'https://accounts.example',
    clientId: 'client',
    clientSecret: 'secret',
    refreshToken: 'refresh',
  })),
  clockOffsetMs: 0,
  retryDelay: { initialMs: 1, maxMs: 2 },
});

const token = () => Response.json({ access_token: 'a', expires_in: 3_600, api_domain: 'https://crm.example' });

const clock = { now: () => 0 };
const store = createMemoryStore(clock);
const never = (): Promise<void> => new Promise(() => undefined);

/** Counts calls under way; each takes a turn of the event loop. */
function createBusyCrm(): { readonly fetch: typeof globalThis.fetch; most: number; tokens: number } {
  let present = 0;
  const crm = {
    most: 0,
    tokens: 0,
    async fetch(input: Parameters<typeof globalThis.fetch>[0]): Promise<Response> {
      if (new URL(String(input)).host === 'accounts.example') {
        crm.tokens++;
        return token();
      }
      crm.most = Math.max(crm.most, ++present);
      await new Promise((resolve) => setImmediate(resolve));
      present--;
      return Response.json({ fields: [] });
    },
  };
  return crm;
}

/** As another thread gets them. */
function overPort(shares: InstallerShares): { readonly shares: InstallerShares; close(): void } {
  const { port1, port2 } = new MessageChannel();
  serveShares(port1, shares);
  return { shares: createSharesOver(port2, [...shares.keys()]), close: () => port2.close() };
}

/** Asks for many field lists at once, as a run does with its first questions. */
function askMuch(crm: ReturnType<ReturnType<typeof createWorkPorts>['crmFor']>): Promise<unknown>[] {
  if (crm === null) throw new Error('installed');
  return Array.from({ length: FIELD_LISTS }, (_, n) => crm.fields(`Module_${String(n)}`));
}

test('two jobs of one org at once share one limit of calls; another org has its own', async () => {
  const crm = createBusyCrm();
  const ports = createWorkPorts(settings, store, createInstallerShares(settings, clock, never, crm.fetch), crm.fetch);
  await Promise.all([...askMuch(ports.crmFor(ORG)), ...askMuch(ports.crmFor(ORG))]);
  expect(crm.most).toBe(DEFAULT_CONCURRENCY);
  crm.most = 0;
  await Promise.all([...askMuch(ports.crmFor(ORG)), ...askMuch(ports.crmFor(OTHER))]);
  expect(crm.most).toBe(2 * DEFAULT_CONCURRENCY);
});

test('the thread that works, the one that answers and users share one limit and one access token', async () => {
  const crm = createBusyCrm();
  const shares = createInstallerShares(settings, clock, never, crm.fetch);
  const other = overPort(shares);
  const answering = createWorkPorts(settings, store, shares, crm.fetch);
  const working = createWorkPorts(settings, store, other.shares, crm.fetch);
  const presented = createPresentedSlots(shares);
  const callAsUser = async (_: unknown, n: number): Promise<void> => {
    const leave = await presented('com', () => (n % 2 === 0 ? null : ORG)).enter();
    await crm.fetch('https://crm.example/crm/v8/org');
    leave();
  };
  await Promise.all([
    ...askMuch(answering.crmFor(ORG)),
    ...askMuch(working.crmFor(ORG)),
    ...Array.from({ length: FIELD_LISTS }, callAsUser),
  ]);
  expect(crm).toMatchObject({ most: DEFAULT_CONCURRENCY, tokens: 1 });
  other.close();
});

test('tokens of nobody knows whose, waiting for a busy org, leave places in the others, and a known one takes its org’s alone', async () => {
  const shares = createInstallerShares(settings, clock, never);
  const busy = shares.get('com/700010002');
  for (let n = 0; n < DEFAULT_CONCURRENCY; n++) await busy?.slots.enter();
  const presented = createPresentedSlots(shares);
  for (let n = 0; n < 20; n++) void presented('com', () => null).enter();
  // A turn of the event loop: whoever can take a place has it.
  await new Promise((resolve) => setImmediate(resolve));
  const own = presented('com', () => ORG);
  await expect(own.enter()).resolves.toBeTypeOf('function');
  await expect(shares.get('com/700010001')?.slots.enter()).resolves.toBeTypeOf('function');
});

test('a minute has ten downloads for all threads together', async () => {
  const shares = createInstallerShares(settings, clock, never);
  const other = overPort(shares);
  const here = shares.get('com/700010001');
  const there = other.shares.get('com/700010001');
  let begun = 0;
  for (let n = 0; n <= MAX_DOWNLOADS; n++) {
    const share = n % 2 === 0 ? here : there;
    void share?.enterDownload().then(() => begun++);
  }
  // A token goes the same way and is asked for later: when it is there, whoever had room has begun.
  await there?.slots.enter();
  expect(begun).toBe(MAX_DOWNLOADS);
  other.close();
});

test('places of a thread that ends are free again, and a refused refresh says so there too', async () => {
  const refuses = (): Promise<Response> => Promise.resolve(Response.json({ error: 'invalid_code' }));
  const shares = createInstallerShares(settings, clock, never, refuses);
  const other = overPort(shares);
  const there = other.shares.get('com/700010001');
  for (let n = 0; n < DEFAULT_CONCURRENCY; n++) await there?.slots.enter();
  await expect(there?.tokens.token()).rejects.toMatchObject({ name: 'CrmError', reason: 'notAuthenticated' });
  other.close();
  await expect(shares.get('com/700010001')?.slots.enter()).resolves.toBeTypeOf('function');
});

test('a place that comes after the thread that waited for it has ended goes to the next', async () => {
  const shares = createInstallerShares(settings, clock, never);
  const { port1, port2 } = new MessageChannel();
  serveShares(port1, shares);
  const here = shares.get('com/700010001');
  const taken = await Promise.all(Array.from({ length: DEFAULT_CONCURRENCY }, async () => here?.slots.enter()));
  port2.postMessage({ kind: 'enter', id: 1, org: 'com/700010001' });
  port2.postMessage({ kind: 'enter', id: 2, org: 'com/700010002' });
  // Asked in this order, so the first one waits once the second one is answered.
  await new Promise((answered) => port2.once('message', answered));
  const closed = new Promise((ended) => port1.once('close', ended));
  port2.close();
  await closed;
  for (const leave of taken) leave?.();
  let free = 0;
  for (let n = 0; n < DEFAULT_CONCURRENCY; n++) void here?.slots.enter().then(() => free++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(free).toBe(DEFAULT_CONCURRENCY);
});

test('a failure with details that cannot be sent to another thread arrives there all the same', async () => {
  const shares = createInstallerShares(settings, clock, never);
  const share = shares.get('com/700010001');
  if (share === undefined) throw new Error('installed');
  const refused = (): Promise<string> =>
    Promise.reject(new CrmError('timeout', 'late', { after: 60, again: () => undefined }));
  const other = overPort(new Map([['com/700010001', { ...share, tokens: { ...share.tokens, token: refused } }]]));
  const asked = other.shares.get('com/700010001')?.tokens.token();
  await expect(asked).rejects.toMatchObject({ reason: 'timeout', details: { after: 60, again: null } });
  other.close();
});

test('a CRM that keeps failing one job of an org is left alone by the other', async () => {
  let calls = 0;
  const fetch: typeof globalThis.fetch = (input) => {
    if (new URL(String(input)).host === 'accounts.example') return Promise.resolve(token());
    calls++;
    return Promise.resolve(new Response('', { status: 503 }));
  };
  const ports = createWorkPorts(settings, store, createInstallerShares(settings, clock, never, fetch), fetch);
  await Promise.allSettled(askMuch(ports.crmFor(ORG)));
  expect(calls).toBeGreaterThanOrEqual(BREAK_AFTER_FAILURES);
  const before = calls;
  await expect(ports.crmFor(ORG)?.org()).rejects.toThrow(CrmError);
  expect(calls).toBe(before);
  await expect(ports.crmFor(OTHER)?.org()).rejects.toThrow(CrmError);
  expect(calls).toBeGreaterThan(before);
});
