import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { SAID_OF_ALL } from '#test/support/said-of-all.ts';
import { button, setupPlaces } from './setup-places.ts';
import { stoppedAt, withWorld } from './stop-wizard.ts';
import { withAllTechniques, withModules } from './technique-situations.ts';

const setup = setupPlaces();

const review = () => withModules(stoppedAt('review', withAllTechniques));

async function openReview(server: Awaited<ReturnType<typeof review>>) {
  const wizard = await setup.openWizard(server);
  await wizard.signIn();
  await wizard.page.getByRole('heading', { name: 'What will be written' }).waitFor();
  return wizard;
}

test.skipIf(NO_CHROMIUM !== null)('the review leads to where reading is switched on, and the draft waits', async () => {
  const warning = (code: string) => ({
    code,
    params: { who: 'engagement', what: 'emails' },
    where: 'techniques.engagement.sources',
  });
  const server = await withWorld(review(), (world) => {
    world.warnings = [warning('sources.readingIsOff')];
  });
  const { page, context, complaints } = await openReview(server);
  await page.getByText('Engagement counts emails, but their reading is switched off').waitFor();
  await button(page, 'Go to Credits').click();
  await page.getByLabel('Read emails and notes every day').waitFor();
  server.world.warnings = [warning('sources.nothingReadYet')];
  await button(page, 'Setup').click();
  // It was asked about again: what was switched on meanwhile is not warned of as before.
  await page.getByText('Engagement counts emails, of which nothing has been read yet').waitFor();
  expect(await page.getByText('their reading is switched off').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test.skipIf(NO_CHROMIUM !== null)(
  'the page of a run that is done says what stands against its labels, by their names, and leads to where it is mended',
  async () => {
    const server = await withWorld(review(), (world) => {
      world.overview = SAID_OF_ALL;
      world.runState = 'done';
    });
    const { page, context, complaints } = await openReview(server);
    await button(page, 'Configure').click();
    const notes = page.locator('.run-notes');
    await notes.nth(3).waitFor();
    await page.getByText('99.9% of the accounts with a label are “Cold prospect”').waitFor();
    await page.getByText('The source “Emails” is left out: nothing of it has been read yet.').waitFor();
    expect(await notes.filter({ hasText: '24.5 points score 50: proposed by a full run' }).count()).toBe(1);
    await button(page, 'Go to Credits').first().click();
    await page.getByLabel('Read emails and notes every day').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'whoever may set up ABM but not look at it has the run’s page all the same',
  async () => {
    const server = await withWorld(review(), (world) => {
      world.runState = 'done';
      world.trouble.set('GET /v1/overview', { status: 403, body: { code: 'permission.missing', missing: 'view' } });
    });
    const { page, context } = await openReview(server);
    await button(page, 'Configure').click();
    await page.getByRole('heading', { name: 'Where to look next' }).waitFor();
    await expect.poll(() => server.calls.filter(({ path }) => path === '/v1/overview').length).toBe(1);
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    expect(await page.locator('.state').count()).toBe(0);
    expect(await page.locator('.run-notes').count()).toBe(0);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'a run that stopped at a limit says which, how much of how much, and what helps, and leads to Credits',
  async () => {
    const server = await withWorld(review(), (world) => {
      world.runState = 'failed';
      world.run = { reason: 'budgetReached', problems: [atLimit({ of: 'run', most: 100, spent: 61 })] };
    });
    const { page, context, complaints } = await openReview(server);
    await button(page, 'Configure').click();
    await page.getByText('This run had spent 61 of the 100 credits that one run may spend').waitFor();
    expect(await page.getByText('tomorrow').count()).toBe(0);
    await button(page, 'Go to Credits').press('Enter');
    await page.getByLabel('At most per run').waitFor();
    server.world.run = { reason: 'budgetReached', problems: [atLimit({ of: 'day', most: 900, spent: 880 })] };
    await button(page, 'Setup').click();
    await button(page, 'Run again').click();
    await page.getByText('Run again tomorrow, or raise “At most per day” under Credits.').waitFor();
    // It published, and could not write what explains the labels.
    const params = {
      module: 'ABM_Basis',
      reason: 'budgetReached',
      remedy: 'runAgain',
      of: 'run',
      most: 250,
      spent: 249,
    };
    server.world.runState = 'done';
    server.world.run = { problems: [{ code: 'basis.notWritten', params, where: 'ABM_Basis' }] };
    await button(page, 'Run again').click();
    await page.getByText('this run had spent 249 of the 250 credits', { exact: false }).waitFor();
    await button(page, 'Go to Credits').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

function atLimit(params: Readonly<Record<string, unknown>>) {
  return { code: 'crm.budgetReached', params, where: 'crm' };
}
