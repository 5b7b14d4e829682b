import { MessagePort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { createAccess } from '../api/access.ts';
import {
  readJob,
  resultPath,
  setJobState,
  uploadPath,
  type BulkJob,
  type JobState,
  type ReadResult,
  type WriteResult,
} from '../bulk/bulk-jobs.ts';
import { runReadJob } from '../bulk/run-read-job.ts';
import { runWriteJob } from '../bulk/run-write-job.ts';
import { openDatabase } from '../store/open-database.ts';
import { loadOrgStore, type OrgStore } from '../store/org-store.ts';
import { toBulkSchema, workerSetupSchema, type OrgFiles } from './messages.ts';
import { openOrg } from './open-org.ts';

/** The bulk jobs' thread: one job after the other, on its own connections, beside an API that goes on answering. */
const { apiPort, ...setup } = z.looseObject({ apiPort: z.instanceof(MessagePort) }).parse(workerData);
const { orgs, switches } = workerSetupSchema.parse(setup);

/**
 * Two connections an org: one for the states of jobs, one that a running job reads and writes with. While a read is under
 * way its connection sees an old snapshot, and SQLite refuses to write from there.
 */
const controls = new Map<string, OrgStore>();
let work: Promise<void> = Promise.resolve();

apiPort.on('message', (message: unknown) => {
  const order = toBulkSchema.parse(message);
  if (order.kind === 'job') setJobState(control(order.orgKey), order.id, 'QUEUED');
  work = work.then(() => (order.kind === 'job' ? runJob(order.orgKey, order.id, order.now) : release()));
});

function release(): void {
  for (const { database } of controls.values()) database.close();
  controls.clear();
  apiPort.postMessage({ kind: 'released' });
}

function filesOf(orgKey: string): OrgFiles {
  const files = orgs.find((org) => org.key === orgKey);
  if (files === undefined) throw new Error(`No such org: ${orgKey}`);
  return files;
}

function control(orgKey: string): OrgStore {
  const known = controls.get(orgKey) ?? loadOrgStore(openDatabase(filesOf(orgKey).database));
  controls.set(orgKey, known);
  return known;
}

async function runJob(orgKey: string, id: string, now: number): Promise<void> {
  const states = control(orgKey);
  const job = readJob(states, id);
  if (job === null) return;
  setJobState(states, id, 'IN PROGRESS');
  const { database, folder } = filesOf(orgKey);
  // Opened for each job: metadata may have changed since the last one.
  const { store } = openOrg(database);
  try {
    const { state, result } = await run(job, store, folder, now);
    setJobState(states, id, state, result);
  } catch (error) {
    // A job that cannot be done is an answer; what went wrong inside is for the log.
    setJobState(states, id, 'FAILURE');
    process.stderr.write(
      `sandbox: bulk job ${id} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    );
  } finally {
    store.database.close();
  }
}

interface JobEnd {
  readonly state: JobState;
  readonly result: ReadResult | WriteResult;
}

async function run(job: BulkJob, store: OrgStore, folder: string, now: number): Promise<JobEnd> {
  const access = createAccess(store.org, job.userKey);
  const path = resultPath(folder, job.id);
  if (job.kind === 'read') {
    return { state: 'COMPLETED', result: await runReadJob(store, access, switches, job.request, job.id, path) };
  }
  const writer = { store, access, now, unknownPicklistValue: switches.unknownPicklistValue };
  const upload = uploadPath(folder, job.request.resource[0]?.file_id ?? '0');
  const result = await runWriteJob(writer, job.request, { upload, result: path });
  return { state: result.code === null ? 'COMPLETED' : 'FAILURE', result };
}
