import type { PanelHarness } from '#test/support/panel-harness.ts';
import { panelSituations } from '#test/support/panel-states.ts';
import { LOCALES, widgetFrame } from '../browser/local-site.ts';
import type { Studio } from './studio.ts';

/** In the CRM's own page, where reps meet it. */
export async function shootPanelInPage(studio: Studio, accountId: string): Promise<void> {
  const path = `tab/Accounts/${accountId}`;
  await studio.scene('account-360/in-page', async () => {
    const page = await studio.open('marketer', path);
    const widget = await widgetFrame(page);
    // The cards of the three later techniques are fetched after the first two.
    await widget.waitForSelector('.label-card:nth-of-type(5)');
    await studio.shoot(page, 'account-360/in-page');
    // One opened is no longer among the closed ones.
    const closed = widget.locator('.panel [aria-expanded=false]');
    while ((await closed.count()) > 0) await closed.first().click();
    await studio.shoot(page, 'account-360/in-page-all-open', { key: true });
  });
  for (const [user, screen] of [
    ['noAmounts', 'amounts-hidden'],
    ['noDeals', 'deals-hidden'],
    ['outsider', 'without-right'],
  ] as const) {
    await studio.scene(`account-360/in-page-${screen}`, async () => {
      const page = await studio.open(user, path);
      await (await widgetFrame(page)).waitForSelector('.panel, .state');
      await studio.shoot(page, `account-360/in-page-${screen}`);
    });
  }
}

/** Before anything was set up. */
export async function shootPanelBefore(studio: Studio, accountId: string): Promise<void> {
  await studio.scene('account-360/in-page-not-configured', async () => {
    const page = await studio.open('rep', `tab/Accounts/${accountId}`);
    await (await widgetFrame(page)).waitForSelector('.state');
    await studio.shoot(page, 'account-360/in-page-not-configured');
  });
}

/** Every state by itself: the built panel with a CRM page of the tests' own around it, which can be in any situation. */
export async function shootPanelStates(studio: Studio, harness: PanelHarness): Promise<void> {
  for (const situation of panelSituations(LOCALES[studio.language])) {
    const screen = `account-360/${situation.name}`;
    await studio.scene(screen, async () => {
      const panel = await harness.open(situation.world, {
        ...situation.options,
        width: 1280,
        browserLocale: studio.language === 'es' ? 'es-ES' : 'en-US',
      });
      try {
        await panel.frame.waitForSelector('.panel, .state, .skeleton');
        if (situation.name !== 'loading') await panel.frame.waitForSelector('.panel, .state');
        await studio.shoot(panel.page, screen);
      } finally {
        await panel.close();
      }
    });
  }
}
