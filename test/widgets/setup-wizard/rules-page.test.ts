import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { fakeRules, SAMPLE_RULES, scored } from './fake-rules.ts';
import type { FakeServer } from './fake-server.ts';
import { button, PATIENCE_MS, setupPlaces } from './setup-places.ts';
import { withRules } from './rules-situations.ts';

const setup = setupPlaces();

const openRules = (server: FakeServer) => setup.open(server, { name: 'Scoring rules', ready: '.rule-module, .state' });

test.skipIf(NO_CHROMIUM !== null)(
  'a rule is added and put in force, run for all at a price that was said, and its records open what their points are made of',
  { timeout: PATIENCE_MS },
  async () => {
    const server = await withRules((rules) => Object.assign(rules, fakeRules()));
    const { page, context, complaints } = await openRules(server);
    await expect.poll(() => page.locator('h2:focus').textContent()).toBe('Scoring rules');
    await page.getByText('This organization has no module Leads', { exact: false }).waitFor();
    await page.getByText('No scores have been published yet.', { exact: false }).waitFor();

    await button(page, 'Add a rule on fields to Accounts').press('Enter');
    // The cursor waits in the name, which can be written over at once.
    await expect.poll(() => page.locator('input:focus').inputValue()).toBe('Rule 1');
    await page.keyboard.type('Makers');
    await page.getByLabel('Effect').selectOption('minus');
    await page.getByLabel('Points, 1 to 10').fill('14');
    await page.getByLabel('Points, 1 to 10').press('Tab');
    const cut = page.getByText('14 became 10', { exact: false });
    await cut.waitFor();
    await page
      .getByText('−10', { exact: true })
      .or(page.getByText('-10', { exact: true }))
      .waitFor();
    await page.getByLabel('Points, 1 to 10').fill('9');
    await page.getByLabel('Points, 1 to 10').press('Tab');
    await expect.poll(() => cut.count()).toBe(0);
    await page.getByLabel('Effect').selectOption('plus');
    await button(page, 'Add a rule on touch points to Contacts').press('Enter');
    await page.getByLabel('Channel').selectOption('call');
    await page.getByLabel('What happened').selectOption('missedInbound');
    expect(server.world.rules.versions).toEqual([]);

    await button(page, 'Refresh').click();
    await button(page, 'Stay').click();
    await button(page, 'Put in force').press('Enter');
    await page.getByText('The rules are in force. They act from today on.').waitFor();
    const [version] = server.world.rules.versions;
    expect(version?.rules.map(({ names, module, points, fromDay }) => [names.en, module, points, fromDay])).toEqual([
      ['Makers', 'accounts', 9, '2026-11-22'],
      ['Rule 2', 'contacts', 5, '2026-11-22'],
    ]);

    await button(page, 'Run for all…').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Run the rules for all records?' });
    await dialog.getByText('Accounts: 4,812 records').waitFor();
    await button(page, 'Run for about 140 credits').press('Enter');
    await runClockUntil(page, page.getByText('2,400 of 4,990'), 1_000);
    server.world.rules.ends = true;
    await runClockUntil(
      page,
      page.getByText('For all: 4,990 records were judged, 131 have points.', { exact: false }),
      1_000,
    );
    await page.getByText('It took 133 credits, of an estimated 140.').waitFor();

    await page.getByText('1–50 of 131').waitFor();
    await button(page, 'Next').press('Enter');
    await page.getByText('51–100 of 131').waitFor();
    await button(page, 'Points of Northwind Trading Company 52').press('Enter');
    const ledger = page.getByRole('dialog', { name: 'Points of Northwind Trading Company 52' });
    await ledger
      .getByRole('row', { name: 'Nov 20, 2026 A rule that is gone, or on a field that your profile hides -2 8' })
      .waitFor();
    await ledger.getByText('A rule gives or takes at most 10 points at a time.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.ranked__open:focus').textContent()).toBe('Northwind Trading Company 52');
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a rule is removed and put back, somebody else’s rules are not overwritten, a refused field is marked where it stands, and a former version returns',
  { timeout: PATIENCE_MS },
  async () => {
    const server = await withRules();
    const { rules } = server.world;
    const { page, context, complaints } = await openRules(server);
    await button(page, 'Remove the rule Lost').click();
    await expect.poll(() => button(page, 'Edit the rule Lost').count()).toBe(0);
    await button(page, 'Undo').click();
    await button(page, 'Edit the rule Lost').waitFor();

    await button(page, 'Remove the rule Lost').click();
    rules.versions.push({ rules: SAMPLE_RULES.slice(1), author: 'Lucía Fernández' });
    await button(page, 'Put in force').click();
    await page.getByText('Lucía Fernández changed the rules on', { exact: false }).waitFor();
    await page.getByText('add “Makers of things”').waitFor();
    await page.getByText('remove “Lost”').waitFor();
    expect(rules.versions).toHaveLength(3);
    await button(page, 'Take that version').click();
    await button(page, 'Edit the rule Lost').waitFor();
    await expect.poll(() => button(page, 'Edit the rule Makers of things').count()).toBe(0);

    rules.hidden = ['industry'];
    await page.getByText('Versions of the rules').click();
    await button(page, 'Put in force again: version 1').click();
    await page.getByText('This was not put in force. Correct what is marked in the rules.').waitFor();
    await button(page, 'Edit the rule Makers of things').click();
    await page.getByText('Your profile hides the field Industry.', { exact: false }).waitFor();
    rules.hidden = [];
    await button(page, 'Discard changes').click();
    await button(page, 'Put in force again: version 1').click();
    await page.getByText('The rules of version 1 are in force again.').waitFor();
    // It was not in force in between.
    expect(rules.versions.at(-1)?.rules).toEqual([{ ...SAMPLE_RULES[0], fromDay: '2026-11-22' }]);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'points count while they are typed, and keeping one’s own says whose rules it would replace and that it is not in force yet',
  { timeout: PATIENCE_MS },
  async () => {
    const server = await withRules();
    const { rules } = server.world;
    const { page, context, complaints } = await openRules(server);
    const inForce = () => rules.versions.at(-1)?.rules.map(({ id, points }) => [id, points]);
    await button(page, 'Edit the rule Makers of things').press('Enter');
    const points = page.getByLabel('Points, 1 to 10');
    const putInForce = page.locator('.step-foot .button--primary').first();
    await page.locator('.step-foot .button--primary[title="Nothing has changed."]').waitFor();
    await points.fill('3');
    // Before the field is left.
    await page.getByText('+3', { exact: true }).waitFor();
    await expect.poll(() => points.evaluate((field) => field === document.activeElement)).toBe(true);
    await expect.poll(() => putInForce.getAttribute('aria-disabled')).toBeNull();

    await points.fill('50');
    await points.press('Tab');
    await page.getByText('50 became 10: a rule gives', { exact: false }).waitFor();
    await button(page, 'Discard changes').press('Enter');
    await expect.poll(() => points.inputValue()).toBe('8');
    expect(await page.getByText('50 became', { exact: false }).count()).toBe(0);

    await points.fill('3');
    const [makers, ...others] = SAMPLE_RULES;
    if (makers === undefined) throw new Error('the sample has three');
    rules.versions.push({ rules: [{ ...makers, points: 7 }, ...others], author: 'Lucía Fernández' });
    await button(page, 'Put in force').press('Enter');
    await page.getByText('Lucía Fernández changed the rules on Nov 22, 2026', { exact: false }).waitFor();
    await page.getByText('change “Makers of things”: points from +7 to +3').waitFor();
    await button(page, 'Keep mine').press('Enter');
    const kept = page.getByText('What you kept stands on this page alone until you choose “Put in force”.');
    await kept.waitFor();
    await expect.poll(() => page.locator('.button--primary:focus').textContent()).toBe('Put in force');
    expect(inForce()?.[0]).toEqual(['makers', 7]);
    await page.keyboard.press('Enter');
    await page.getByText('The rules are in force. They act from today on.').waitFor();
    await kept.waitFor({ state: 'detached' });
    expect(inForce()?.[0]).toEqual(['makers', 3]);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a run that goes on is shown to whoever opens the page, and cancelled by keyboard once it is said what is lost',
  { timeout: PATIENCE_MS },
  async () => {
    const server = await withRules((rules) => {
      scored(rules);
      rules.run = { ...rules.run, state: 'running', step: 'judge', endedAt: null, judged: 2_400 };
    });
    const { page, context } = await openRules(server);
    await button(page, 'Cancel…').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel the run?' });
    await dialog.getByText('2,400 records have been judged so far, for 61 credits, which stay spent.').waitFor();
    await dialog.getByText('None of it is published', { exact: false }).waitFor();
    await button(page, 'Let it go on').press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(server.world.rules.run?.['state']).toBe('running');
    await button(page, 'Cancel…').press('Enter');
    await button(page, 'Cancel the run').press('Enter');
    await page.getByText('It was cancelled. The scores published before stay as they are.').waitFor();
    await button(page, 'Run for all…').waitFor();
    expect(server.world.rules.run?.['state']).toBe('cancelled');
    await context.close();
  },
);
