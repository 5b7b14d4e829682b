import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSdk, type SdkAnswer } from '#test/support/answer-sdk.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { EVIL, startPanelHarness, type OpenPanel, type PanelHarness } from '#test/support/panel-harness.ts';
import { createPanelWorld, DEALS, publish, type PanelWorld } from '#test/support/panel-world.ts';
import { XSS_PAYLOADS } from '#test/support/xss-payloads.ts';

let harness: PanelHarness;
beforeAll(async () => {
  if (NO_CHROMIUM === null) harness = await startPanelHarness();
});
afterAll(async () => {
  if (NO_CHROMIUM === null) await harness.close();
});
const WITHOUT_BROWSER = NO_CHROMIUM !== null;
/** A hundred loads of the panel beside other tests' browsers. */
const MANY_LOADS_MS = 120_000;

/** Every value that the panel shows, replaced by the payload. */
function infect(payload: string): PanelWorld {
  // Names of labels have at most 60 characters.
  const name = payload.slice(0, 60);
  const world = createPanelWorld({
    account: { Account_Name: payload, Owner: { id: '1', name: payload } },
    deals: DEALS.map((deal) => ({ ...deal, name: payload })),
    criteria: { conditions: [{ field: 'industry', operator: 'is', value: payload }], pattern: '' },
  });
  publish(world, (published) => ({
    ...published,
    labels: published.labels.map((label) => ({ ...label, names: { en: name, es: name } })),
  }));
  for (const fields of Object.values(world.fields)) {
    for (const field of fields) {
      field.field_label = payload;
      for (const option of field.pick_list_values ?? []) option['display_value'] = payload;
    }
  }
  return world;
}

test.skipIf(WITHOUT_BROWSER)(
  '100 payloads in every shown value: shown as text, none becomes an element, none runs',
  { timeout: MANY_LOADS_MS },
  async () => {
    let world = infect(XSS_PAYLOADS[0] ?? '');
    const panel = await harness.open(createPanelWorld(), { answer: (data) => answerSdk(world, data) });
    await panel.frame.waitForSelector('.label-card');
    const blank = await panel.frame.evaluate<string>(
      '[...new Set([...document.body.querySelectorAll("*")].map((e) => e.tagName))].join()',
    );
    expect(blank).not.toContain('IMG');
    for (const [index, payload] of XSS_PAYLOADS.entries()) {
      const id = `584310400005${index}`;
      world = infect(payload);
      const account = world.records['Accounts']?.[0];
      if (account === undefined) throw new Error('no account');
      account.id = id;
      for (const deal of world.records['Deals'] ?? []) deal['Account_Name'] = { id };
      // Every fourth is one that the criteria keep out: its sentence quotes the payload too.
      const outside = index % 4 === 3;
      if (outside) delete account['ABM_Evidence'];
      await send(panel, { type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: { Entity: 'Accounts', EntityId: id } });
      const shown = outside ? '.state .reasons li' : '.panel h1';
      await expect.poll(() => textOf(panel, shown), { interval: 5 }).toContain(payload);
      if (!outside) {
        await panel.frame.evaluate(
          "document.querySelectorAll('.label-card > button').forEach((button) => button.click())",
        );
        await panel.frame.waitForSelector('.deals');
        const texts = await panel.frame.evaluate<Record<string, string>>(
          `Object.fromEntries(['.panel__facts', '.chip', '.deals .button', '.deals__facts', '.label-card:last-child .reasons'].map((at) => [at, document.querySelector(at).textContent]))`,
        );
        expect(texts['.panel__facts']).toContain(payload);
        expect(texts['.chip']).toBe(payload.slice(0, 60));
        expect(texts['.deals .button']).toBe(payload);
        expect(texts['.deals__facts']).toContain(payload);
        expect(texts['.label-card:last-child .reasons']).toContain(payload);
      }
      const foreign =
        'script, img, svg, math, iframe, object, form, style, base, link, meta, video, audio, input, details, marquee, template, a, [onerror], [onload], [onfocus]';
      expect([payload, await panel.frame.locator(`body :is(${foreign}):not(body > script)`).count()]).toEqual([
        payload,
        0,
      ]);
    }
    expect(await panel.frame.evaluate('globalThis.X')).toBeUndefined();
    expect(await panel.page.evaluate('globalThis.X')).toBeUndefined();
    expect(panel.complaints).toEqual([]);
    await panel.close();
  },
);

const OTHER = '5843104000000100002';
const PAGE_LOAD = { Entity: 'Accounts', EntityId: OTHER };
/** Well-formed, from somebody who has no business to send it. */
const FORGED: readonly unknown[] = [
  { type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: PAGE_LOAD },
  JSON.stringify({ type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: PAGE_LOAD }),
  { type: 'FRAMEWORK.EVENT', eventName: 'SET_CONTEXT', data: { uniqueID: 'mine' } },
  { type: 'FRAMEWORK.EVENT', eventName: '__HANDSHAKE__', data: { parentOrigin: EVIL } },
  ...['Dial', 'DialerActive', 'Notify', 'NotifyAndWait', 'ContextUpdate', 'CLOSE_RELOAD'].map((eventName) => ({
    type: 'FRAMEWORK.EVENT',
    eventName,
    data: PAGE_LOAD,
  })),
  { eventName: '__HANDSHAKE__', data: { parentOrigin: EVIL } },
  {
    type: 'FRAMEWORK.EVENT',
    eventName: 'SET_CONTEXT',
    data: { uniqueID: 'panel-1', locale: 'es_ES', model: PAGE_LOAD },
  },
  { type: 'FRAMEWORK.EVENT', eventName: 'EVENT_RESPONSE', promiseid: 'Promise100', data: `${EVIL}/zdk.js` },
  ...Array.from({ length: 25 }, (_, index) => ({
    type: 'FRAMEWORK.EVENT',
    eventName: index % 2 === 0 ? 'EVENT_RESPONSE' : 'EVENT_RESPONSE_FAILURE',
    promiseid: `Promise${100 + index}`,
    data: { users: [{ id: '1', profile: { id: '1' } }], code: 'NO_PERMISSION' },
  })),
];
/** Misshapen, from the CRM page itself. */
const MALFORMED: readonly unknown[] = [
  null,
  undefined,
  0,
  '',
  'PageLoad',
  '{"type":"FRAMEWORK.EVENT"',
  [],
  {},
  { type: 'FRAMEWORK.EVENT' },
  { type: 'FRAMEWORK.EVENT', eventName: 7, data: PAGE_LOAD },
  { type: 'framework.event', eventName: 'PageLoad', data: PAGE_LOAD },
  { type: 'SDK.EVENT', eventName: 'PageLoad', data: PAGE_LOAD },
  { type: 'FRAMEWORK.EVENT', eventName: 'pageload', data: PAGE_LOAD },
  { type: 'FRAMEWORK.EVENT', eventName: 'EVENT_RESPONSE', promiseid: 'Promise9999', data: {} },
  { type: 'FRAMEWORK.EVENT', eventName: 'EVENT_RESPONSE', promiseid: { toString: 'x' }, data: {} },
  { type: 'FRAMEWORK.EVENT', eventName: 'toString', data: {} },
  { type: 'FRAMEWORK.EVENT', eventName: '__proto__', data: {} },
  ...[
    null,
    'x',
    [OTHER],
    { Entity: 'Accounts', EntityId: Number(OTHER) },
    { Entity: 'Accounts', EntityId: `${OTHER}' or 1=1` },
    { Entity: 'Accounts', EntityId: '<script>self.X=1</script>' },
    { Entity: 'Accounts', EntityId: [OTHER, '../x'] },
    { Entity: 'Accounts', EntityId: { id: OTHER } },
    { Entity: '../../users', EntityId: OTHER },
    { Entity: 'Accounts where 1=1', EntityId: OTHER },
    { Entity: 'A'.repeat(200), EntityId: OTHER },
    { Entity: 'Accounts', EntityId: '9'.repeat(30) },
    { Entity: 'Accounts', EntityId: Array.from({ length: 500 }, () => OTHER) },
    { Entity: null, EntityId: OTHER },
    { Entity: 'Accounts', EntityId: true },
    { Entity: 'Accounts', EntityId: '１２３' },
    { Entity: 'Cuentas\u0000', EntityId: OTHER },
  ].map((data) => ({ type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data })),
];

test.skipIf(WITHOUT_BROWSER)('200 forged or malformed messages change nothing', async () => {
  const world = createPanelWorld();
  world.records['Accounts']?.push({ ...world.records['Accounts'][0], id: OTHER, Account_Name: 'Forged Ltd' });
  const panel = await harness.open(world);
  await panel.frame.waitForSelector('.label-card');
  const state = async (): Promise<string> =>
    `${await panel.frame.evaluate<string>('document.documentElement.outerHTML')} ${panel.calls.length}`;
  const twoFrames = 'new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen())))';
  await expect
    .poll(async () => {
      const was = await state();
      await panel.frame.evaluate(twoFrames);
      return (await state()) === was;
    })
    .toBe(true);
  const before = await state();
  await neighbour(panel);
  let sent = 0;
  for (let round = 0; round < 3; round++) {
    for (const message of FORGED) {
      await sendFromNeighbour(panel, message);
      sent++;
    }
    for (const message of MALFORMED) {
      await send(panel, message);
      sent++;
    }
  }
  // The panel's own frame can be made to talk to itself by nobody but itself; its messages have its own origin.
  for (const message of FORGED) {
    await panel.frame.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    sent++;
  }
  await panel.page.waitForTimeout(200);
  expect(sent).toBeGreaterThanOrEqual(200);
  expect(await state()).toBe(before);
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)(
  'answers forged while the panel waits for the true ones are not taken for them',
  async () => {
    const world = createPanelWorld();
    world.profile.permissions_details = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (release = resolve));
    const panel = await harness.open(world, {
      async answer(data): Promise<SdkAnswer> {
        await gate;
        return answerSdk(world, data);
      },
    });
    await panel.frame.waitForSelector('.skeleton');
    await expect.poll(() => panel.calls.length).toBeGreaterThan(2);
    await neighbour(panel);
    const granted = {
      profiles: [
        { id: '5843104000000026011', permissions_details: [{ name: 'Crm_Implied_Manage_ABM', enabled: true }] },
      ],
    };
    for (let promise = 100; promise < 200; promise++) {
      await sendFromNeighbour(panel, {
        type: 'FRAMEWORK.EVENT',
        eventName: 'EVENT_RESPONSE',
        promiseid: `Promise${promise}`,
        data: granted,
      });
    }
    release();
    await panel.frame.waitForSelector('text=Crm_Implied_Manage_ABM');
    await panel.close();
  },
);

async function textOf({ frame }: OpenPanel, selector: string): Promise<string> {
  return await frame.evaluate<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
}

async function send({ page }: OpenPanel, message: unknown): Promise<void> {
  await page.evaluate(`frames[0].postMessage(${JSON.stringify(message) ?? 'undefined'}, '*')`);
}

/** A frame of somebody else, beside the panel's. */
async function neighbour({ page }: OpenPanel): Promise<void> {
  await page.evaluate(
    `new Promise((resolve) => { const f = document.createElement('iframe'); f.onload = resolve; f.src = '${EVIL}/'; document.body.append(f); })`,
  );
}

async function sendFromNeighbour({ page }: OpenPanel, message: unknown): Promise<void> {
  const frame = page.frames().find((candidate) => candidate.url().startsWith(EVIL));
  if (frame === undefined) throw new Error('no neighbour');
  await frame.evaluate(`parent.frames[0].postMessage(${JSON.stringify(message)}, '*')`);
}
