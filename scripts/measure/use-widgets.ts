import type { Frame, Page } from 'playwright-core';
import { words } from '../browser/local-site.ts';

const say = words('en');

/** One round of what people do in a widget; called until enough interactions have been counted. */
export type Round = (page: Page, widget: Frame) => Promise<void>;

const button = (widget: Frame, key: string) => widget.getByRole('button', { name: say(key), exact: true }).first();

/** Opens and closes everything that the panel keeps behind "See all". */
export const usePanel: Round = async (_page, widget) => {
  for (const control of await widget.locator('.panel [aria-expanded]').all()) await control.click();
};

/** Places, list as cards and table, a new segment with a condition and a name, its preview. */
export const useTab: Round = async (page, widget) => {
  const place = (index: number) => widget.locator('.places__item').nth(index).click();
  await place(1);
  await button(widget, 'segments.create').click();
  await widget.locator('.quick button').first().click();
  await widget.locator('.condition').first().waitFor();
  await widget.locator('.form-split__main .input').first().click();
  await page.keyboard.type('Best');
  await button(widget, 'builder.add').click();
  for (const box of (await widget.locator('.condition input[type=checkbox]').all()).slice(0, 4)) await box.click();
  await place(0);
  await button(widget, 'segments.leave.leave').click();
  await widget.locator('.tiles').waitFor();
  await place(2);
};

/** Levels, modes and labels with the numbers moving along; then criteria, and back. */
export const useWizard: Round = async (page, widget) => {
  const step = (index: number) => widget.locator('.steps .step').nth(index).click();
  await step(2);
  await button(widget, 'builder.add').click();
  await widget.locator('.condition input').last().click();
  await page.keyboard.type('Hosp');
  await widget.locator('.condition').last().getByRole('button').last().click();
  // A changed step is gone through by its own button, which asks whether no condition was meant.
  await widget.getByRole('button', { name: /^Next: / }).click();
  const metric = widget.locator('.metric').nth(1);
  const question = widget.getByRole('dialog');
  await metric.or(question).first().waitFor();
  if (await question.isVisible()) await question.getByRole('button').last().click();
  await metric.waitFor();
  await metric.getByRole('slider').focus();
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await metric.getByRole('button', { name: say('techniques.rfm.mode.manual'), exact: true }).click();
  await metric.getByRole('button', { name: say('techniques.rfm.mode.automatic'), exact: true }).click();
  await step(1);
};
