import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { formatExportLink, LINK_SECONDS } from '#server-functions/export/export-link.ts';
import { createLinkSigner } from '#server-functions/shared/links/link-signer.ts';
import {
  configureAndScore,
  createLocalFunctions,
  type LocalFunctions,
  type Reply,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const DAY_MS = 86_400_000;
let sandbox: Sandbox;
let functions: LocalFunctions;
let crmMs = SAMPLE_NOON;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock: { now: () => (crmMs += 1_000) } });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 100_000 });
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

const as = (user: string) => functions.as(user, ZYLKER);

async function exported(segment: string | null = null): Promise<string> {
  const reply = await as('marketer').call('POST', '/v1/exports', { segment, fields: ['Account_Name'] });
  return String(reply.at('export', 'id'));
}
const askLink = (id: string, user = 'marketer'): Promise<Reply> => as(user).call('POST', `/v1/exports/${id}/link`);

async function linkOf(id: string): Promise<string> {
  const reply = await askLink(id);
  expect([reply.status, reply.at('seconds')]).toEqual([200, LINK_SECONDS]);
  return new URL(String(reply.at('url'))).pathname;
}
/** As the browser does: without a token, without a header. */
const follow = (path: string): Promise<Reply> => functions.withToken(null).call('GET', path);
const seen = (reply: Reply) => [reply.status, Buffer.from(reply.bytes).toString()] as const;
const UNKNOWN = [404, '{"code":"export.unknown"}'] as const;

test('a link gives the file to whoever follows it within a minute, and is what the history says', async () => {
  const id = await exported();
  const path = await linkOf(id);
  functions.clock.ms += LINK_SECONDS * 1_000 - 1;
  const file = await follow(path);
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(file.headers.get('content-disposition')).toContain('attachment; filename="all-accounts-2026-06-30.zip"');
  expect(file.headers.get('cache-control')).toBe('no-store');
  const history = await as('marketer').call('GET', `/v1/exports/${id}`);
  expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(history.at('export', 'file', 'sha256'));
  functions.clock.ms += 1;
  expect(seen(await follow(path))).toEqual(UNKNOWN);
});

test('a link that was altered anywhere, or that nobody here made, is the same 404 as an export that never was', async () => {
  const id = await exported();
  const path = await linkOf(id);
  const start = path.lastIndexOf('/') + 1;
  for (let at = start; at < path.length; at++) {
    const other = path[at] === 'A' ? 'B' : 'A';
    expect([at, ...seen(await follow(path.slice(0, at) + other + path.slice(at + 1)))]).toEqual([at, ...UNKNOWN]);
  }
  const userId = '1';
  const now = functions.clock.ms;
  const ours = createLinkSigner(new Uint8Array(32));
  const forged = [
    formatExportLink(createLinkSigner(new Uint8Array(32).fill(1)), { org: ZYLKER, exportId: id, userId }, now),
    // Proven, but for somebody, some org or some export that this file is not of; or made for too long.
    formatExportLink(ours, { org: ZYLKER, exportId: id, userId }, now),
    formatExportLink(ours, { org: NORDLICHT, exportId: id, userId }, now),
    formatExportLink(ours, { org: ZYLKER, exportId: 'export-4711', userId }, now),
    path.slice(start, -1),
    `${path.slice(start)}.`,
    '%00',
  ];
  for (const link of forged) expect(seen(await follow(`/v1/export-links/${link}`))).toEqual(UNKNOWN);
  const later = formatExportLink(ours, { org: ZYLKER, exportId: id, userId: await ownerOf(id) }, now + 1);
  expect(seen(await follow(`/v1/export-links/${later}`))).toEqual(UNKNOWN);
  expect(seen(await askLink('export-4711'))).toEqual(UNKNOWN);
  expect(seen(await askLink(id, 'administrator'))).toEqual(UNKNOWN);
  expect((await follow(path)).status).toBe(200);
});

async function ownerOf(id: string): Promise<string> {
  return String((await as('marketer').call('GET', `/v1/exports/${id}`)).at('export', 'requestedBy'));
}

test('a file whose two weeks are over is 410, whether a link to it is asked for or was made before', async () => {
  const id = await exported();
  functions.clock.ms += 14 * DAY_MS - 1;
  const path = await linkOf(id);
  functions.clock.ms += 1;
  expect(seen(await askLink(id))).toEqual([410, '{"code":"export.expired"}']);
  expect(seen(await follow(path))).toEqual([410, '{"code":"export.expired"}']);
});

test('an export goes with its segment, and comes back with it (SEG-5)', async () => {
  const criteria = { conditions: [], pattern: '' };
  const segment = { name: 'All', module: 'accounts', nature: { kind: 'static' }, parent: null, criteria };
  const made = String((await as('administrator').call('POST', '/v1/segments', segment)).at('segment', 'id'));
  const id = await exported(made);
  const path = await linkOf(id);
  const fetched = await follow(path);
  await as('administrator').call('DELETE', `/v1/segments/${made}`);
  const deleted = [410, '{"code":"export.segmentDeleted"}'];
  expect([seen(await follow(path)), seen(await askLink(id))]).toEqual([deleted, deleted]);
  expect((await as('marketer').call('GET', `/v1/exports/${id}`)).at('export', 'invalid')).toBe(true);
  await as('administrator').call('POST', `/v1/segments/${made}/restore`);
  expect((await as('marketer').call('GET', `/v1/exports/${id}`)).at('export', 'invalid')).toBe(false);
  const again = await follow(await linkOf(id));
  expect(Buffer.compare(again.bytes, fetched.bytes)).toBe(0);
});
