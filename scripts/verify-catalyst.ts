import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { availableNodes, buildLauncher, environmentOf, startBundle } from '#test/support/catalyst/bundled-functions.ts';
import { startFakeCatalyst } from '#test/support/catalyst/fake-catalyst.ts';
import { SAMPLE_DAY, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { buildCatalyst } from './build/build-catalyst.ts';

/** `npm run verify:catalyst`: a score run of a larger org in the built functions, with its time and memory, against a fake platform. */
const ROOT = resolve(import.meta.dirname, '..');
/** What a function may have at most. Source: Catalyst, "Functions". MiB. */
const MEMORY_MB = 512;
/** Of these for JavaScript's own heap; columns and buffers live outside it. MiB. */
const HEAP_MB = 256;
const JOB_MS = 900_000;

/** What glibc is told locally as well (start-functions.ts): columns of megabytes go back to the system at once. */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '2' };

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '20000' }, allocator: { type: 'boolean', default: false } },
});
const accounts = z.coerce.number().int().min(1).parse(values.accounts);

const runSchema = z.object({ run: z.object({ id: z.string(), state: z.string(), reason: z.string().nullable() }) });
const folder = mkdtempSync(join(tmpdir(), 'lodestar-catalyst-'));
const built = await buildCatalyst({ root: ROOT, out: folder });
const launcher = await buildLauncher(folder);
const fake = await startFakeCatalyst();
const bundleOf = (name: string): string => join(built.find((each) => each.name === name)?.folder ?? '', 'index.js');

for (const { name, path: node } of availableNodes()) {
  if (node === null) {
    // The platform's own version: without it nothing is verified.
    console.error(`${name}: not on the path of this machine; install it beside the project's own`);
    process.exitCode = 1;
    continue;
  }
  const sandbox = await startSampleSandbox(accounts);
  const project = fake.project();
  const env = { ...environmentOf(project, fake, sandbox), ...(values.allocator ? ALLOCATOR : {}) };
  const options = { node, launcher, fake, project, env };
  const flags = [`--max-old-space-size=${HEAP_MB}`];
  const api = await startBundle({ ...options, flags, bundle: bundleOf('abm_api') });
  const worker = await startBundle({ ...options, flags, bundle: bundleOf('abm_jobs') });
  const cron = await startBundle({ ...options, bundle: bundleOf('abm_cron') });
  try {
    const served = await api.ask({ kind: 'serve', prefix: '' }, 'listening');
    const url = served.kind === 'listening' ? served.url : '';
    const token = sandbox.tokens.find(
      (each) => each.orgId === ZYLKER.orgId && each.user === 'administrator',
    )?.accessToken;
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(url + path, {
        method,
        headers: {
          'x-abm-authorization': `Bearer ${token ?? ''}`,
          'x-crm-dc': ZYLKER.dc,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.json();
    };
    const proposal = z.object({ configuration: z.unknown() }).parse(await call('GET', '/v1/configuration/proposal'));
    await call('PUT', '/v1/configuration', { ...proposal, replaces: null, reason: 'first' });
    const { run } = runSchema.parse(await call('POST', '/v1/runs', { asOf: SAMPLE_DAY }));
    const started = performance.now();
    let rssMb = 0;
    for (let at = 0; at < project.jobs.length; at++) {
      const delivered = await worker.ask(
        { kind: 'job', params: project.jobs[at]?.params, remainingMs: JOB_MS },
        'closed',
      );
      if (delivered.kind === 'closed') rssMb = Math.max(rssMb, delivered.rssMb);
    }
    const seconds = (performance.now() - started) / 1_000;
    const ended = runSchema.parse(await call('GET', `/v1/runs/${run.id}`)).run;
    const health = z.object({ peakRssMb: z.number() }).parse(await call('GET', '/v1/health'));
    await call('GET', '/v1/overview');
    await call('GET', '/v1/segments/all/accounts?page=1');
    const after = z.object({ peakRssMb: z.number() }).parse(await call('GET', '/v1/health'));
    const ticked = await cron.ask({ kind: 'job', params: { kind: 'sweep' }, remainingMs: JOB_MS }, 'closed');
    const held = rssMb <= MEMORY_MB && after.peakRssMb <= MEMORY_MB && ended.state === 'done';
    console.log(
      `${held ? 'ok    ' : 'OVER  '} ${name}, heap ${HEAP_MB} MiB: ${accounts} accounts, run ${ended.state}${ended.reason === null ? '' : ` (${ended.reason})`} in ${seconds.toFixed(1)} s and ${project.jobs.length} deliveries; ` +
        `job ${rssMb.toFixed(0)} of ${MEMORY_MB} MiB resident, API ${health.peakRssMb.toFixed(0)} MiB, ${after.peakRssMb.toFixed(0)} with a generation open, ` +
        `a tick of the clock ${ticked.kind === 'closed' ? ticked.rssMb.toFixed(0) : '?'} MiB${values.allocator ? '; with the allocator’s settings' : ''}`,
    );
    console.log([...project.calls].map(([kind, count]) => `       ${count} x ${kind}`).join('\n'));
    if (!held) process.exitCode = 1;
  } finally {
    await Promise.all([api.close(), worker.close(), cron.close()]);
    await sandbox.close();
  }
}
await fake.close();
rmSync(folder, { recursive: true, force: true });
