import { afterAll } from 'vitest';
import { createCatalystCalls } from '#server-functions/shared/catalyst/catalyst-call.ts';
import { createNoSqlStore } from '#server-functions/shared/catalyst/nosql-store.ts';
import { connectProject, sharedFakeCatalyst } from '#test/support/catalyst/connect-fake.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';
import { storeContract } from './store-contract.ts';

afterAll(async () => (await sharedFakeCatalyst()).close());

for (const [name, switches] of [
  ['as documented', AS_DOCUMENTED],
  ['otherwise', OTHERWISE],
] as const) {
  storeContract(`the Catalyst store (${name})`, async (start) => {
    let now = start;
    const project = (await sharedFakeCatalyst()).project(switches);
    const services = await connectProject(project);
    return {
      store: createNoSqlStore({
        services: () => services,
        clock: { now: () => now },
        calls: createCatalystCalls({ retryDelayMs: 1 }),
      }),
      advance: (ms) => void (now += ms),
      // The SDK makes a call whose connection broke again by itself, twice: all three answers are lost.
      loseAnswer: (fate) => {
        const fault = fate === 'done' ? 'answerLost' : 'callLost';
        project.faults.writes.push(fault, fault, fault);
      },
      dispose: () => {},
    };
  });
}
