import type { Configuration } from '#core/configuration/configuration.ts';
import { labelFieldsOf } from '#core/configuration/label-fields-of.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { newRunJob } from '#server-functions/score/run-cursor.ts';
import { runKey, runRowSchema } from '#server-functions/score/run-row.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import type { CrmFixture } from './crm-fixture.ts';
import { createMemoryBlob } from './memory-blob.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from './memory-crm-data.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addTechniqueModules, withEveryTechnique } from './techniques-org.ts';

export const RUN_ORG = { dc: 'com', orgId: '7001' } as const;
export const RUN_NOON = Date.UTC(2026, 5, 30, 12);
export const RUN_ID = 'run-simulated';
/** Enough for five levels. */
export const RUN_ACCOUNTS = 36;

const random = createRandom(1);
const FIXTURE: CrmFixture = {
  accounts: Array.from({ length: RUN_ACCOUNTS }, (_, index) => ({
    name: `Account ${index}`,
    industry: index % 3 === 0 ? null : 'Communications',
    employees: Math.floor(random() * 2_000),
  })),
  deals: Array.from({ length: 90 }, (_, index) => ({
    name: `Deal ${index}`,
    account: `Account ${index % RUN_ACCOUNTS}`,
    stage: random() < 0.8 || index < RUN_ACCOUNTS ? ('Closed Won' as const) : ('Qualification' as const),
    amount: (random() * 10_000).toFixed(2),
    closingDate: `2026-0${1 + Math.floor(random() * 6)}-1${Math.floor(random() * 9)}`,
  })),
};

export interface RunWorld {
  readonly memory: MemoryOrg;
  readonly store: ReturnType<typeof createMemoryStore>;
  readonly blob: ReturnType<typeof createMemoryBlob>;
  readonly written: Map<string, number>;
  readonly configuration: Configuration;
}

/** An org in memory, configured as proposed or with every technique, with a run that waits for its worker. */
export async function createRunWorld(
  clock: { now(): number },
  techniques: 'proposed' | 'every' = 'proposed',
): Promise<RunWorld> {
  const memory = createMemoryOrg(FIXTURE, 1_000n);
  if (techniques === 'every') addTechniqueModules(memory, createRandom(2));
  const crm = createMemoryCrmBatch(memory);
  const proposed = await proposeFor(crm, { at: '2026-06-30T12:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const configuration: Configuration = techniques === 'every' ? withEveryTechnique(proposed.value) : proposed.value;
  const fields = labelFieldsOf(configuration);
  await crm.createFields(
    'Accounts',
    fields.map(({ field }) => field),
  );
  const store = createMemoryStore(clock);
  await publishConfiguration({ store, ids: { next: (prefix) => `${prefix}-1` } }, RUN_ORG, configuration);
  const row = {
    id: RUN_ID,
    state: 'queued',
    requestedAt: '2026-06-30T12:00:00Z',
    requestedBy: 'test',
    startedAt: null,
    endedAt: null,
    asOf: '2026-06-30',
    progress: { accounts: 0, deals: 0, lineItems: 0 },
    reason: null,
    problems: [],
    generation: null,
    projection: null,
    job: newRunJob(),
  };
  await createJson(store, RUN_ORG, runKey(RUN_ID), runRowSchema.parse(row));
  return { memory, store, blob: createMemoryBlob(), written: new Map(), configuration };
}
