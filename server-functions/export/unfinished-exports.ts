import type { OrgKey } from '#core/crm/org-key.ts';
import type { Job, WorkPorts } from '../shared/ports.ts';
import { isAbandoned } from '../shared/runs/lease.ts';
import { listJson, replaceJson } from '../shared/stores/json-items.ts';
import { EXPORT_PREFIX, exportRowSchema, historyUntil, isExportOver } from './export-row.ts';

/**
 * Exports of an org that nobody works on although they have not ended, oldest first: to be delivered again. `leases: 'void'` is
 * for a process that has just started and is the only one to work: whoever still holds a lease died with the one before.
 */
export async function takeUpExports(
  { store, clock }: Pick<WorkPorts, 'store' | 'clock'>,
  { dc, orgId }: OrgKey,
  leases: 'respected' | 'void',
): Promise<readonly Job[]> {
  const org = { dc, orgId };
  const rows = await listJson(store, org, EXPORT_PREFIX, exportRowSchema);
  const unfinished = rows
    .filter(({ value }) => !isExportOver(value))
    .toSorted((a, b) => (a.value.requestedAt < b.value.requestedAt ? -1 : 1));
  const jobs: Job[] = [];
  for (const item of unfinished) {
    const { value } = item;
    if (leases === 'respected') {
      if (isAbandoned(value, clock.now())) jobs.push({ kind: 'export', org, exportId: value.id });
      continue;
    }
    await replaceJson(store, org, item, { ...value, job: { ...value.job, leaseUntil: 0 } }, historyUntil(value));
    jobs.push({ kind: 'export', org, exportId: value.id });
  }
  return jobs;
}
