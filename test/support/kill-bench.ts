import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { labelFieldsOf } from '#core/configuration/label-fields-of.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { exportKey, historyUntil } from '#server-functions/export/export-row.ts';
import { noteLatestRun } from '#server-functions/score/latest-run.ts';
import { newRunJob } from '#server-functions/score/run-cursor.ts';
import { takeRunLock } from '#server-functions/score/run-lock.ts';
import { runKey, runRowSchema, type RunKind } from '#server-functions/score/run-row.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { bundleProgram } from './bundle-program.ts';
import { changeSampleOrg } from './change-sample-org.ts';
import { exportRow } from './export-rows.ts';
import { CrmRecords } from './kill-crm-records.ts';
import { killReportSchema, type KillOrder } from './kill-order.ts';
import { sandboxSender } from './sandbox-fixture.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from './sample-sandbox.ts';
import { withTechniques } from './techniques-org.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId } as const;
const EARLIER = '2025-12-31';
const MINUTE_MS = 60_000;
/** A thousand runs spend more than an edition has. */
const CREDITS = 1_000_000_000;
/** A file of several slices. Rows. */
const EXPORT_PAGE_ROWS = 25;
/** Several ranges of a small org. Accounts. */
const TECHNIQUE_ACCOUNTS = 25;
/** Started ahead, since loading takes longer than working. Processes. */
const SPARE_WORKERS = 2;

export interface KillPoint {
  readonly operation: number;
  readonly side: 'before' | 'after';
}

export interface KillBench {
  /** Operations of a run that nobody disturbs, named. */
  readonly operations: readonly string[];
  /** A run whose workers are killed one after the other, and whose last worker lives; a sentence says what is wrong, null = nothing. */
  attempt(kills: readonly KillPoint[]): Promise<{ readonly killed: number; readonly wrong: string | null }>;
  close(): Promise<void>;
}

/** Runs over a sandbox, in processes of their own that are killed; what they leave is held against what an undisturbed one leaves. */
export async function createKillBench({
  accounts,
  writes,
  run,
  techniques = 'proposed',
}: {
  readonly accounts: number;
  readonly writes: 'records' | 'bulk';
  /**
   * `first`: all labels are new. `second`: half a year later, some change. `changes`: what people did since the first run.
   * `export`: a file of what the first run published.
   */
  readonly run: 'first' | 'second' | 'changes' | 'export';
  /** `every`: those too that read touch points and products. */
  readonly techniques?: 'proposed' | 'every';
}): Promise<KillBench> {
  const time = { ms: SAMPLE_NOON };
  const options = { clock: { now: () => time.ms }, creditLimit: CREDITS };
  const sandbox = await startSampleSandbox(accounts, options, techniques === 'every' ? 1 : 0);
  const home = mkdtempSync(join(tmpdir(), 'lodestar-kills-'));
  const template = join(home, 'template');
  mkdirSync(template);
  const token = sandbox.tokens.find(({ dc, user }) => dc === ORG.dc && user === 'administrator')?.accessToken ?? '';
  const program = join(home, 'worker.mjs');
  await bundleProgram(fileURLToPath(new URL('./kill-worker.ts', import.meta.url)), program);
  const spare: ChildProcess[] = [];
  const hire = (): ChildProcess => {
    while (spare.length <= SPARE_WORKERS)
      spare.push(
        fork(program, [], {
          execArgv: ['--disable-warning=ExperimentalWarning'],
          env: { ...process.env, NODE_COMPILE_CACHE: join(home, 'compiled') },
        }),
      );
    const worker = spare.shift();
    if (worker === undefined) throw new Error('there is a worker');
    return worker;
  };
  let workers = 0;
  const work = async (folder: string, kill: KillPoint | null): Promise<readonly string[] | 'killed'> => {
    const worker = hire();
    const order: KillOrder = {
      folder,
      crmUrl: sandbox.url,
      accessToken: token,
      now: SAMPLE_NOON,
      name: String(++workers),
      limits: {
        recordRows: 20,
        bulkFromRows: writes === 'bulk' ? 20 : accounts + 1,
        bulkRows: 25,
        settleMs: 100,
        techniqueAccounts: TECHNIQUE_ACCOUNTS,
      },
      queryUpToRows: writes === 'bulk' ? 0 : 100_000,
      pageRows: run === 'export' && writes === 'records' ? EXPORT_PAGE_ROWS : null,
      kill,
    };
    let names: readonly string[] = [];
    worker.once('message', (report: unknown) => {
      ({ names } = killReportSchema.parse(report));
    });
    worker.send(order);
    await once(worker, 'exit');
    if (worker.signalCode === 'SIGKILL') return 'killed';
    if (worker.exitCode !== 0) throw new Error(`a worker ended with ${worker.exitCode ?? 'a signal'}`);
    return names;
  };

  await prepare(template, sandbox, techniques);
  const records = new CrmRecords(sandbox.databasePath(ZYLKER));
  const workThrough = async (folder: string): Promise<readonly string[]> => {
    const names = await work(folder, null);
    if (names === 'killed') throw new Error('nobody was to be killed');
    return names;
  };
  if (run !== 'first') {
    await queueRun(template, 'run-first', run === 'changes' ? SAMPLE_DAY : EARLIER);
    await workThrough(template);
  }
  if (run === 'changes') {
    time.ms += MINUTE_MS;
    await changeSampleOrg(sandbox);
  }
  if (run === 'export') await queueExport(template);
  else if (run === 'changes') await queueRun(template, 'run-tested', null, 'changes');
  else await queueRun(template, 'run-tested', SAMPLE_DAY);
  records.remember();

  const fresh = (): string => {
    const folder = join(home, 'trial');
    rmSync(folder, { recursive: true, force: true });
    cpSync(template, folder, { recursive: true });
    records.restore();
    // The CRM's limits a minute are another matter.
    time.ms += MINUTE_MS;
    return folder;
  };
  const first = fresh();
  const operations = await workThrough(first);
  const reference = await leftBy(first, records);
  if (run === 'changes' && (await fullBecause(first)) !== null) throw new Error('what changed was read in full');

  return {
    operations,
    async attempt(kills) {
      const folder = fresh();
      let killed = 0;
      for (const kill of kills) {
        if ((await work(folder, kill)) !== 'killed') break;
        killed++;
      }
      await workThrough(folder);
      const left = await leftBy(folder, records);
      const differing = [...new Set([...reference.keys(), ...left.keys()])].filter(
        (key) => reference.get(key) !== left.get(key),
      );
      return {
        killed,
        wrong:
          differing.length === 0
            ? null
            : differing
                .slice(0, 5)
                .map((key) => `${key}: ${left.get(key)?.slice(0, 300) ?? 'gone'}`)
                .join('; '),
      };
    },
    async close() {
      for (const worker of spare) worker.kill('SIGKILL');
      records.close();
      await sandbox.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A published configuration and its fields in the CRM. */
async function prepare(
  folder: string,
  sandbox: Awaited<ReturnType<typeof startSampleSandbox>>,
  techniques: 'proposed' | 'every',
): Promise<void> {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const clock = { now: () => SAMPLE_NOON };
  const crm = createRestCrmBatch({ rest, content: rest, clock, wait: () => Promise.resolve() });
  const proposed = await proposeFor(crm, { at: '2026-06-30T12:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const configuration = techniques === 'every' ? withTechniques(proposed.value) : proposed.value;
  const fields = labelFieldsOf(configuration);
  await crm.createFields(
    'Accounts',
    fields.map(({ field }) => field),
  );
  const store = createSqliteStore(join(folder, 'store.db'), clock);
  let ids = 0;
  await publishConfiguration({ store, ids: { next: (prefix) => `${prefix}-${++ids}` } }, ORG, configuration);
  store.close();
}

/** Why the tested run read everything: what is killed then is another flow. */
async function fullBecause(folder: string): Promise<string | null> {
  const store = createSqliteStore(join(folder, 'store.db'), { now: () => SAMPLE_NOON });
  const row = await readJson(store, ORG, runKey('run-tested'), runRowSchema);
  store.close();
  return row === null ? 'unknown' : row.value.fullBecause;
}

async function queueRun(folder: string, id: string, asOf: string | null, kind: RunKind = 'full'): Promise<void> {
  const store = createSqliteStore(join(folder, 'store.db'), { now: () => SAMPLE_NOON });
  const row = {
    id,
    kind,
    state: 'queued',
    requestedAt: '2026-06-30T12:00:00Z',
    requestedBy: 'test',
    startedAt: null,
    endedAt: null,
    asOf,
    progress: { accounts: 0, deals: 0, lineItems: 0 },
    reason: null,
    problems: [],
    generation: null,
    projection: null,
    job: newRunJob(),
  };
  await takeRunLock(store, ORG, id, SAMPLE_NOON);
  await createJson(store, ORG, runKey(id), runRowSchema.parse(row));
  await noteLatestRun({ store }, ORG, { id, kind, requestedBy: row.requestedBy });
  store.close();
}

async function queueExport(folder: string): Promise<void> {
  const store = createSqliteStore(join(folder, 'store.db'), { now: () => SAMPLE_NOON });
  const fields = [
    'abm:rfm.label',
    'abm:rfm.monetary',
    'Account_Name',
    'Owner',
    'Employees',
    'Parent_Account',
    'Website',
  ];
  const row = exportRow({ id: 'export-tested', fields });
  await createJson(store, ORG, exportKey(row.id), row, historyUntil(row));
  store.close();
}

/** Everything that a run leaves, by name: items, objects, records, and how often each record was written. */
async function leftBy(folder: string, records: CrmRecords): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>(records.read());
  const database = new DatabaseSync(join(folder, 'store.db'), { readOnly: true });
  // What each delivery spent is its own.
  const items = database.prepare("SELECT org, key, value FROM items WHERE key NOT LIKE 'credits/%'").all();
  for (const { org, key, value } of items)
    left.set(`item ${String(org)} ${String(key)}`, withoutWorkers(String(value)));
  database.close();
  const blob = createFolderBlob(join(folder, 'blobs'));
  for (const { key, sha256 } of await blob.list(ORG, '')) left.set(`object ${key}`, sha256);
  // An interrupted write leaves a temporary file, which no key names.
  return left;
}

/** Who worked on it, how often and when differs by nature. */
function withoutWorkers(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('job' in value)) return text;
  const { job, log: _log, ...row } = { log: null, ...value };
  const kept =
    typeof job === 'object' && job !== null && 'step' in job && 'cursor' in job ? [job.step, job.cursor] : job;
  return JSON.stringify({ ...row, job: kept });
}
