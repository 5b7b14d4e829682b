import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { answerSdk } from '#test/support/answer-sdk.ts';
import { startPanelHarness, type OpenPanel, type PanelHarness } from '#test/support/panel-harness.ts';
import { createPanelWorld, DEALS, dealId } from '#test/support/panel-world.ts';

let harness: PanelHarness;
beforeAll(async () => {
  if (NO_CHROMIUM === null) harness = await startPanelHarness();
});
afterAll(async () => {
  if (NO_CHROMIUM === null) await harness.close();
});
const WITHOUT_BROWSER = NO_CHROMIUM !== null;

const focused = ({ frame }: OpenPanel): Promise<string> => frame.evaluate<string>('document.activeElement.textContent');
const uiCalls = ({ calls }: OpenPanel, action: string): unknown[] =>
  calls.filter((call) => JSON.stringify(call).includes(`"UI"`) && JSON.stringify(call).includes(action));

test.skipIf(WITHOUT_BROWSER)('by keyboard alone: from the label to its reasons to a deal’s own page', async () => {
  const panel = await harness.open(createPanelWorld());
  const { page, frame } = panel;
  await frame.waitForSelector('.label-card');
  await frame.focus('body');
  await page.keyboard.press('Tab');
  expect(await focused(panel)).toBe('See all');
  const outline = await frame.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
  expect(outline).toBe('solid');
  await page.keyboard.press('Enter');
  await frame.waitForSelector('.deals');
  expect(await focused(panel)).toBe('Show less');
  await page.keyboard.press('Tab');
  expect(await focused(panel)).toBe('Crane fleet, phase 3');
  await page.keyboard.press('Enter');
  await expect.poll(() => uiCalls(panel, 'OPEN')).toMatchObject([{ data: { Entity: 'Deals', RecordID: dealId(0) } }]);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await expect.poll(() => frame.locator('.deals').count()).toBe(0);
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)('the button tells what it opens and whether it is open', async () => {
  const panel = await harness.open(createPanelWorld());
  const { frame } = panel;
  const button = frame.getByRole('button', { name: 'See all reasons: Firmographics' });
  await button.click();
  const open = frame.getByRole('button', { name: 'Show less: Firmographics' });
  expect(await open.getAttribute('aria-expanded')).toBe('true');
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)('the two strongest reasons stand open, the third waits', async () => {
  const panel = await harness.open(createPanelWorld());
  const reasons = panel.frame.locator('.label-card').first().locator('.reasons li');
  await reasons.first().waitFor();
  expect(await reasons.allInnerTexts()).toEqual([
    'Last purchase on Dec 13, 2025, 19 days before the count: recency 5 of 5 (up to 124 days)',
    '6 purchases: frequency 3 of 5 (5 to 6)',
  ]);
  await panel.close();
});

for (const hidden of [['Deals.Amount'], ['Deals']] as const) {
  test.skipIf(WITHOUT_BROWSER)(`without ${hidden.join()} no amount stands anywhere on the screen`, async () => {
    const amounts = DEALS.map(({ amount }) => String(Math.trunc(amount ?? 0)));
    for (const deals of [DEALS, []]) {
      const panel = await harness.open(createPanelWorld({ deals, hidden, account: { Annual_Revenue: null } }));
      await panel.frame.waitForSelector('.label-card');
      for (const button of await panel.frame.locator('.label-card > button').all()) await button.click();
      const text = await panel.frame.evaluate<string>(
        'document.body.innerText + [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value)).join(" ")',
      );
      expect(text).toContain('hidden by your profile');
      expect(text).not.toMatch(/[$€£]|USD/);
      const digits = text.replaceAll(/[,.\s\u00a0]/g, '');
      expect(amounts.filter((amount) => amount.length > 4 && digits.includes(amount))).toEqual([]);
      await panel.close();
    }
  });
}

test.skipIf(WITHOUT_BROWSER)(
  'another record while one loads: the late answer of the first is never shown',
  async () => {
    const world = createPanelWorld();
    const other = { ...world.records['Accounts']?.[0], id: '5843104000000100002', Account_Name: 'Other Ltd' };
    world.records['Accounts']?.push(other);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (release = resolve));
    let asked = 0;
    const panel = await harness.open(world, {
      async answer(data) {
        const isFirst = JSON.stringify(data).includes(world.accountId) && JSON.stringify(data).includes('"READ"');
        if (isFirst) asked++;
        if (isFirst) await gate;
        return answerSdk(world, data);
      },
    });
    await expect.poll(() => asked).toBe(1);
    await tell(panel, other.id);
    await panel.frame.waitForSelector('text=Other Ltd');
    release();
    await panel.page.waitForTimeout(200);
    expect(await panel.frame.innerText('h1')).toBe('Other Ltd');
    await panel.close();
  },
);

test.skipIf(WITHOUT_BROWSER)('PageLoad after the handshake works like PageLoad before it', async () => {
  const panel = await harness.open(createPanelWorld(), { timing: 'late' });
  await expect.poll(() => panel.frame.innerText('h1')).toBe('Harbour & Sons Cranes');
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)('a click on retry asks again, and a failure that is over is over', async () => {
  const world = createPanelWorld();
  let fails = true;
  const panel = await harness.open(world, {
    answer: (data) => (fails ? { ok: false, data: { code: 'INTERNAL_ERROR' } } : answerSdk(world, data)),
  });
  await panel.frame.waitForSelector('text=The CRM did not answer');
  fails = false;
  await panel.frame.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => panel.frame.innerText('h1')).toBe('Harbour & Sons Cranes');
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)(
  'the page around is asked for the height that the panel has, more when it opens and less when it closes',
  async () => {
    const panel = await harness.open(createPanelWorld());
    await panel.frame.waitForSelector('.label-card');
    const asked = (): number => Number(/"height":"(\d+)"/.exec(JSON.stringify(uiCalls(panel, 'RESIZE').at(-1)))?.[1]);
    const real = () => panel.frame.evaluate<number>('document.body.scrollHeight');
    await expect.poll(asked).toBe(await real());
    const closed = asked();
    const button = panel.frame.locator('.label-card > button').first();
    await button.click();
    await expect.poll(asked).toBeGreaterThan(closed);
    await button.click();
    await expect.poll(asked).toBe(closed);
    await panel.close();
  },
);

test.skipIf(WITHOUT_BROWSER)('words follow the CRM user, digits their locale, and ages the org’s day', async () => {
  const panel = await harness.open(createPanelWorld({ language: 'es_ES', locale: 'es_MX', currency: 'MXN' }));
  await panel.frame.waitForSelector('text=Etiquetas a fecha de');
  const text = await panel.frame.innerText('main');
  expect(text).toContain('hace 20 días');
  expect(text.replaceAll('\u00a0', ' ')).toContain('$124.2 k');
  await panel.close();
});

async function tell({ page }: OpenPanel, id: string): Promise<void> {
  const message = { type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: { Entity: 'Accounts', EntityId: id } };
  await page.evaluate(`frames[0].postMessage(${JSON.stringify(message)}, '*')`);
}
