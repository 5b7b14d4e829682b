import { expect, test } from 'vitest';
import { performCall } from '#sandbox/embedded/browser/perform-call.ts';
import { PROTOCOL_CALLS } from '#sandbox/embedded/browser/protocol-table.ts';
import { createSdkCalls } from '#sandbox/embedded/browser/sdk-calls.ts';
import { isObject } from '#sandbox/embedded/browser/wire.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { protocolProblems, rowsOfCall } from '#test/support/protocol-problems.ts';
import { createSdkCrmClient } from '#test/support/sdk-crm-client.ts';

type Data = Readonly<Record<string, unknown>>;
const ID = '5843104000000100001';

/** A caller's arguments with everything any call looks at. */
const INPUT = {
  Entity: 'Accounts',
  RecordID: ID,
  RelatedList: 'Deals',
  RelatedRecordID: ID,
  ID,
  Id: ID,
  Type: 'word',
  Query: 'x',
  page: 1,
  per_page: 10,
  fields: ['Phone'],
  Trigger: ['workflow'],
  duplicate_check_fields: ['Phone'],
  Title: 't',
  Content: 'c',
  select_query: 'select id from Accounts where id is not null',
};

/** The SDK client's calls, all of them, with what each sent. */
async function callEverything(): Promise<ReadonlyMap<string, readonly Data[]>> {
  const sent = new Map<string, Data[]>();
  let name = '';
  const calls = createSdkCalls((data) => {
    sent.set(name, [...(sent.get(name) ?? []), structuredClone(data)]);
    return Promise.resolve('https://crm.test');
  });
  async function callAll(path: string, value: unknown): Promise<void> {
    if (typeof value === 'function') {
      name = path;
      const takesName = /FUNCTIONS|CONNECT|zrc/.test(path);
      const input = { ...INPUT, APIData: [{ id: ID }] };
      await Reflect.apply(value, undefined, takesName ? ['name', input] : [input]);
      return;
    }
    if (isObject(value)) for (const [key, part] of Object.entries(value)) await callAll(`${path}.${key}`, part);
  }
  await callAll('ZOHO.CRM', calls.CRM);
  await callAll('zrc', calls.zrc);
  return sent;
}

test('everything the SDK client can send is a message of the table, and it can send every one of them', async () => {
  const sent = await callEverything();
  const reached = new Set(['init']);
  for (const [name, messages] of sent) {
    for (const data of messages) {
      const rows = rowsOfCall('CRM_EVENT', data);
      expect([name, rows.length, data]).toEqual([name, 1, data]);
      for (const row of rows) reached.add(row.name);
    }
  }
  expect([...new Set(PROTOCOL_CALLS.map(({ name }) => name))].filter((name) => !reached.has(name))).toEqual([]);
  expect(sent.size).toBeGreaterThanOrEqual(45);
});

test('every message of the widgets’ adapter is one of the table', async () => {
  const sent: Data[] = [];
  const { CRM } = createSdkCalls((data) => {
    sent.push(structuredClone(data));
    return Promise.resolve('');
  });
  // The adapter takes the part of the SDK that it has types for.
  const zoho = { CRM, embeddedApp: { on: () => undefined, init: () => Promise.resolve() } };
  const crm = createSdkCrmClient(zoho, createManualTimer());
  await Promise.allSettled([
    crm.currentUser(),
    crm.org(),
    crm.profile(ID),
    crm.modules(),
    crm.fields('Accounts'),
    crm.record('Accounts', ID, []),
    crm.relatedRecords('Accounts', ID, 'Deals', [], 1),
    crm.query('select id from Accounts where id is not null'),
  ]);
  const envelope = {
    type: 'SDK.EVENT',
    eventName: 'CRM_EVENT',
    appOrigin: 'x',
    uniqueID: 'x',
    promiseid: 'x',
    time: 1,
  };
  expect(sent).toHaveLength(8);
  expect(sent.flatMap((data) => protocolProblems({ ...envelope, data }))).toEqual([]);
});

test('what is no message of the SDK is found: another key, another value, a missing or private part around it', () => {
  const good = {
    type: 'SDK.EVENT',
    eventName: 'CRM_EVENT',
    appOrigin: 'x',
    uniqueID: 'x',
    promiseid: 'Promise100',
    time: 1,
    data: { category: 'QUERY', APIData: {}, sdkVersion: '1' },
  };
  expect(protocolProblems(good)).toEqual([]);
  const { promiseid: _, ...nameless } = good;
  for (const bad of [
    { ...good, extension: 1 },
    nameless,
    { ...good, eventName: 'THEME_EVENT' },
    { ...good, data: { ...good.data, theme: 'dark' } },
    { ...good, data: { category: 'THEME' } },
    { ...good, data: { category: 'META', type: 'THEMES' } },
    { ...good, data: undefined },
  ]) {
    expect([bad, protocolProblems(bad).length]).toEqual([bad, 1]);
  }
});

test('the host performs every call of the table, by one request to REST or by what the org has', async () => {
  const undone: string[] = [];
  for (const [name, messages] of await callEverything()) {
    // Their arguments are tried in tests of their own.
    if (name.startsWith('zrc.') || name.endsWith('getOrgVariable')) continue;
    for (const data of messages) {
      let done = 0;
      const act = (): void => void (done += 1);
      const serve = () => {
        done += 1;
        return Promise.resolve({ ok: true, data: {} });
      };
      const outcome = await performCall(data, {
        origin: 'https://crm.test',
        actions: { resize: act, openRecord: act, openTab: act, close: act },
        services: { functions: serve, connections: serve, connectors: serve, files: serve, processes: serve },
        rest: () => {
          done += 1;
          return Promise.resolve({ status: 200, body: { data: [] } });
        },
      });
      if (!outcome.ok || done !== 1) undone.push(name);
    }
  }
  expect(undone).toEqual([]);
});
