import { setTimeout as wait } from 'node:timers/promises';
import { RefusedError, pathId, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { wishJob } from '../shared/jobs/job-control.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addEvent } from '../shared/runs/run-log.ts';
import { replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { noteLatestRun } from './latest-run.ts';
import { readRun } from './read-run.ts';
import { releaseRunLock, takeRunLock } from './run-lock.ts';
import { ENDED, RESUMABLE, viewOfRun, type RunRow } from './run-row.ts';

/** A run hears a wish within a second; the answer waits for it, but not for ever. Milliseconds. */
const LONGEST_WAIT_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** SET-5: pause, resume and cancel. A run that ended without its end may be resumed too, where it stopped. */
export function addSteerRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/runs/:id/pause', async (c) => {
    const { org, userName } = requireRight(c, 'setup');
    const { value } = await existing(ports, org, pathId(c, 'run.unknown'));
    if (ENDED.has(value.state)) throw new RefusedError(409, { code: 'run.hasEnded' });
    await wishJob(ports.store, org, value.id, 'pause', ports.clock.now(), userName);
    return c.json({ run: viewOfRun(await waitFor(ports, org, value.id, ({ state }) => state === 'paused')) });
  });

  app.post('/v1/runs/:id/cancel', async (c) => {
    const { org, userName } = requireRight(c, 'setup');
    const { value } = await existing(ports, org, pathId(c, 'run.unknown'));
    if (ENDED.has(value.state)) throw new RefusedError(409, { code: 'run.hasEnded' });
    await wishJob(ports.store, org, value.id, 'cancel', ports.clock.now(), userName);
    return c.json({ run: viewOfRun(await waitFor(ports, org, value.id, () => false)) });
  });

  app.post('/v1/runs/:id/resume', async (c) => {
    const { org, userName } = requireRight(c, 'setup');
    const item = await existing(ports, org, pathId(c, 'run.unknown'));
    const { id, state } = item.value;
    if (RESUMABLE.has(state)) return c.json({ run: viewOfRun(await startAgain(ports, org, item, userName)) }, 202);
    if (ENDED.has(state)) throw new RefusedError(409, { code: 'run.hasEnded' });
    await wishJob(ports.store, org, id, 'run', ports.clock.now(), userName);
    // Whoever held it may be gone meanwhile; one delivery too many finds the run held.
    await ports.queue.enqueue({ kind: 'score', org, runId: id });
    return c.json({ run: viewOfRun(await waitFor(ports, org, id, (row) => row.state !== 'paused')) });
  });
}

async function existing(ports: FunctionPorts, org: OrgKey, id: string): Promise<JsonItem<RunRow>> {
  const item = await readRun(ports, org, id);
  if (item === null) throw new RefusedError(404, { code: 'run.unknown' });
  return item;
}

async function startAgain(
  ports: FunctionPorts,
  org: OrgKey,
  item: JsonItem<RunRow>,
  userName: string,
): Promise<RunRow> {
  const { id, job, log } = item.value;
  const now = ports.clock.now();
  if ((await takeRunLock(ports.store, org, id, now)) !== null)
    throw new RefusedError(409, { code: 'run.alreadyRunning' });
  const row: RunRow = {
    ...item.value,
    state: 'queued',
    requestedAt: new Date(now).toISOString(),
    startedAt: null,
    endedAt: null,
    reason: null,
    problems: [],
    // The epoch stays: it shuts out whoever worked on it before.
    job: { ...job, leaseUntil: 0, attempts: 0 },
    log: addEvent(log, 'resumed', { at: now, worker: job.epoch, note: userName }),
  };
  try {
    await wishJob(ports.store, org, id, 'run', now, userName);
    const replaced = await replaceJson(ports.store, org, item, row, row.expiresAt ?? undefined);
    if (replaced.outcome !== 'written') throw new RefusedError(409, { code: 'run.changedMeanwhile' });
    await noteLatestRun(ports, org, row);
    await ports.queue.enqueue({ kind: 'score', org, runId: id });
  } catch (error) {
    await releaseRunLock(ports.store, org, id);
    throw error;
  }
  return row;
}

/** The row once it is as wished or has ended; as it stands when that takes too long. */
async function waitFor(
  ports: FunctionPorts,
  org: OrgKey,
  id: string,
  isAsWished: (row: RunRow) => boolean,
): Promise<RunRow> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const { value } = await existing(ports, org, id);
    if (isAsWished(value) || ENDED.has(value.state) || waited >= LONGEST_WAIT_MS) return value;
    await wait(LOOK_EVERY_MS);
  }
}
