import { afterEach, describe, expect, test } from 'vitest';
import { DATA_CENTRES, type OrgKey } from '#core/crm/org-key.ts';
import type { Job, Queue } from '#server-functions/shared/ports.ts';

export interface QueueHarness {
  readonly queue: Queue;
  /** Delivers what is waiting, as the platform does, until nothing is; what throws is delivered again. */
  deliver(perform: (job: Job) => Promise<void>): Promise<void>;
  /** Whoever delivers is gone and begun anew; what waited still does. */
  restart(): Promise<void> | void;
  /** The answer to the next enqueuing is lost, though the job was taken. */
  loseAnswer(): void;
  dispose(): Promise<void> | void;
}

const HERE: OrgKey = { dc: 'eu', orgId: '7001' };
const THERE: OrgKey = { dc: 'com', orgId: '7001' };

/** What every `Queue` must do: at least once, in any order, and nothing of one org for another. */
export function queueContract(adapter: string, open: () => Promise<QueueHarness> | QueueHarness): void {
  describe(`${adapter} keeps the Queue contract`, () => {
    const harnesses: QueueHarness[] = [];
    const openQueue = async (): Promise<QueueHarness> => {
      const harness = await open();
      harnesses.push(harness);
      return harness;
    };
    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    test('every kind of job arrives as it was given', async () => {
      const { queue, deliver } = await openQueue();
      for (const job of jobsOf(HERE, '1')) await queue.enqueue(job);
      expect(sorted(await delivered(deliver))).toEqual(sorted(jobsOf(HERE, '1')));
    });

    test('nothing arrives of what nobody asked for', async () => {
      const { deliver } = await openQueue();
      expect(await delivered(deliver)).toEqual([]);
    });

    test('many jobs at once all arrive, in whatever order', async () => {
      const { queue, deliver } = await openQueue();
      const jobs = Array.from({ length: 20 }, (_, n) => jobsOf(HERE, String(n))).flat();
      await Promise.all(jobs.map((job) => queue.enqueue(job)));
      expect(sorted(await delivered(deliver))).toEqual(sorted(jobs));
    });

    test('a job that is enqueued twice arrives, each time the same', async () => {
      const { queue, deliver } = await openQueue();
      const [job] = jobsOf(HERE, '1');
      await queue.enqueue(job);
      await queue.enqueue(job);
      const arrived = await delivered(deliver);
      expect(arrived.length).toBeGreaterThanOrEqual(1);
      for (const each of arrived) expect(each).toEqual(job);
    });

    test('a job whose taking was not confirmed arrives all the same', async () => {
      const { queue, deliver, loseAnswer } = await openQueue();
      const [job] = jobsOf(HERE, '1');
      loseAnswer();
      await queue.enqueue(job);
      const arrived = await delivered(deliver);
      expect(arrived.length).toBeGreaterThanOrEqual(1);
      for (const each of arrived) expect(each).toEqual(job);
    });

    test('a delivery that breaks is made again, and others go on', async () => {
      const { queue, deliver } = await openQueue();
      const [broken, other] = jobsOf(HERE, '1');
      await queue.enqueue(broken);
      await queue.enqueue(other);
      const seen: Job[] = [];
      await deliver(async (job) => {
        seen.push(job);
        if (job.kind === broken.kind && seen.filter(({ kind }) => kind === broken.kind).length < 3)
          throw new Error('the worker broke');
      });
      expect(seen.filter(({ kind }) => kind === broken.kind)).toEqual([broken, broken, broken]);
      expect(seen).toContainEqual(other);
    });

    test('what waits survives a restart of whoever delivers it', async () => {
      const { queue, deliver, restart } = await openQueue();
      for (const job of jobsOf(HERE, '1')) await queue.enqueue(job);
      await restart();
      await queue.enqueue(jobsOf(HERE, '2')[0]);
      expect(sorted(await delivered(deliver))).toEqual(sorted([...jobsOf(HERE, '1'), jobsOf(HERE, '2')[0]]));
    });

    test('a job that is enqueued while it is performed arrives once more', async () => {
      const { queue, deliver } = await openQueue();
      const [job] = jobsOf(HERE, '1');
      await queue.enqueue(job);
      let deliveries = 0;
      await deliver(async (each) => {
        if (++deliveries === 1) await queue.enqueue(each);
      });
      expect(deliveries).toBe(2);
    });

    test('the same id in two orgs is two jobs, each of its own org', async () => {
      const { queue, deliver } = await openQueue();
      const jobs = [HERE, THERE].map((org) => jobsOf(org, 'same')[0]);
      for (const job of jobs) await queue.enqueue(job);
      expect(sorted(await delivered(deliver))).toEqual(sorted(jobs));
    });

    test('orgs of every data centre keep their place', async () => {
      const { queue, deliver } = await openQueue();
      const jobs = DATA_CENTRES.flatMap((dc) => ['7001', '70011'].map((orgId) => jobsOf({ dc, orgId }, 'same')[1]));
      for (const job of jobs) await queue.enqueue(job);
      expect(sorted(await delivered(deliver))).toEqual(sorted(jobs));
    });
  });
}

function jobsOf(org: OrgKey, id: string): [Job, Job, Job, Job, Job] {
  return [
    { kind: 'score', org, runId: `run-${id}` },
    { kind: 'export', org, exportId: `export-${id}` },
    { kind: 'snapshot', org, snapshotId: `snapshot-${id}` },
    { kind: 'intake', org, intakeId: `intake-${id}` },
    { kind: 'rules', org, rulesRunId: `rules-${id}` },
  ];
}

async function delivered(deliver: QueueHarness['deliver']): Promise<readonly Job[]> {
  const arrived: Job[] = [];
  await deliver(async (job) => void arrived.push(job));
  return arrived;
}

function sorted(jobs: readonly Job[]): readonly string[] {
  return jobs.map((job) => JSON.stringify(job)).toSorted();
}
