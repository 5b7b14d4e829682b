import type { OrgKey } from '#core/crm/org-key.ts';
import type { Job, WorkPorts } from '../shared/ports.ts';
import { isAbandoned } from '../shared/runs/lease.ts';
import { readJson, replaceJson } from '../shared/stores/json-items.ts';
import { readLastRun } from './latest-run.ts';
import { lockHolder, releaseRunLock, takeRunLock } from './run-lock.ts';
import { ENDED, runKey, runRowSchema } from './run-row.ts';

/**
 * Runs of an org that nobody works on although they have not ended: to be delivered again. `leases: 'void'` is for a process
 * that has just started and is the only one to work: whoever still holds a lease died with the one before.
 */
export async function findUnfinishedRuns(
  { store, clock }: Pick<WorkPorts, 'store' | 'clock'>,
  { dc, orgId }: OrgKey,
  leases: 'respected' | 'void',
): Promise<readonly Job[]> {
  const org = { dc, orgId };
  // One run at a time: it holds the lock, or it is the last one, whose lock has run out meanwhile.
  const last = await readLastRun({ store }, org);
  const candidates = new Set([await lockHolder(store, org), last?.id ?? null]);
  const jobs: Job[] = [];
  for (const runId of candidates) {
    const item = runId === null ? null : await readJson(store, org, runKey(runId), runRowSchema);
    if (item === null || runId === null) continue;
    if (ENDED.has(item.value.state)) {
      await releaseRunLock(store, org, runId);
      continue;
    }
    if (leases === 'void') {
      const { job, expiresAt } = item.value;
      await replaceJson(store, org, item, { ...item.value, job: { ...job, leaseUntil: 0 } }, expiresAt ?? undefined);
    } else if (!isAbandoned(item.value, clock.now())) continue;
    await takeRunLock(store, org, runId, clock.now());
    jobs.push({ kind: 'score', org, runId });
  }
  return jobs;
}
