import type { OrgKey } from '#core/crm/org-key.ts';
import type { Job, WorkPorts } from '../shared/ports.ts';
import { listJson, replaceJson } from '../shared/stores/json-items.ts';
import { EXPORT_PREFIX, exportRowSchema, historyUntil, isExportOver } from './export-row.ts';

/**
 * Exports of an org that a former process left unfinished, oldest first: to be delivered again. Only for a process that has just
 * started and is the only one to work: whoever still holds a lease died with the one before.
 */
export async function takeUpExports(
  { store }: Pick<WorkPorts, 'store'>,
  { dc, orgId }: OrgKey,
): Promise<readonly Job[]> {
  const org = { dc, orgId };
  const rows = await listJson(store, org, EXPORT_PREFIX, exportRowSchema);
  const unfinished = rows
    .filter(({ value }) => !isExportOver(value))
    .toSorted((a, b) => (a.value.requestedAt < b.value.requestedAt ? -1 : 1));
  const jobs: Job[] = [];
  for (const item of unfinished) {
    const { value } = item;
    await replaceJson(store, org, item, { ...value, job: { ...value.job, leaseUntil: 0 } }, historyUntil(value));
    jobs.push({ kind: 'export', org, exportId: value.id });
  }
  return jobs;
}
