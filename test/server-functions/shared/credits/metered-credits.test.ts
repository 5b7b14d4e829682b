import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCreditMeter } from '#server-functions/shared/credits/credit-meter.ts';
import { CREDIT_SETTINGS } from '#server-functions/shared/credits/credit-settings.ts';
import { meterSender } from '#server-functions/shared/credits/meter-sender.ts';
import { openRunAccount } from '#server-functions/shared/credits/run-account.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(250);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

/** The CRM as its installer, everything metered twice: at the sender and for one job. */
function open(options: { readonly queryUpToRows?: number; readonly bulkWriteFromRows?: number } = {}) {
  const holder = sandbox.tokens.find(({ orgId, user }) => orgId === ZYLKER.orgId && user === 'administrator');
  const all = createCreditMeter();
  const job = createCreditMeter();
  const network = { fetch: globalThis.fetch };
  const sender = createRestSender({
    fetch: (...call) => network.fetch(...call),
    apiUrl: sandbox.url,
    tokens: createPresentedToken(holder?.accessToken ?? ''),
    retryDelay: { initialMs: 1, maxMs: 3 },
    meter: all,
  });
  const rest = meterSender(sender, { hold: () => () => undefined, note: job.note });
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  const crm = createRestCrmBatch({ rest, content: rest, clock: { now: () => SAMPLE_NOON }, wait, ...options });
  return { all, job, network, sender, rest, crm };
}
const isMeteredAlike = ({ all, job }: ReturnType<typeof open>): void => {
  const { spent, calls } = sandbox.credits(ZYLKER);
  expect([all.total, all.calls]).toEqual([spent, calls]);
  expect([job.total, job.calls, job.spent]).toEqual([all.total, all.calls, all.spent]);
  expect(sandbox.credits(NORDLICHT).spent).toBe(0);
};

async function readAccounts({ crm }: ReturnType<typeof open>): Promise<bigint[]> {
  const fields = [{ apiName: 'id', as: 'id', kind: 'id' as const }];
  const ids: bigint[] = [];
  for await (const batch of crm.readTable({ module: 'Accounts', fields }).batches) {
    const column = batch.columns.get('id');
    if (column?.kind === 'id') ids.push(...column.values.subarray(0, batch.length));
  }
  return ids;
}
const rename = (ids: readonly bigint[]) => ({
  module: 'Accounts',
  ids: BigInt64Array.from(ids),
  triggerWorkflows: false,
  columns: [{ apiName: 'Website', values: { at: (row: number) => `https://example.com/${row}` } }],
});

describe('our own count of credits is the CRM’s', () => {
  test('for metadata, queries and records', async () => {
    const at = open({ queryUpToRows: 10_000 });
    await at.crm.org();
    await at.crm.modules();
    const ids = await readAccounts(at);
    expect(ids).toHaveLength(250);
    expect((await at.crm.write(rename(ids))).written).toBe(250);
    isMeteredAlike(at);
    // 250 records by hundreds.
    expect(at.job.spent).toMatchObject({ records: 25 });
  });

  test('for bulk jobs and their polls', async () => {
    const at = open({ bulkWriteFromRows: 1 });
    const ids = await readAccounts(at);
    expect((await at.crm.write(rename(ids))).written).toBe(250);
    isMeteredAlike(at);
    expect(at.job.spent).toMatchObject({ bulkRead: 50, bulkWrite: 500 });
  });

  test('for calls that are refused, repeated or turned away', async () => {
    const at = open();
    const coql = (select_query: string) =>
      at.rest.send({ method: 'POST', path: '/crm/v8/coql', json: { select_query } });
    await expect(coql('select id from Nowhere where id is not null')).rejects.toMatchObject({ name: 'CrmError' });
    await coql('select id from Accounts where id is not null limit 1000');
    await coql('select id from Accounts where id is not null order by id asc limit 0, 2000');
    await coql("select id from Accounts where Account_Name = 'no limit 9'");
    const { fetch } = at.network;
    let broken = 2;
    at.network.fetch = async (...call) => {
      if (broken-- <= 0) return fetch(...call);
      // Answered by the CRM, and lost on the way.
      await fetch(...call);
      return new Response('<html>', { status: 200 });
    };
    await at.crm.modules();
    at.network.fetch = fetch;
    isMeteredAlike(at);
    // Turned away for its token: nothing was performed.
    const stranger = createRestSender({
      fetch,
      apiUrl: sandbox.url,
      tokens: createPresentedToken('nobody'),
      meter: at.all,
    });
    await expect(stranger.send({ method: 'GET', path: '/crm/v8/org' })).rejects.toMatchObject({
      reason: 'notAuthenticated',
    });
    isMeteredAlike(at);
  });
});

test('a job that may spend no more makes no call', async () => {
  const at = open();
  const meter = createCreditMeter();
  const stopped = meterSender(at.sender, {
    note: meter.note,
    hold(credits) {
      if (meter.total + credits > 2) throw new RangeError('nothing left');
      return () => undefined;
    },
  });
  const ask = () => stopped.send({ method: 'GET', path: '/crm/v8/org' });
  await ask();
  await ask();
  await expect(ask()).rejects.toThrow('nothing left');
  expect(sandbox.credits(ZYLKER)).toMatchObject({ spent: 2, calls: 2 });
});

test('of calls that are made together, those beyond the limit are not made', async () => {
  const at = open();
  const clock = { now: () => SAMPLE_NOON };
  const store = createMemoryStore(clock);
  const settings = { mostPerRun: 3, mostPerDay: null, changedBy: { id: '1', name: 'x' }, changedAt: 'x' };
  await createJson(store, ZYLKER, CREDIT_SETTINGS, settings);
  const account = await openRunAccount({ store, clock, ids: { next: (kind) => kind } }, ZYLKER, { id: 'run-1' });
  const limited = meterSender(at.sender, account);
  const asked = Array.from({ length: 10 }, () => limited.send({ method: 'GET', path: '/crm/v8/org' }));
  const answers = await Promise.allSettled(asked);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ reason: 'budgetReached' });
  expect([sandbox.credits(ZYLKER).spent, account.total]).toEqual([3, 3]);
});
