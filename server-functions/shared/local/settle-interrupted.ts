import type { OrgKey } from '#core/crm/org-key.ts';
import { sweepExports } from '../../export/sweep-exports.ts';
import { SNAPSHOT_PREFIX, snapshotRowSchema } from '../../setup/snapshot-row.ts';
import type { WorkPorts } from '../ports.ts';
import { listJson, replaceJson } from '../stores/json-items.ts';

const INTERRUPTED = 'interrupted';

/** Ends, by name, the snapshots that a process took with it, and removes the files of exports that nobody may fetch any more. Only for a platform on which one process does all work. */
export async function settleInterrupted(
  ports: Pick<WorkPorts, 'store' | 'blob' | 'clock' | 'logger'>,
  { dc, orgId }: OrgKey,
): Promise<void> {
  const { store } = ports;
  const org = { dc, orgId };
  await sweepExports(ports, org);
  for (const item of await listJson(store, org, SNAPSHOT_PREFIX, snapshotRowSchema)) {
    if (item.value.state !== 'queued' && item.value.state !== 'running') continue;
    const problems = [{ code: `snapshot.${INTERRUPTED}`, params: {}, where: 'snapshot' }];
    await replaceJson(store, org, item, { ...item.value, state: 'failed', problems }, item.value.expiresAt);
  }
}
