import { constants, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { createSegmentEngine } from '../../segments/evaluate.ts';
import { performJob } from '../jobs/perform-job.ts';
import { describeBug } from '../log/describe-bug.ts';
import { createGenerationShelf } from '../work/generation-shelf.ts';
import { createWorkDesk } from '../work/create-work-desk.ts';
import { createSqliteStore } from '../stores/sqlite-store.ts';
import { createLocalClock, createWorkPorts } from './create-work-ports.ts';
import { createSharesOver } from './share-over-port.ts';
import { settingsSchema } from './settings.ts';
import {
  workRequestSchema,
  workRoleSchema,
  type AskedAnswer,
  type WorkAnswer,
  type WorkRequest,
} from './work-protocol.ts';

/** As `nice` adds by default: beside people's questions a job has a tenth of a core, and all of one where nobody asks. */
const JOBS_NICENESS = 10;

// Everything that reads a whole generation or streams an org happens on this thread.
const { settings, sharesPort, role } = z
  .strictObject({ settings: settingsSchema, sharesPort: z.instanceof(MessagePort), role: workRoleSchema })
  .parse(workerData);
// Linux has a priority for each thread; elsewhere the call would speak of the whole process.
if (role === 'jobs' && settings.jobsGiveWay === true && process.platform === 'linux')
  setPriority(Math.min(getPriority() + JOBS_NICENESS, constants.priority.PRIORITY_LOW));
const ports = createWorkPorts(
  settings,
  createSqliteStore(join(settings.folder, 'store.db'), createLocalClock(settings)),
  createSharesOver(sharesPort, settings.installations.map(formatOrgKey)),
);
const shelf = createGenerationShelf(ports);
const segments = createSegmentEngine(ports, shelf);
const desk = createWorkDesk(ports, shelf);

/** Whoever asked hears only that it broke off. */
function broke(error: unknown): null {
  ports.logger.warn('work.broke', describeBug(error));
  return null;
}

async function perform(request: WorkRequest): Promise<void> {
  switch (request.kind) {
    case 'score':
    case 'export':
    case 'snapshot':
    case 'intake':
    case 'rules':
      while ((await performJob(ports, request)) === 'again');
      return;
    case 'ask': {
      const answer = await desk(request.question).catch(broke);
      parentPort?.postMessage({ id: request.id, answer } satisfies AskedAnswer);
      return;
    }
    case 'segment': {
      const result = await segments.evaluate(request.question).catch(broke);
      parentPort?.postMessage({ id: request.id, result } satisfies WorkAnswer);
    }
  }
}

parentPort?.on('message', (message: unknown) => {
  perform(workRequestSchema.parse(message)).catch(broke);
});
