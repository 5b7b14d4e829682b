import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeColumns } from '#core/columns/arrow-columns.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { PROFILE_GRID_FORMAT } from '#core/permissions/profile-grid.ts';
import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ALL_SCOPES } from '#sandbox/api/scopes.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createCallGate, isBulkCall } from '#test/support/call-gate.ts';
import {
  recordsIn,
  startHttpFunctions,
  until,
  type HttpAnswer,
  type HttpFunctions,
} from '#test/support/functions-over-http.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const ORGS = [ZYLKER, NORDLICHT] as const;
/** On any machine. */
const ARRIVES_MS = 60_000;
const otherOf = (org: (typeof ORGS)[number]) => (org === ZYLKER ? NORDLICHT : ZYLKER);
/** Every id of an org begins with its seven digits; this finds those of nineteen digits in any text. */
const idsIn = (text: string): readonly string[] => text.match(/(?<!\d)\d{19}(?!\d)/g) ?? [];
const prefixesIn = (text: string): ReadonlySet<string> => new Set(idsIn(text).map((id) => id.slice(0, 7)));

let sandbox: Sandbox;
let functions: HttpFunctions;
const runs = new Map<OrgKey, HttpAnswer>();

const tokens = new Map<OrgKey, string>();
const admin = (org: OrgKey) => functions.withToken(tokens.get(org) ?? '', org);
/** Nordlicht's profiles have no ABM section: its administrator says who may do what. Rights are remembered by token. */
async function grantByGrid(): Promise<void> {
  const { accessToken } = sandbox.tokens.find((each) => each.user === 'administrator' && each.dc === NORDLICHT.dc)!;
  const answer = await fetch(`${sandbox.url}/crm/v8/users?type=CurrentUser`, {
    headers: { authorization: `Zoho-oauthtoken ${accessToken}` },
  });
  const profile = /"profile":\{[^}]*"id":"(\d+)"/.exec(await answer.text())?.[1] ?? '';
  const grid = { format: PROFILE_GRID_FORMAT, profiles: { [profile]: ABM_RIGHT_NAMES } };
  const put = await functions.as('administrator', NORDLICHT)('PUT', '/v1/permissions', { grid, revision: null });
  expect(put.status).toBe(200);
}

const startRun = async (org: OrgKey): Promise<string> =>
  String((await admin(org)('POST', '/v1/runs', {})).at('run', 'id'));
const endOf = (org: OrgKey, id: string) =>
  until(
    () => admin(org)('GET', `/v1/runs/${id}`),
    (answer) => answer.at('run', 'endedAt') !== null,
  );
async function overviewOf(org: OrgKey): Promise<unknown> {
  const answer = await admin(org)('GET', '/v1/overview');
  expect(answer.status).toBe(200);
  const overview = recordsIn([answer.at('overview')])[0];
  // Number and instant of a generation differ by nature.
  return { ...overview, id: '', runId: '', publishedAt: '', former: [], digests: null };
}

beforeAll(async () => {
  const begun = Date.now();
  const gate = createCallGate();
  const clock = { now: () => SAMPLE_NOON + Date.now() - begun };
  sandbox = await startSampleSandbox(80, { clock, delay: gate.delay });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  await grantByGrid();
  for (const org of ORGS) tokens.set(org, sandbox.issueToken(org, 'administrator', ALL_SCOPES, null));
  await Promise.all(
    ORGS.map(async (org) => {
      const configuration = (await admin(org)('GET', '/v1/configuration/proposal')).at('configuration');
      const published = await admin(org)('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' });
      expect(published.status).toBe(200);
    }),
  );
  // Neither ends before both have begun to read.
  gate.hold(isBulkCall);
  const started = await Promise.all(ORGS.map(async (org) => [org, await startRun(org)] as const));
  await vi.waitUntil(() => new Set(gate.held.map(({ org }) => org)).size === ORGS.length, ARRIVES_MS);
  gate.release();
  for (const [org, id] of started) runs.set(org, await endOf(org, id));
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

describe('two orgs scored at the same time', () => {
  test('were at work together, and both are done', () => {
    const spans = ORGS.map((org) => {
      const run = runs.get(org);
      expect(run?.at('run', 'state')).toBe('done');
      return [String(run?.at('run', 'startedAt')), String(run?.at('run', 'endedAt'))] as const;
    });
    const [first, second] = spans;
    expect((first?.[0] ?? '') < (second?.[1] ?? '') && (second?.[0] ?? '') < (first?.[1] ?? '')).toBe(true);
  });

  test.each(ORGS)('$companyName sees its own ids alone, on every page and in every file', async (org) => {
    const call = admin(org);
    const seen: string[] = [];
    for (const path of ['/v1/overview', '/v1/segments/all/accounts?page=1', '/v1/segments/all/distribution?by=label']) {
      const answer = await call('GET', path);
      expect(answer.status).toBe(200);
      seen.push(JSON.stringify(answer.body));
    }
    const exported = String((await call('POST', '/v1/exports', { segment: null, fields: 'all' })).at('export', 'id'));
    await until(
      () => call('GET', `/v1/exports/${exported}`),
      (answer) => answer.at('export', 'state') === 'done',
    );
    const file = await fetch(`${functions.url}/v1/exports/${exported}/file`, {
      headers: { authorization: `Bearer ${tokens.get(org) ?? ''}`, 'x-crm-dc': org.dc },
    });
    for await (const entry of readZip(new Uint8Array(await file.arrayBuffer())))
      for await (const chunk of entry.chunks) seen.push(Buffer.from(chunk).toString());
    for (const text of seen) expect([...prefixesIn(text)].filter((prefix) => prefix !== org.idPrefix)).toEqual([]);
    expect(idsIn(seen.join(' ')).length).toBeGreaterThan(50);
  });

  test.each(ORGS)('$companyName has its own ids alone in the store and in its CRM', async (org) => {
    const blob = createFolderBlob(join(functions.folder, 'blobs'));
    const objects = await blob.list(org, '');
    const isAccounts = (key: string): boolean => key.includes('/accounts-parts/');
    expect(objects.filter(({ key }) => isAccounts(key)).length).toBeGreaterThan(0);
    for (const { key } of objects) {
      const bytes = (await readBytes(blob, org, key)) ?? new Uint8Array();
      const table = isAccounts(key) ? decodeColumns(bytes, key) : null;
      const column = table?.ok === true ? table.value.columns.get('id') : undefined;
      const ids = column?.kind === 'id' ? [...column.values].map(String) : idsIn(Buffer.from(bytes).toString('latin1'));
      expect(new Set(ids.map((id) => id.slice(0, 7)))).not.toContain(otherOf(org).idPrefix);
      if (isAccounts(key)) expect(new Set(ids.map((id) => id.slice(0, 7)))).toEqual(new Set([org.idPrefix]));
    }
    const rows = queryTables(
      sandbox.databasePath(org),
      'SELECT CAST(id AS TEXT) AS id, ABM_RFM_Label, ABM_Firmographics_Label, ABM_Evidence FROM Accounts',
    );
    expect([...prefixesIn(JSON.stringify(rows))]).toEqual([org.idPrefix]);
    expect(rows.filter((row) => row['ABM_Evidence'] !== null).length).toBeGreaterThan(20);
  });

  test.each(ORGS)('$companyName gets the numbers it gets alone', async (org) => {
    const together = await overviewOf(org);
    expect((await endOf(org, await startRun(org))).at('run', 'state')).toBe('done');
    expect(await overviewOf(org)).toEqual(together);
  });

  test("the other org's runs, exports and segments are unknown like those that never were", async () => {
    const run = String(runs.get(ZYLKER)?.at('run', 'id'));
    const history = recordsIn((await admin(ZYLKER)('GET', '/v1/exports')).at('exports'));
    const exported = String(history[0]?.['id']);
    const criteria = { conditions: [], pattern: '' };
    const body = { name: 'Ours', module: 'accounts', nature: { kind: 'static' }, parent: null, criteria };
    const segment = String((await admin(ZYLKER)('POST', '/v1/segments', body)).at('segment', 'id'));
    for (const [known, unknown] of [
      [`/v1/runs/${run}`, '/v1/runs/run-0'],
      [`/v1/exports/${exported}`, '/v1/exports/export-0'],
      [`/v1/exports/${exported}/file`, '/v1/exports/export-0/file'],
      [`/v1/segments/${segment}`, '/v1/segments/segment-0'],
      [`/v1/segments/${segment}/accounts?page=1`, '/v1/segments/segment-0/accounts?page=1'],
    ] as const) {
      const [own, foreign, missing] = await Promise.all([
        admin(ZYLKER)('GET', known),
        admin(NORDLICHT)('GET', known),
        admin(NORDLICHT)('GET', unknown),
      ]);
      expect([known, own.status]).toEqual([known, 200]);
      expect([known, foreign.status, foreign.body]).toEqual([known, missing.status, missing.body]);
      expect(missing.status).toBe(404);
    }
  });
});

describe('what somebody did to the stored generation is refused by name', () => {
  const folderOf = (org: OrgKey) => join(functions.folder, 'blobs', org.dc, org.orgId, 'generations');
  const newestOf = (org: OrgKey, part: string): string => {
    const folders = readdirSync(folderOf(org)).map((name) => join(folderOf(org), name, `${part}.blob`));
    const found = folders.filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
    return found.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? '';
  };
  const flip = (path: string, at: number): void => {
    const bytes = readFileSync(path);
    bytes[at < 0 ? bytes.length + at : at] = (bytes.at(at) ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  const middle = (path: string): number => statSync(path).size >> 1;
  // An answer is kept for a minute: each case asks what nobody has asked.
  let asked = 1;
  const page = (): Promise<string> => Promise.resolve(`/v1/segments/all/accounts?page=${++asked}`);
  const performance = async (): Promise<string> => {
    const criteria = { conditions: [], pattern: '' };
    const body = { name: `Case ${++asked}`, module: 'accounts', nature: { kind: 'static' }, parent: null, criteria };
    return `/v1/segments/${String((await admin(ZYLKER)('POST', '/v1/segments', body)).at('segment', 'id'))}/performance`;
  };

  test.each<readonly [string, (path: string, part: string) => void]>([
    ['a bit flipped in the middle', (path) => flip(path, middle(path))],
    ['a bit flipped in the checksum', (path) => flip(path, -20)],
    ['cut off', (path) => truncateSync(path, middle(path))],
    ['emptied', (path) => truncateSync(path, 0)],
    ['removed', (path) => rmSync(path)],
    ['replaced by the other org’s, which is sound', (path, part) => copyFileSync(newestOf(NORDLICHT, part), path)],
  ])('%s', async (_, tamper) => {
    for (const [part, question] of [
      ['accounts', page],
      ['accounts-parts/000000', page],
      ['months', performance],
      ['months-parts/000000', performance],
    ] as const) {
      const path = await question();
      const file = newestOf(ZYLKER, part);
      const kept = readFileSync(file);
      tamper(file, part);
      // What was decoded last is kept in memory: another org's question takes its place.
      expect((await admin(NORDLICHT)('GET', await page())).status).toBe(200);
      const refused = await admin(ZYLKER)('GET', path);
      expect([part, refused.status, refused.at('code')]).toEqual([part, 503, 'store.blobDamaged']);
      expect((await admin(NORDLICHT)('GET', await page())).status).toBe(200);
      writeFileSync(file, kept);
      expect((await admin(NORDLICHT)('GET', await page())).status).toBe(200);
      expect((await admin(ZYLKER)('GET', path)).status).toBe(200);
    }
  });

  test('an exported file in the place of another one', async () => {
    const fileOf = async (org: OrgKey): Promise<readonly [path: string, file: string]> => {
      const history = recordsIn((await admin(org)('GET', '/v1/exports')).at('exports'));
      const id = String(history[0]?.['id']);
      return [`/v1/exports/${id}/file`, join(functions.folder, 'blobs', org.dc, org.orgId, 'exports', id, 'file.blob')];
    };
    const [path, file] = await fileOf(ZYLKER);
    const [, foreign] = await fileOf(NORDLICHT);
    const kept = readFileSync(file);
    copyFileSync(foreign, file);
    const refused = await admin(ZYLKER)('GET', path);
    expect([refused.status, refused.at('code')]).toEqual([503, 'store.blobDamaged']);
    writeFileSync(file, kept);
    expect((await admin(ZYLKER)('GET', path)).status).toBe(200);
  });
});
