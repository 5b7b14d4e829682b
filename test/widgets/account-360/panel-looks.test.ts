import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { illegible } from '#test/support/legible.ts';
import { startPanelHarness, type OpenPanel, type PanelHarness } from '#test/support/panel-harness.ts';
import { panelSituations } from '#test/support/panel-states.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

let harness: PanelHarness;
beforeAll(async () => {
  if (NO_CHROMIUM === null) harness = await startPanelHarness();
});
afterAll(async () => {
  if (NO_CHROMIUM === null) await harness.close();
});

/** Words that stand in no Spanish text of ours. */
const ENGLISH = /\b(?:the|labels?|your|account|purchases?|deal|condition|hidden|again)\b/i;
/** A thorough run looks at every state in every way; an ordinary one at each state in one way, every way among them. */
const THOROUGH = propertyRuns(1) > 1;
const LOOKS = [320, 400, 1280].flatMap((width) => [
  { width, dark: false },
  { width, dark: true },
]);

for (const [index, { name, world, options, shows }] of panelSituations().entries()) {
  test.skipIf(NO_CHROMIUM !== null)(
    `${name}: says what it is, fits 320 px, and axe finds nothing, light or dark`,
    async () => {
      const panel = await harness.open(world, { ...options, width: 320 });
      try {
        if (shows === '') await panel.frame.waitForSelector('.skeleton');
        else await panel.frame.waitForSelector(`text=${shows}`);
        await openAll(panel);
        expect(await overflow(panel)).toBeLessThanOrEqual(0);
        expect(await illegible(panel.frame)).toEqual([]);
        for (const { width, dark } of THOROUGH ? LOOKS : LOOKS.slice(index % LOOKS.length).slice(0, 1)) {
          await panel.page.setViewportSize({ width, height: 900 });
          await panel.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
          expect([width, dark, ...(await axeViolations(panel.frame))]).toEqual([width, dark]);
        }
        // The page that could not load Zoho's script says so in the console; nothing else may.
        expect(panel.complaints.filter((line) => !(name === 'offline' && line.includes('ERR_FAILED')))).toEqual([]);
      } finally {
        await panel.close();
      }
    },
  );
}

test.skipIf(NO_CHROMIUM !== null)(
  'every state reads Spanish for a Spanish user, whatever the browser speaks',
  { timeout: 240_000 },
  async () => {
    for (const [index, { name, world, options }] of panelSituations('es_ES').entries()) {
      // Its names are English; and an ordinary run reads every third.
      if (name === 'ready-long-names' || (!THOROUGH && index % 3 !== 0)) continue;
      // Until the CRM has said who looks, the browser's language is all there is.
      const early = ['offline', 'loading', 'failed'].includes(name);
      const panel = await harness.open(world, { ...options, width: 400, browserLocale: early ? 'es-MX' : 'en-US' });
      await panel.frame.waitForSelector(name === 'loading' ? '.skeleton' : '.panel, .state');
      await openAll(panel);
      const text = await panel.frame.innerText('main');
      expect([name, ENGLISH.exec(text)]).toEqual([name, null]);
      expect(await panel.frame.evaluate('document.documentElement.lang')).toBe('es');
      await panel.close();
    }
  },
);

async function openAll({ frame }: OpenPanel): Promise<void> {
  const closed = frame.locator('button[aria-expanded=false]');
  while ((await closed.count()) > 0) await closed.first().click();
}

/** How far the content reaches over the right edge. CSS pixels. */
async function overflow({ frame }: OpenPanel): Promise<number> {
  return await frame.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
