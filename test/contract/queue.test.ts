import { afterAll } from 'vitest';
import { createCatalystCalls } from '#server-functions/shared/catalyst/catalyst-call.ts';
import { createJobQueue, parseJob } from '#server-functions/shared/catalyst/job-queue.ts';
import { connectProject, NAMES, sharedFakeCatalyst } from '#test/support/catalyst/connect-fake.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';
import { createMemoryQueue } from '#test/support/memory-queue.ts';
import { queueContract } from './queue-contract.ts';

afterAll(async () => (await sharedFakeCatalyst()).close());

queueContract('the memory queue', () => {
  const queue = createMemoryQueue();
  return { queue, deliver: (perform) => queue.deliver(perform), restart() {}, loseAnswer() {}, dispose() {} };
});

for (const [name, switches] of [
  ['as documented', AS_DOCUMENTED],
  ['otherwise', OTHERWISE],
] as const) {
  queueContract(`the Catalyst queue (${name})`, async () => {
    const project = (await sharedFakeCatalyst()).project(switches);
    const connect = async () => {
      const services = await connectProject(project);
      const calls = createCatalystCalls({ retryDelayMs: 1 });
      return createJobQueue({ services: () => services, jobPool: NAMES.jobPool, target: 'abm_jobs', calls });
    };
    let queue = await connect();
    return {
      queue: { enqueue: (job) => queue.enqueue(job) },
      async deliver(perform) {
        const takeNext = () => (switches.jobDelivery === 'reordered' ? project.jobs.pop() : project.jobs.shift());
        for (let next = takeNext(); next !== undefined; next = takeNext()) {
          const again = next;
          const job = parseJob(again.params);
          if (job === null) throw new Error('the parameters are none of ours');
          // A failure is a new job record with the same parameters.
          await perform(job).catch(() => void project.jobs.push(again));
        }
      },
      async restart() {
        queue = await connect();
      },
      loseAnswer: () => void project.faults.writes.push('answerLost'),
      dispose() {},
    };
  });
}
