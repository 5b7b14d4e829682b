import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeZoho } from '#test/support/fake-zoho.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { connectZoho, HANDSHAKE_MS, PAGE_LOAD_MS, parsePageLoad } from '#widgets/shared/sdk/connect-zoho.ts';

const RECORD = { Entity: 'Accounts', EntityId: '5843104000000100001' };

test('PageLoad before init() has settled is kept', async () => {
  let finish = (): void => undefined;
  const opened = new Promise<void>((resolve) => void (finish = resolve));
  const fake = createFakeZoho({ init: () => opened });
  const connecting = connectZoho(fake.zoho, createManualTimer());
  fake.tell('PageLoad', RECORD);
  finish();
  expect(await connecting).toMatchObject({
    ok: true,
    value: { page: { entity: 'Accounts', recordIds: ['5843104000000100001'] } },
  });
});

test('PageLoad after init() is waited for', async () => {
  const fake = createFakeZoho();
  const timer = createManualTimer();
  const connecting = connectZoho(fake.zoho, timer);
  await timer.run(PAGE_LOAD_MS - 1);
  fake.tell('PageLoad', { Entity: 'Accounts', EntityId: ['1', '2'] });
  expect(await connecting).toMatchObject({ ok: true, value: { page: { recordIds: ['1', '2'] } } });
  expect(timer.waiting()).toBe(0);
});

test('a page that sends no PageLoad is a page without a record', async () => {
  const timer = createManualTimer();
  const connecting = connectZoho(createFakeZoho().zoho, timer);
  await timer.run(PAGE_LOAD_MS);
  expect(await connecting).toMatchObject({ ok: true, value: { page: { entity: null, recordIds: [] } } });
});

test('a page of its own, as a web tab is, waits for no PageLoad', async () => {
  const timer = createManualTimer();
  const connection = await connectZoho(createFakeZoho().zoho, timer, 'ownPage');
  expect(connection).toMatchObject({ ok: true, value: { page: { entity: null, recordIds: [] } } });
  expect(timer.waiting()).toBe(0);
});

test('an init() that never settles is a time-out, not an empty panel', async () => {
  const timer = createManualTimer();
  const connecting = connectZoho(createFakeZoho({ init: () => new Promise(() => undefined) }).zoho, timer);
  await timer.run(HANDSHAKE_MS - 1);
  expect(timer.waiting()).toBe(1);
  await timer.run(1);
  expect(await connecting).toEqual({ ok: false, error: 'handshakeTimeout' });
});

test('an init() that fails or throws is a failed handshake', async () => {
  const rejects = createFakeZoho({ init: () => Promise.reject(new Error('no frame')) });
  const throws = createFakeZoho({
    init: () => {
      throw new Error('Parentwindow reference not found.');
    },
  });
  for (const { zoho } of [rejects, throws]) {
    expect(await connectZoho(zoho, createManualTimer())).toEqual({ ok: false, error: 'handshakeFailed' });
  }
});

test('without Zoho’s script there is nothing to shake hands with', async () => {
  expect(await connectZoho(null, createManualTimer())).toEqual({ ok: false, error: 'sdkMissing' });
});

test('later PageLoads reach listeners until they leave', async () => {
  const fake = createFakeZoho();
  const connecting = connectZoho(fake.zoho, createManualTimer());
  fake.tell('PageLoad', RECORD);
  const connected = await connecting;
  if (!connected.ok) throw new Error('not connected');
  const heard: unknown[] = [];
  const leave = connected.value.onPage((page) => heard.push(page.recordIds[0]));
  fake.tell('PageLoad', { Entity: 'Accounts', EntityId: '7' });
  leave();
  fake.tell('PageLoad', { Entity: 'Accounts', EntityId: '8' });
  expect(heard).toEqual(['7']);
});

test('a forged PageLoad neither ends the wait nor reaches a listener', async () => {
  const fake = createFakeZoho();
  const timer = createManualTimer();
  const connecting = connectZoho(fake.zoho, timer);
  await timer.run(10);
  fake.tell('PageLoad', { Entity: 'Accounts', EntityId: '1 or 1=1' });
  expect(timer.waiting()).toBe(1);
  fake.tell('PageLoad', RECORD);
  const connected = await connecting;
  if (!connected.ok) throw new Error('not connected');
  connected.value.onPage(() => expect.unreachable());
  for (const forged of FORGED) fake.tell('PageLoad', forged);
});

const FORGED: readonly unknown[] = [
  null,
  'Accounts',
  42,
  [],
  [RECORD],
  { Entity: 'Accounts', EntityId: 5843104 },
  { Entity: 'Accounts', EntityId: "1' or '1'='1" },
  { Entity: 'Accounts', EntityId: '<img src=x onerror=alert(1)>' },
  { Entity: 'Accounts', EntityId: ['1', null] },
  { Entity: 'Accounts', EntityId: Array.from({ length: 101 }, () => '1') },
  { Entity: 'Accounts', EntityId: '1'.repeat(20) },
  { Entity: 'Accounts', EntityId: { toString: () => '1' } },
  { Entity: 'Accounts; drop', EntityId: '1' },
  { Entity: '../users', EntityId: '1' },
  { Entity: ['Accounts'], EntityId: '1' },
  { Entity: 'A'.repeat(101), EntityId: '1' },
];

test('shapes that no CRM page sends are no pages', () => {
  expect(FORGED.filter((data) => parsePageLoad(data) !== null)).toEqual([]);
});

test('whatever is sent, a page names a module by letters and records by digits', () => {
  const value = fc.oneof(
    fc.anything(),
    fc.stringMatching(/^[0-9]{1,25}$/),
    fc.array(fc.stringMatching(/^[0-9]{1,25}$/)),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ Entity: fc.oneof(fc.string(), fc.anything()), EntityId: value })),
      (data) => {
        const page = parsePageLoad(data);
        if (page === null) return;
        if (page.entity !== null) expect(page.entity).toMatch(/^[A-Za-z]\w{0,99}$/);
        for (const id of page.recordIds) expect(id).toMatch(/^[0-9]{1,19}$/);
      },
    ),
    { numRuns: propertyRuns(2_000) },
  );
});
