import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { IntakeCoverage } from '#core/intake/coverage.ts';
import { openIntake } from '#server-functions/intake/open-intake.ts';
import { startIntake } from '#server-functions/intake/start-intake.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions, type Reply } from './local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from './sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };

/** One sandbox for the tests of a file; `take` is given a world anew before each of them. */
export function inIntakeWorlds(take: (world: IntakeWorld) => void): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createIntakeSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => take(await createIntakeWorld(sandbox)));
}

/** An org whose contacts and owners wrote to each other, and one without anything. */
export function createIntakeSandbox(): Promise<Sandbox> {
  const moduleUrl = new URL('../../sandbox/sample-org/seed.ts', import.meta.url).href;
  return createSandbox({
    orgs: [
      { definition: ZYLKER, seed: { moduleUrl, options: { seed: 1, accounts: 40, touchPoints: 1 } } },
      { definition: NORDLICHT, seed: null },
    ],
    clock: { now: () => SAMPLE_NOON },
  });
}

export interface IntakeWorld {
  readonly sandbox: Sandbox;
  readonly functions: LocalFunctions;
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
  switchTo(state: 'on' | 'off', mostPerDay: number): Promise<void>;
  /** The row of an intake that nobody works on yet. */
  queue(): Promise<string>;
  /** As if nothing had ever been read. */
  forget(): Promise<void>;
  /** What is published, as lines. */
  kept(): Promise<{ coverage: IntakeCoverage; touches: readonly string[]; texts: readonly string[] }>;
  deleteRecord(module: string, id: string): Promise<void>;
}

/** Functions in front of it, after a first run. */
export async function createIntakeWorld(sandbox: Sandbox): Promise<IntakeWorld> {
  const functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  const scored = await configureAndScore(functions, ORG, SAMPLE_DAY);
  expect(scored.at('run', 'state')).toBe('done');
  const admin: IntakeWorld['admin'] = (method, path, body) =>
    functions.as('administrator', ORG).call(method, path, body);

  async function switchTo(state: 'on' | 'off', mostPerDay: number): Promise<void> {
    const { at } = await admin('GET', '/v1/intake');
    const reply = await admin('PUT', '/v1/intake', { state, mostPerDay, revision: at('policy', 'revision') });
    expect(reply.status).toBe(200);
  }

  async function queue(): Promise<string> {
    const nobody = { enqueue: async () => undefined };
    const id = functions.ports.ids.next('intake');
    await startIntake({ ...functions.ports, queue: nobody }, ORG, { id, requestedBy: 'test' });
    return id;
  }

  async function forget(): Promise<void> {
    const { store, blob } = functions.ports;
    for (const prefix of ['intake/runs/', 'intake/current', 'intake/latest'])
      for (const { key, revision } of (await store.list(ORG, prefix)).items) await store.remove(ORG, key, revision);
    for (const { key } of await blob.list(ORG, 'intake/')) await blob.remove(ORG, key);
    functions.clock.ms = SAMPLE_NOON;
  }

  async function kept() {
    const reader = await openIntake(functions.ports, ORG);
    if (reader === null) throw new Error('nothing was published');
    const touches: string[] = [];
    const texts: string[] = [];
    for await (const each of reader.touchPoints())
      for (let row = 0; row < each.length; row++)
        touches.push(
          [
            each.source,
            each.recordId[row],
            each.contact[row],
            each.account[row],
            each.touch[row],
            each.day[row],
            each.hour[row],
          ].join(),
        );
    for await (const each of reader.texts())
      for (let row = 0; row < each.length; row++)
        texts.push(
          [
            each.recordId[row],
            each.contact[row],
            each.account[row],
            each.day[row],
            each.direction[row],
            each.text.at(row),
          ].join(),
        );
    return { coverage: reader.coverage, touches: touches.toSorted(), texts: texts.toSorted() };
  }

  async function deleteRecord(module: string, id: string): Promise<void> {
    const token = sandbox.tokens.find((each) => each.orgId === ORG.orgId && each.user === 'administrator');
    const deleted = await fetch(new URL(`/crm/v8/${module}?ids=${id}`, sandbox.url), {
      method: 'DELETE',
      headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` },
    });
    expect(deleted.status).toBe(200);
  }

  return { sandbox, functions, admin, switchTo, queue, forget, kept, deleteRecord };
}
