import { at, widgetFrame } from '../browser/local-site.ts';
import { answerInstead, withParts } from './answers.ts';
import { chartsDrawn } from './charts-drawn.ts';
import { makeSegments, SEGMENTS } from './sample-segments.ts';
import type { Studio } from './studio.ts';
import { shootMovement } from './tab-movement.ts';

const PATH = 'tab/ABM';

/** Before anything was set up. */
export async function shootTabBefore(studio: Studio): Promise<void> {
  await studio.scene('abm-tab/not-configured', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', PATH);
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'abm-tab/not-configured');
  });
}

export async function shootTab(studio: Studio): Promise<void> {
  await shootDoors(studio);
  await shootScreens(studio);
  await shootMovement(studio);
  await shootNews(studio);
}

async function shootDoors(studio: Studio): Promise<void> {
  const { site } = studio;
  await studio.scene('abm-tab/signed-out', async () => {
    const page = await studio.open('marketer', PATH);
    await (await widgetFrame(page)).waitForSelector('.columns');
    await studio.shoot(page, 'abm-tab/signed-out', { key: true });
  });
  await studio.scene('abm-tab/refused', async () => {
    const { page, widget } = await studio.openSignedIn('outsider', PATH);
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'abm-tab/refused');
  });
  await studio.scene('abm-tab/loading', async () => {
    const { page, widget } = await studio.openSignedIn('marketer', PATH, (context) =>
      answerInstead(context, site).hold(/\/v1\/overview$/),
    );
    await widget.waitForSelector('.skeleton');
    await studio.shoot(page, 'abm-tab/loading');
  });
  await studio.scene('abm-tab/offline', async () => {
    const { page, widget } = await studio.openSignedIn('marketer', PATH, (context) =>
      answerInstead(context, site).cutOff(/\/v1\/overview$/),
    );
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'abm-tab/offline');
  });
  await studio.scene('abm-tab/failed', async () => {
    const { page, widget } = await studio.openSignedIn('marketer', PATH, (context) =>
      answerInstead(context, site).answer(/\/v1\/overview$/, 500, { code: 'store.unavailable' }),
    );
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'abm-tab/failed');
  });
}

/** The tab with numbers in it, and what a hand does there. */
async function openTab(studio: Studio) {
  const { page, widget } = await studio.openSignedIn('marketer', PATH);
  await widget.waitForSelector('.tiles');
  return {
    page,
    widget,
    shot: (name: string, options?: Parameters<Studio['shoot']>[2]) => studio.shoot(page, `abm-tab/${name}`, options),
    press: (key: string) =>
      widget
        .getByRole('button', { name: studio.say(key), exact: true })
        .first()
        .click(),
    place: (index: number) => widget.locator('.places__item').nth(index).click(),
  };
}

async function shootScreens(studio: Studio): Promise<void> {
  const { say, site } = studio;
  await studio.scene('abm-tab/screens', async () => {
    const { widget, shot, press, place } = await openTab(studio);
    await widget.waitForSelector('.movements .chart');
    await chartsDrawn(widget);
    await shot('overview', { key: true });
    await place(1);
    await widget.waitForSelector('.state h2');
    await shot('segments-none');
    await place(2);
    await widget.waitForSelector('.state h2');
    await shot('exports-none');

    await place(1);
    await press('segments.create');
    await widget.waitForSelector('.form-split');
    await shot('create-empty');
    await widget.locator('.form-split__main .input').first().fill(SEGMENTS[0].name[studio.language]);
    await widget.locator('.quick button').first().click();
    await widget.waitForSelector('.condition');
    await widget.waitForSelector('.members');
    await shot('create', { key: true });
    await place(0);
    await widget.waitForSelector('dialog');
    await shot('leave', { windowOnly: true });
    await press('segments.leave.stay');
    await widget.locator('.form-split button[type=submit]').click();
    await widget.waitForSelector('.toast');
    await shot('created', { windowOnly: true });
    await makeSegments(studio);

    await widget.waitForSelector('.sections');
    await widget.waitForSelector('.table');
    await shot('segment-accounts', { key: true });
    await widget.locator('.link--small').first().click();
    await widget.waitForSelector('.strip');
    await shot('account-history', { windowOnly: true });
    await press('segments.history.close');
    await widget.locator('td.number > .link').first().click();
    await widget.waitForSelector('.ledger');
    await shot('account-points', { key: true, windowOnly: true });
    await press('segments.history.close');
    await widget.locator('.sections__item').nth(1).click();
    await chartsDrawn(widget);
    await shot('segment-performance');
    await widget.locator('.sections__item').nth(2).click();
    await chartsDrawn(widget);
    await shot('segment-distribution', { key: true });
    await press('chart.table');
    await shot('segment-distribution-table');
    await widget.locator('.chart .table tbody button').first().click();
    await widget.waitForSelector('.table');
    await shot('segment-accounts-filtered');
    await press('segments.manageCriteria');
    await widget.waitForSelector('.form-split');
    await widget.locator('.condition input[type=checkbox]').nth(2).check();
    await widget.waitForSelector('.difference');
    await shot('edit');
    await place(1);
    await widget
      .locator('dialog')
      .getByRole('button', { name: say('segments.leave.leave'), exact: true })
      .click();
  });
  await studio.scene('abm-tab/segments', async () => {
    const { page, widget, shot, press, place } = await openTab(studio);
    await place(1);
    await widget.waitForSelector('.segment-cards');
    await shot('segments', { key: true });
    await press('segments.list.table');
    await widget.waitForSelector('.table');
    await shot('segments-table', { key: true });
    await press('segments.list.cards');
    await widget.locator('.segment-card__actions .button').first().click();
    await widget.waitForSelector('dialog');
    await widget.locator('dialog .skeleton').first().waitFor({ state: 'detached' });
    await shot('export', { windowOnly: true });
    await widget.locator('dialog input[type=radio]').nth(1).check();
    await widget.locator('dialog .picker__item').first().waitFor();
    await widget.locator('dialog details summary').click();
    await shot('export-chosen-fields', { windowOnly: true });
    await widget.locator('dialog input[type=radio]').nth(0).check();
    await press('segments.exporting.start');
    await widget.waitForSelector('.toast');
    await widget.locator('a[download], .table').first().waitFor();
    // The table's own word: the summary for screen readers has it, too.
    await widget.locator('.table').getByText(say('segments.exports.status.ready'), { exact: true }).first().waitFor();
    await shot('exports', { key: true });
    await place(1);
    await widget.waitForSelector('.segment-cards');
    await widget.locator('.segment-card__actions .button').nth(1).click();
    await widget.waitForSelector('dialog');
    await widget.locator('dialog .skeleton').first().waitFor({ state: 'detached' });
    await shot('delete', { windowOnly: true });
    await widget.locator('dialog .button--danger').click();
    await widget.getByRole('button', { name: say('shared.undo'), exact: true }).waitFor();
    await shot('deleted-undo', { windowOnly: true });
    await press('shared.undo');
    await place(2);
    await answerInstead(page.context(), site).answer(/\/v1\//, 401, { code: 'session.ended' });
    await place(1);
    await place(2);
    await widget.getByRole('button', { name: say('signIn.button'), exact: true }).waitFor();
    await shot('session-ended');
  });
  await studio.scene('abm-tab/amounts-hidden', async () => {
    const { page, widget } = await studio.openSignedIn('noAmounts', PATH);
    await widget.waitForSelector('.tiles');
    await studio.shoot(page, 'abm-tab/amounts-hidden');
    await widget.locator('.places__item').nth(1).click();
    await widget.waitForSelector('.segment-cards');
    await studio.shoot(page, 'abm-tab/segments-amounts-hidden');
  });
}

/** What a run or its absence says on every screen. */
async function shootNews(studio: Studio): Promise<void> {
  const { site } = studio;
  const shootSession = (
    screen: string,
    parts: (json: unknown) => Readonly<Record<string, unknown>>,
    run: ((json: unknown) => unknown) | null = null,
  ) =>
    studio.scene(screen, async () => {
      const { page, widget } = await studio.openSignedIn('marketer', PATH, async (context) => {
        const instead = answerInstead(context, site);
        await instead.change(/\/v1\/session$/, (json) => withParts(json, parts(json)));
        if (run !== null) await instead.change(/\/v1\/runs\/[^/]+$/, run);
      });
      await widget.waitForSelector('.tiles, .state');
      await studio.shoot(page, screen);
    });
  const runIn =
    (state: string, more: Readonly<Record<string, unknown>> = {}) =>
    (json: unknown) => ({
      run: withParts(at(json, 'run'), {
        state,
        progress: { accounts: 1_240, deals: 5_318, lineItems: 0 },
        total: { accounts: 2_000, deals: 8_900 },
        ...more,
      }),
    });
  await shootSession('abm-tab/run-at-work', runIn('reading'), runIn('reading'));
  await shootSession('abm-tab/run-failed', runIn('failed', { reason: 'interrupted' }));
  await shootSession('abm-tab/first-run', () => ({ freshness: null, run: null }));
  await shootSession('abm-tab/stale', (json) => ({
    freshness: withParts(at(json, 'freshness'), { asOfDay: Number(at(json, 'freshness', 'asOfDay')) - 9 }),
  }));
}
