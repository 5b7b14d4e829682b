import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { createWorkPorts } from '#server-functions/shared/local/create-work-ports.ts';
import { settingsSchema } from '#server-functions/shared/local/settings.ts';
import { BREAK_AFTER_FAILURES, DEFAULT_CONCURRENCY } from '#server-functions/shared/rest/call-policy.ts';
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

/** Asks for many field lists at once, as a run does with its first questions. */
function askMuch(crm: ReturnType<ReturnType<typeof createWorkPorts>['crmFor']>): Promise<unknown>[] {
  if (crm === null) throw new Error('installed');
  return Array.from({ length: FIELD_LISTS }, (_, n) => crm.fields(`Module_${String(n)}`));
}

test('two jobs of one org at once share one limit of calls; another org has its own', async () => {
  const inFlight = new Map<string, number>();
  let most = 0;
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(String(input));
    if (url.host === 'accounts.example') return token();
    const present = (inFlight.get('all') ?? 0) + 1;
    inFlight.set('all', present);
    most = Math.max(most, present);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight.set('all', (inFlight.get('all') ?? 0) - 1);
    return Response.json({ fields: [] });
  };
  const ports = createWorkPorts(settings, createMemoryStore({ now: () => 0 }), fetch);
  await Promise.all([...askMuch(ports.crmFor(ORG)), ...askMuch(ports.crmFor(ORG))]);
  expect(most).toBe(DEFAULT_CONCURRENCY);
  most = 0;
  await Promise.all([...askMuch(ports.crmFor(ORG)), ...askMuch(ports.crmFor(OTHER))]);
  expect(most).toBe(2 * DEFAULT_CONCURRENCY);
});

test('a CRM that keeps failing one job of an org is left alone by the other', async () => {
  let calls = 0;
  const fetch: typeof globalThis.fetch = (input) => {
    if (new URL(String(input)).host === 'accounts.example') return Promise.resolve(token());
    calls++;
    return Promise.resolve(new Response('', { status: 503 }));
  };
  const ports = createWorkPorts(settings, createMemoryStore({ now: () => 0 }), fetch);
  await Promise.allSettled(askMuch(ports.crmFor(ORG)));
  expect(calls).toBeGreaterThanOrEqual(BREAK_AFTER_FAILURES);
  const before = calls;
  await expect(ports.crmFor(ORG)?.org()).rejects.toThrow(CrmError);
  expect(calls).toBe(before);
  await expect(ports.crmFor(OTHER)?.org()).rejects.toThrow(CrmError);
  expect(calls).toBeGreaterThan(before);
});
