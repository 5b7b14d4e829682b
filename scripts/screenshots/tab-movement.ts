import { answerInstead } from './answers.ts';
import { chartsDrawn } from './charts-drawn.ts';
import { inventHistory } from './label-history.ts';
import type { Studio } from './studio.ts';

const PATH = 'tab/ABM';

/** Labels over time on the overview: a history longer than the site's own, and none for an error. */
export async function shootMovement(studio: Studio): Promise<void> {
  const { site } = studio;
  await studio.scene('abm-tab/movement', async () => {
    const { page, widget } = await studio.openSignedIn('marketer', PATH, (context) =>
      answerInstead(context, site).change(/\/v1\/history\/labels$/, inventHistory),
    );
    await widget.waitForSelector('.moves');
    await chartsDrawn(widget);
    await studio.shoot(page, 'abm-tab/movement', { key: true });
    await widget.locator('.movements .chart__head .button').nth(1).click();
    await studio.shoot(page, 'abm-tab/movement-table');
  });
  await studio.scene('abm-tab/movement-failed', async () => {
    const { page, widget } = await studio.openSignedIn('marketer', PATH, (context) =>
      answerInstead(context, site).answer(/\/v1\/history\/labels$/, 500, { code: 'store.unavailable' }),
    );
    await widget.waitForSelector('.movements .state');
    await studio.shoot(page, 'abm-tab/movement-failed');
  });
}
