import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { takeUpExports } from '#server-functions/export/unfinished-exports.ts';
import { findUnfinishedRuns } from '#server-functions/score/unfinished-runs.ts';
import { performJob } from '#server-functions/shared/jobs/perform-job.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { killOrderSchema, type KillOrder, type KillReport } from './kill-order.ts';
import { pagedCrm } from './paged-crm.ts';

/** What a process that has just started does with the run that lies there, up to a real SIGKILL at a given operation. */
async function work(order: KillOrder): Promise<KillReport> {
  const names: string[] = [];
  const die = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  const counted = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const operation = names.push(name);
    const isTheOne = operation === order.kill?.operation;
    if (isTheOne && order.kill?.side === 'before') await die();
    const result = await act();
    if (isTheOne) await die();
    return result;
  };
  const clock = { now: () => order.now };
  const store = createSqliteStore(join(order.folder, 'store.db'), clock);
  const blob = createFolderBlob(join(order.folder, 'blobs'));
  const rest = createRestSender({
    fetch: (...call) => {
      const [input, init] = call;
      const path = input instanceof URL ? input.pathname : '';
      return counted(`crm ${init?.method ?? 'GET'} ${path}`, () => fetch(...call));
    },
    apiUrl: order.crmUrl,
    tokens: createPresentedToken(order.accessToken),
    retryDelay: { initialMs: 1, maxMs: 3 },
  });
  let ids = 0;
  const ports: WorkPorts = {
    store: {
      // Wishes are looked for by a timer: counted, they would make the numbers of all others a matter of luck.
      read: (...call) =>
        call[1].startsWith('job-wishes/') ? store.read(...call) : counted('store read', () => store.read(...call)),
      create: (...call) => counted(`store create ${call[1]}`, () => store.create(...call)),
      replace: (...call) => counted(`store replace ${call[1]}`, () => store.replace(...call)),
      remove: (...call) => counted(`store remove ${call[1]}`, () => store.remove(...call)),
      list: (...call) => counted('store list', () => store.list(...call)),
    },
    blob: {
      read: (...call) => counted(`blob read ${call[1]}`, () => blob.read(...call)),
      write: (...call) => counted(`blob write ${call[1]}`, () => blob.write(...call)),
      remove: (...call) => counted(`blob remove ${call[1]}`, () => blob.remove(...call)),
      list: (...call) => counted('blob list', () => blob.list(...call)),
    },
    clock,
    ids: { next: (prefix) => `${prefix}-${order.name}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor(_org, frozen) {
      const crm = createRestCrmBatch({
        rest,
        content: rest,
        clock,
        frozen,
        queryUpToRows: order.queryUpToRows,
        schedule: { firstMs: 5, longestMs: 20, deadlineMs: 60_000 },
        wait: (ms) => wait(Math.min(ms, 20)),
      });
      return order.pageRows === null ? crm : pagedCrm(crm, order.pageRows);
    },
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  const org = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
  const limits = { ...order.limits, retryMs: 1 };
  for (const job of await findUnfinishedRuns(ports, org, 'void')) await performJob(ports, job, { limits });
  for (const job of await takeUpExports(ports, org, 'void')) await performJob(ports, job, { limits });
  store.close();
  return { operations: names.length, names };
}

process.once('message', (message: unknown) => {
  work(killOrderSchema.parse(message)).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`kill worker: ${error instanceof Error ? (error.stack ?? error.message) : 'failed'}\n`);
      process.exit(1);
    },
  );
});
