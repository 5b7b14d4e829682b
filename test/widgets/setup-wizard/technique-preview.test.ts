import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { marginOf, toAccounts, underOf } from '#widgets/setup-wizard/techniques/preview/estimate.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { setupPlaces } from './setup-places.ts';
import { stoppedAt } from './stop-wizard.ts';
import { showTechnique, withAllTechniques, withModules } from './technique-situations.ts';

const setup = setupPlaces();

/** Answers may come late. */
const PATIENCE = { timeout: 60_000 };
const PREVIEW = '/v1/setup/technique-preview';

/** Accounts by label as the table says them. */
const numbers = (page: Page): Promise<string[]> =>
  page.locator('.technique .preview-table td:nth-of-type(1) > span:first-child').allTextContents();

/** A number counts once the field is left. */
async function type(field: Locator, value: number): Promise<void> {
  await field.fill(String(value));
  await field.blur();
}

/** The page's clock goes on until the table says something else than this. */
async function untilOther(page: Page, before: readonly string[]): Promise<string[]> {
  let now: string[] = [];
  await expect
    .poll(async () => {
      await page.clock.runFor(500);
      // Asked before the numbers are read: those that are there once it is not busy are of the last edit.
      const busy = await page.locator('.technique .preview-table').getAttribute('aria-busy');
      now = await numbers(page);
      return busy === 'true' ? before.join() : now.join();
    }, PATIENCE)
    .not.toBe(before.join());
  return now;
}

test.skipIf(NO_CHROMIUM !== null)(
  'a band that moves moves the numbers, and so does what a response is worth',
  async () => {
    const server = await withModules(stoppedAt('techniques', withAllTechniques));
    server.world.previews = 'whole';
    const { page, context, complaints, signIn } = await setup.openWizard(server);
    await signIn();
    await showTechnique(page, 2);
    const first = await numbers(page);
    expect(first.length).toBe(6);
    expect(await page.locator('.technique > [role=status]').textContent()).toContain('all 4,812 accounts');
    const next = page.locator('.label-row').nth(1);
    expect(await next.locator('.label-row__end').textContent()).toContain(`${first[1]} accounts`);

    await type(page.locator('.label-row').nth(0).locator('.pattern input').last(), 40);
    await type(next.locator('.pattern input').first(), 40);
    await type(next.locator('.pattern input').last(), 60);
    await type(page.locator('.label-row').nth(2).locator('.pattern input').first(), 60);
    const second = await untilOther(page, first);
    await expect.poll(() => next.locator('.label-row__end').textContent()).toContain(`${second[1]} account`);
    expect(Number(second[0]?.replace(',', ''))).toBeGreaterThan(Number(first[0]?.replace(',', '')));
    // Only what is newest was counted, not each key.
    const asked = server.calls.filter(({ path }) => path === PREVIEW).length;
    expect(asked).toBeLessThan(6);

    await type(page.getByLabel('Inbound call answered'), 1);
    const third = await untilOther(page, second);
    // A gap cannot be published, and is not counted: what stands is said to be of before.
    await type(next.locator('.pattern input').first(), 50);
    await expect
      .poll(async () => {
        await page.clock.runFor(500);
        return page.locator('.technique > [role=status]').textContent();
      })
      .toContain('of before');
    await page.clock.runFor(2_000);
    expect(await numbers(page)).toEqual(third);
    await type(next.locator('.pattern input').first(), 40);
    await type(page.getByLabel('Inbound call answered'), 3);
    await untilOther(page, third);
    const whole = server.calls.flatMap(({ path, body }) => (path === PREVIEW ? [JSON.stringify(body)] : []));
    expect(whole.some((body) => body.includes('"from":50'))).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'numbers stay while the server is away, and go on when it is asked again',
  async () => {
    const server = await withModules(stoppedAt('techniques', withAllTechniques));
    const { page, context, signIn } = await setup.openWizard(server);
    await signIn();
    await showTechnique(page, 2);
    const first = await numbers(page);
    // Of a sample, and marked so.
    expect(first.every((each) => /^under [1-9][\d,]*$/.test(each) || /^≈ [1-9][\d,]*$/.test(each))).toBe(true);
    server.world.offline = true;
    await type(page.locator('.label-row').nth(0).locator('.pattern input').last(), 35);
    const banner = page.locator('.technique > .banner--warn');
    await expect
      .poll(async () => {
        await page.clock.runFor(500);
        return banner.isVisible();
      })
      .toBe(true);
    expect(await numbers(page)).toEqual(first);
    server.world.offline = false;
    await banner.getByRole('button').click();
    const after = await untilOther(page, first);
    expect(after).not.toEqual(first);
    await expect.poll(() => banner.count()).toBe(0);
    await context.close();
  },
);

test('a count over a sample is a number of accounts without digits that nobody knows', () => {
  const of = { accounts: 100_000, sampled: 2_000 };
  expect(marginOf(of)).toBeCloseTo(0.0217, 4);
  expect(toAccounts(248, of)).toBe(12_400);
  expect(toAccounts(0, of)).toBe(0);
  // None of 2,000 is not nobody: three in 2,000 may have been missed.
  expect(underOf(of)).toBe(150);
  expect(underOf({ accounts: 1_000_000, sampled: 1_999 })).toBe(1_600);
  expect(underOf({ accounts: 2_001, sampled: 2_000 })).toBe(2);
  // One of 2,000 is somebody.
  expect(toAccounts(1, of)).toBe(100);
  const all = { accounts: 1_234, sampled: 1_234 };
  expect([marginOf(all), toAccounts(7, all)]).toEqual([0, 7]);
  expect(toAccounts(7, { accounts: 2_001, sampled: 2_000 })).toBe(7);
});
