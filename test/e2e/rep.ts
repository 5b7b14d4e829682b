import { expect } from 'vitest';
import { countAccounts, record, select } from './crm-answers.ts';
import type { Stage } from './stage.ts';

/** From the list to one account: its label, the two strongest reasons, all of them, down to a deal's own page. */
export async function findOutWhy(stage: Stage): Promise<string> {
  const { page, hands, t, crm, rest } = stage;
  const ask = rest('rep');
  await stage.seat('rep');
  await stage.visit('accounts');
  const label = await commonestLabel(stage);
  const filter = page.getByRole('checkbox', { name: new RegExp(`^${label}\\b`) });
  // In a small window the filters are folded away.
  const fold = page.locator('.filters summary');
  await fold.waitFor();
  if (!(await filter.isVisible())) await hands.press(fold);
  await hands.tick(filter);
  const labelled = await countAccounts(ask, `ABM_RFM_Label = '${label}'`);
  await page.getByText(crm.records(labelled, t.number(labelled)), { exact: true }).waitFor();
  await stage.stop('the account list, filtered by a label');

  const link = page.locator('.table tbody th a').first();
  const name = await link.innerText();
  await hands.press(link);
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const id = page.url().split('/').at(-1) ?? '';
  const panel = await stage.widget();
  const technique = t.text('technique.rfm');
  const card = panel.getByRole('region', { name: technique, exact: true });
  await card.waitFor();
  expect(await card.locator('.chip').innerText()).toBe(stage.labelName(label));
  expect(await card.locator('.reasons').first().locator('li').count()).toBe(2);
  await stage.stop('an account’s page');

  await hands.press(card.getByRole('button', { name: t.text('account.whyLabel', { technique }) }));
  const deals = card.locator('.deals tbody th button');
  await deals.first().waitFor();
  expect(await card.locator('.reasons').first().locator('li').count()).toBeGreaterThan(2);
  const won = await select(
    ask,
    `select Deal_Name from Deals where (Account_Name = ${id} and Stage = 'Closed Won') limit 200`,
  );
  const names = await deals.allInnerTexts();
  expect(won.map((deal) => deal['Deal_Name'])).toEqual(expect.arrayContaining(names));
  // Some of many are not shown as if they were all.
  if (names.length < won.length)
    expect(await card.innerText()).toContain(t.text('account.dealsSome', { shown: names.length, count: won.length }));
  await stage.stop('an account’s page, all reasons');

  await hands.press(deals.first());
  await page.getByRole('heading', { level: 1, name: names[0] ?? '', exact: true }).waitFor();
  expect(await record(ask, 'Deals', page.url().split('/').at(-1) ?? '')).toMatchObject({ Deal_Name: names[0] });
  await stage.stop('a deal’s page');
  return page.url().replace(/Deals\/\d+$/, `Accounts/${id}`);
}

const AMOUNT = /[$€]|USD|EUR/;

/** The same account, and the ABM tab, for somebody whose profile hides what deals are worth. */
export async function seeNoAmounts(stage: Stage, account: string): Promise<void> {
  const { page, hands, t } = stage;
  await page.goto(account);
  await stage.seat('noAmounts');
  const panel = await stage.widget();
  const technique = t.text('technique.rfm');
  await hands.press(panel.getByRole('button', { name: t.text('account.whyLabel', { technique }) }));
  await panel.locator('.deals').waitFor();
  const text = await panel.locator('main').innerText();
  expect(text).toContain(t.text('account.tile.hidden'));
  expect(text).not.toMatch(AMOUNT);
  await stage.stop('an account’s page, amounts hidden');

  await stage.visit('abm');
  await stage.signIn();
  const tab = await stage.widget();
  await tab.locator('.tiles').waitFor();
  const overview = await tab.locator('main').innerText();
  expect(overview).toContain(t.text('segments.hidden'));
  expect(overview).not.toMatch(AMOUNT);
  await stage.stop('the ABM tab, amounts hidden');
}

async function commonestLabel({ rest }: Stage): Promise<string> {
  const rows = await select(
    rest('rep'),
    'select ABM_RFM_Label, COUNT(id) from Accounts where ABM_RFM_Label is not null group by ABM_RFM_Label limit 200',
  );
  const [first] = rows.toSorted((a, b) => Number(b['COUNT(id)']) - Number(a['COUNT(id)']));
  return String(first?.['ABM_RFM_Label']);
}
