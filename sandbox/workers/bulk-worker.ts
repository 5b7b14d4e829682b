import { MessagePort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { createAccess } from '../api/access.ts';
import { readJob, resultPath, setJobState, uploadPath, type BulkJob } from '../bulk/bulk-jobs.ts';
import { runReadJob } from '../bulk/run-read-job.ts';
import { runWriteJob } from '../bulk/run-write-job.ts';
import { toBulkSchema, workerSetupSchema } from './messages.ts';
import { openOrg, type OpenOrg } from './open-org.ts';

/** The bulk jobs' thread: one job after the other, on its own connections, beside an API that goes on answering. */
const { apiPort, ...setup } = z.looseObject({ apiPort: z.instanceof(MessagePort) }).parse(workerData);
const { orgs, switches } = workerSetupSchema.parse(setup);

const open = new Map<string, OpenOrg>();
let work: Promise<void> = Promise.resolve();

apiPort.on('message', (message: unknown) => {
  const order = toBulkSchema.parse(message);
  if (order.kind === 'job') setState(order.orgKey, order.id, 'QUEUED');
  work = work.then(() => (order.kind === 'job' ? runJob(order.orgKey, order.id, order.now) : release()));
});

function release(): void {
  for (const { store } of open.values()) store.database.close();
  open.clear();
  apiPort.postMessage({ kind: 'released' });
}

/** Metadata may have changed since the last job: every job reads it anew, on a connection of its own. */
function reopen(orgKey: string): OpenOrg {
  open.get(orgKey)?.store.database.close();
  const files = orgs.find((org) => org.key === orgKey);
  if (files === undefined) throw new Error(`No such org: ${orgKey}`);
  const opened = openOrg(files.database);
  open.set(orgKey, opened);
  return opened;
}

function setState(orgKey: string, id: string, state: 'QUEUED'): void {
  setJobState((open.get(orgKey) ?? reopen(orgKey)).store, id, state);
}

async function runJob(orgKey: string, id: string, now: number): Promise<void> {
  const { store } = reopen(orgKey);
  const folder = orgs.find((org) => org.key === orgKey)?.folder ?? '';
  const job = readJob(store, id);
  if (job === null) return;
  setJobState(store, id, 'IN PROGRESS');
  try {
    await run(job, store, folder, now);
  } catch (error) {
    // A job that cannot be done is an answer; what went wrong inside is for the log.
    setJobState(store, id, 'FAILURE');
    process.stderr.write(
      `sandbox: bulk job ${id} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    );
  }
}

async function run(job: BulkJob, store: OpenOrg['store'], folder: string, now: number): Promise<void> {
  const access = createAccess(store.org, job.userKey);
  const result = resultPath(folder, job.id);
  if (job.kind === 'read') {
    setJobState(store, job.id, 'COMPLETED', await runReadJob(store, access, switches, job.request, job.id, result));
    return;
  }
  const writer = { store, access, now, unknownPicklistValue: switches.unknownPicklistValue };
  const upload = uploadPath(folder, job.request.resource[0]?.file_id ?? '0');
  const outcome = await runWriteJob(writer, job.request, { upload, result });
  setJobState(store, job.id, outcome.code === null ? 'COMPLETED' : 'FAILURE', outcome);
}
