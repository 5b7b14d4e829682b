import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { LEASE_MS } from '#server-functions/shared/runs/lease.ts';
import { buildCatalyst, MAX_ZIP_BYTES, type BuiltFunction } from '#scripts/build/build-catalyst.ts';
import {
  availableNodes,
  BUNDLE_ORIGIN,
  buildLauncher,
  environmentOf,
  FUNCTIONS_URL,
  startBundle,
  type BundleProcess,
} from '#test/support/catalyst/bundled-functions.ts';
import { startFakeCatalyst, type FakeCatalyst, type FakeProject } from '#test/support/catalyst/fake-catalyst.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';
import { SAMPLE_DAY, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let fake: FakeCatalyst;
let built: readonly BuiltFunction[];
let launcher: string;
const folder = mkdtempSync(join(tmpdir(), 'lodestar-catalyst-'));
const running: BundleProcess[] = [];
const DAY_MS = 24 * 60 * 60_000;

beforeAll(async () => {
  // The build first: it begins by emptying its folder.
  built = await buildCatalyst({ root: resolve(import.meta.dirname, '../../../..'), out: folder });
  [sandbox, fake, launcher] = await Promise.all([startSampleSandbox(40), startFakeCatalyst(), buildLauncher(folder)]);
});
afterEach(async () => {
  for (const process of running.splice(0)) await process.close();
});
afterAll(async () => {
  await Promise.all([sandbox.close(), fake.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const bundleOf = (name: string): string => join(built.find((each) => each.name === name)?.folder ?? '', 'index.js');

async function start(name: string, node: string, project: FakeProject, env = environmentOf(project, fake, sandbox)) {
  const process = await startBundle({ node, launcher, bundle: bundleOf(name), fake, project, env });
  running.push(process);
  return process;
}

async function serve(process: BundleProcess, prefix: string): Promise<string> {
  const answer = await process.ask({ kind: 'serve', prefix }, 'listening');
  return answer.kind === 'listening' ? answer.url : '';
}

function caller(url: string, user = 'administrator') {
  const holder = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === user);
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        'x-abm-authorization': `Bearer ${holder?.accessToken ?? ''}`,
        'x-crm-dc': ZYLKER.dc,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    return { status: response.status, json };
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([key]) => key === name)?.[1]
        : undefined,
    value,
  );
}

test('each function is a folder that the platform takes', () => {
  expect(built.map(({ name }) => name)).toEqual(['abm_api', 'abm_jobs', 'abm_cron']);
  for (const { scriptBytes, zipBytes } of built) {
    expect(zipBytes).toBeLessThan(MAX_ZIP_BYTES);
    // Near a hundredth of what is allowed, word lists of two languages included: more would mean that something slipped in.
    expect(zipBytes).toBeLessThan(1.25 * 1024 * 1024);
    expect(scriptBytes).toBeGreaterThan(100_000);
  }
  // Word lists of two languages are as large as all else: a job without texts does not even read them.
  const jobs = built.find(({ name }) => name === 'abm_jobs')?.folder ?? '';
  expect(readdirSync(jobs)).toContain('later-judge-texts.js');
  expect(statSync(join(jobs, 'index.js')).size).toBeLessThan(2_000_000);
});

const nodes = availableNodes().map((each) => ({
  ...each,
  // The summary of a run names what it skipped.
  shown: each.path === null ? `${each.name} [skipped: ${each.name} is not on the path of this machine]` : each.name,
}));
describe.each(nodes)('under $shown', ({ name, path }) => {
  const node = path ?? '';
  const there = path !== null;

  test.runIf(there)('the functions answer, and a score job goes to its end', async () => {
    const project = fake.project(name === 'Node 20' ? OTHERWISE : AS_DOCUMENTED);
    const api = await start('abm_api', node, project);
    const call = caller(await serve(api, '/server/abm_api/execute'));
    expect(await call('GET', '/v1/health')).toMatchObject({ status: 200, json: { ok: true } });

    const proposal = await call('GET', '/v1/configuration/proposal');
    expect(proposal.status).toBe(200);
    const configuration = at(proposal.json, 'configuration');
    const published = await call('PUT', '/v1/configuration', { configuration, replaces: null, reason: 'first' });
    expect(published.status).toBe(200);
    const queued = await call('POST', '/v1/runs', { asOf: SAMPLE_DAY });
    expect(queued.status).toBe(202);
    const runId = String(at(queued.json, 'run', 'id'));
    expect(project.jobs.map(({ params }) => params)).toEqual([
      { kind: 'score', dc: ZYLKER.dc, orgId: ZYLKER.orgId, id: runId },
    ]);

    // Not before a killed worker's lease has run out: the delivery would find the run held, and be over.
    expect(project.jobs[0]?.job_config.retry_interval).toBeGreaterThan(LEASE_MS / 1_000);

    const worker = await start('abm_jobs', node, project);
    for (let delivered = 0; delivered < project.jobs.length; delivered++) {
      const params = project.jobs[delivered]?.params;
      const closed = await worker.ask({ kind: 'job', params, remainingMs: 900_000 }, 'closed');
      expect(closed).toMatchObject({ closed: ['success'] });
    }
    const run = await call('GET', `/v1/runs/${runId}`);
    expect([at(run.json, 'run', 'state'), at(run.json, 'run', 'reason')]).toEqual(['done', null]);
    const overview = await call('GET', '/v1/overview');
    expect(at(overview.json, 'overview', 'accounts')).toBe(40);
    expect((await call('GET', '/v1/segments/all/accounts?page=1')).status).toBeLessThan(500);

    // Delivered once more: there is nothing to do.
    const again = await worker.ask({ kind: 'job', params: project.jobs[0]?.params, remainingMs: 900_000 }, 'closed');
    expect(again).toMatchObject({ closed: ['success'] });

    // Each minute the cron's job comes, perhaps twice: right after a run nothing is owed, a day later the night's run.
    const cron = await start('abm_cron', node, project);
    const submitted = project.jobs.length;
    const tick = (laterMs: number) =>
      cron.ask({ kind: 'job', params: { kind: 'sweep' }, remainingMs: 900_000, laterMs }, 'closed');
    expect(await tick(0)).toMatchObject({ closed: ['success'] });
    expect(project.jobs.length).toBe(submitted);
    for (let times = 0; times < 2; times++) expect(await tick(DAY_MS)).toMatchObject({ closed: ['success'] });
    const owed = project.jobs.slice(submitted).map(({ params, target_name }) => [target_name, params['id']]);
    expect(owed).toEqual([['abm_jobs', expect.stringMatching(/^run-nightly-\d{8}T\d{4}$/)]]);
    expect(api.output() + worker.output()).not.toContain('1000.');
  });

  test.runIf(there)(
    'what is missing in the environment is said by name, to the log and not to the caller',
    async () => {
      const project = fake.project();
      const { ABM_BUCKET: _bucket, ...env } = environmentOf(project, fake, sandbox);
      const wrong = { ...env, ABM_ENCRYPTION_KEY: 'c2hvcnQ=' };
      const api = await start('abm_api', node, project, wrong);
      const answer = await caller(await serve(api, ''))('GET', '/v1/health');
      expect(answer).toEqual({ status: 503, json: { code: 'settings.missing' } });
      expect(api.output()).toContain('- ABM_BUCKET is not set. Create a Stratus bucket and put its name here.');
      expect(api.output()).toContain('- ABM_ENCRYPTION_KEY cannot be used. It must be 32 bytes in base64.');
      expect(api.output()).not.toContain('c2hvcnQ=');

      const worker = await start('abm_jobs', node, project, wrong);
      const closed = await worker.ask({ kind: 'job', params: {}, remainingMs: 900_000 }, 'closed');
      expect(closed).toMatchObject({ closed: ['failure'] });
    },
  );
});

test('a job that is none of ours ends, and one whose store is away is delivered again', async () => {
  const project = fake.project();
  const worker = await start('abm_jobs', process.execPath, project);
  const none = await worker.ask(
    { kind: 'job', params: { kind: 'format', id: '../x' }, remainingMs: 900_000 },
    'closed',
  );
  expect(none).toMatchObject({ closed: ['success'] });
  project.faults.reads.push(...Array.from({ length: 40 }, () => 'serverError' as const));
  const params = { kind: 'score', dc: ZYLKER.dc, orgId: ZYLKER.orgId, id: 'run-1' };
  const failed = await worker.ask({ kind: 'job', params, remainingMs: 900_000 }, 'closed');
  expect(failed).toMatchObject({ closed: ['failure'] });
});

test('signing in begins at the address that was registered, for pages that were named', async () => {
  const project = fake.project();
  const api = await start('abm_api', process.execPath, project);
  const url = await serve(api, '/execute');
  const begin = (origin: string): Promise<Response> =>
    fetch(`${url}/v1/sign-in`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ verifierHash: 'A'.repeat(43) }),
    });
  expect((await begin('https://elsewhere.example.com')).status).toBe(403);
  const response = await begin(BUNDLE_ORIGIN);
  expect(response.status).toBeLessThan(300);
  expect(await response.text()).toContain(FUNCTIONS_URL);
});
