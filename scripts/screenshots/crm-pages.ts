import { textsFor } from '#sandbox/pages/browser/texts.ts';
import { LOCALES, widgetFrame } from '../browser/local-site.ts';
import { answerInstead } from './answers.ts';
import type { Studio } from './studio.ts';

const LIST = 'tab/Accounts';

/** The CRM's own pages before anything was set up. */
export async function shootCrmBefore(studio: Studio): Promise<void> {
  await studio.scene('crm/list-without-labels', async () => {
    const page = await studio.open('administrator', LIST);
    await page.waitForSelector('.table');
    await studio.shoot(page, 'crm/list-without-labels');
  });
}

/** The CRM's own pages once accounts carry labels. */
export async function shootCrmPages(studio: Studio, accountId: string): Promise<void> {
  const t = textsFor(LOCALES[studio.language]);
  await studio.scene('crm/list', async () => {
    const page = await studio.open('rep', LIST);
    await page.waitForSelector('.table');
    await studio.shoot(page, 'crm/list', { key: true });
    await page.locator('.filter input, .filters input').first().check();
    await page.waitForSelector('[aria-busy=false] .table');
    await studio.shoot(page, 'crm/list-filtered');
    await page.getByRole('searchbox').fill('nobody is called so');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice');
    await studio.shoot(page, 'crm/list-nothing-found');
  });
  await studio.scene('crm/list-loading', async () => {
    const page = await studio.open('rep', LIST, (context) => answerInstead(context, studio.site).hold(/\/coql$/));
    await page.waitForSelector('.loading');
    await studio.shoot(page, 'crm/list-loading');
  });
  await studio.scene('crm/list-failed', async () => {
    const page = await studio.open('rep', LIST, (context) => answerInstead(context, studio.site).cutOff(/\/coql$/));
    await page.waitForSelector('.notice');
    await studio.shoot(page, 'crm/list-failed');
  });
  await studio.scene('crm/no-answer', async () => {
    const page = await studio.open('rep', LIST, (context) =>
      answerInstead(context, studio.site).cutOff(/\/sandbox\/session$/),
    );
    await page.waitForSelector('.notice');
    await studio.shoot(page, 'crm/no-answer');
  });
  await studio.scene('crm/user-menu', async () => {
    const page = await studio.open('administrator', LIST);
    await page.waitForSelector('.table');
    await page.click('.user__button');
    await studio.shoot(page, 'crm/user-menu', { windowOnly: true });
  });
  await studio.scene('crm/record', async () => {
    const page = await studio.open('rep', `${LIST}/${accountId}`);
    await (await widgetFrame(page)).waitForSelector('.panel');
    await page.waitForSelector('.related .table');
    await studio.shoot(page, 'crm/record', { key: true });
    await page.locator('.fold summary').click();
    await studio.shoot(page, 'crm/record-all-fields');
    await page.locator('.related .table tbody a').first().click();
    await page.waitForURL(/\/tab\/Deals\//);
    await page.waitForSelector('.fields');
    await studio.shoot(page, 'crm/record-of-a-deal');
  });
  await studio.scene('crm/record-missing', async () => {
    const page = await studio.open('rep', `${LIST}/5843104000000000001`);
    await page.waitForSelector('.notice');
    await studio.shoot(page, 'crm/record-missing');
  });
  await studio.scene('crm/record-loading', async () => {
    const page = await studio.open('rep', `${LIST}/${accountId}`, (context) =>
      answerInstead(context, studio.site).hold(/\/v8\/Accounts\/\d+$/),
    );
    await page.waitForSelector('.loading');
    await studio.shoot(page, 'crm/record-loading');
  });
  await studio.scene('crm/consent', async () => {
    const page = await studio.open('marketer', 'tab/ABM');
    const button = (await widgetFrame(page)).getByRole('button', {
      name: studio.say('signIn.button'),
      exact: true,
    });
    const [popUp] = await Promise.all([page.context().waitForEvent('page'), button.click()]);
    await popUp.waitForSelector('.consent__card');
    await studio.shoot(popUp, 'crm/consent');
    await answerInstead(page.context(), studio.site).cutOff(/\/sandbox\/authorize$/);
    await popUp.getByRole('button', { name: t.accept }).click();
    await popUp.waitForSelector('[role=alert]');
    await studio.shoot(popUp, 'crm/consent-failed');
  });
}
