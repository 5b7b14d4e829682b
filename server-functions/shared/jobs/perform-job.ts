import { performExport } from '../../export/perform-export.ts';
import { performIntake } from '../../intake/perform-intake.ts';
import { performRules } from '../../scoring-rules/perform-rules.ts';
import { performRun, type Delivered } from '../../score/perform-run.ts';
import { performSnapshot } from '../../setup/perform-snapshot.ts';
import type { Job, WorkPorts } from '../ports.ts';
import type { Delivery } from '../runs/drive-job.ts';
import { withSmallHeap } from './with-small-heap.ts';

/**
 * One delivery of a job, which may come twice. `again`: its time is up before its end, and whoever delivers jobs delivers it
 * once more. `deadline` is when the platform ends whatever still works, in epoch milliseconds; null = it never does. Throws
 * `StoreError` where not even the job's row can be written.
 */
export async function performJob(ports: WorkPorts, job: Job, how: Delivered = {}): Promise<Delivery> {
  switch (job.kind) {
    case 'score':
      return performRun(ports, job, how);
    case 'export':
      return withSmallHeap(() => performExport(ports, job, how));
    case 'snapshot':
      await performSnapshot(ports, job);
      return 'ended';
    case 'intake':
      return performIntake(ports, job, { deadline: how.deadline ?? null });
    case 'rules':
      return withSmallHeap(() => performRules(ports, job, { deadline: how.deadline ?? null }));
  }
}
