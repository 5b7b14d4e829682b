import type { LocalSystem } from '#sandbox/once/start-local.ts';
import { launchChromium } from '#test/support/chromium.ts';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import { setUpAbm } from './administrator.ts';
import { keyboard, mouse } from './hands.ts';
import { exportSegment } from './marketer.ts';
import { findOutWhy, seeNoAmounts } from './rep.ts';
import { createStage } from './stage.ts';
import { watchForTrouble } from './trouble.ts';
import { meetRefusals } from './without-rights.ts';

/** Every wait is for something to appear; a machine that does much else takes its time. Milliseconds. */
const PATIENCE_MS = 60_000;

export interface WalkOptions {
  readonly system: LocalSystem;
  /** Origin of the widget pages; a widget from elsewhere ends the walk. */
  readonly pages: string;
  readonly language: Language;
  readonly hands: 'mouse' | 'keyboard';
  /** 2 = at 200 %: half as many pixels each way, each twice as large. */
  readonly zoom?: 1 | 2;
}

/**
 * The main job from the first look to the file, in real pages over the real system, nothing in between: set up, find out why,
 * make and export a segment, be refused. Gives everything that went wrong; throws where the walk cannot go on.
 */
export async function walk({ system, pages, language, hands, zoom = 1 }: WalkOptions): Promise<readonly string[]> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({
      viewport: { width: 1280 / zoom, height: 900 / zoom },
      deviceScaleFactor: zoom,
      locale: language === 'es' ? 'es-ES' : 'en-US',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const trouble = await watchForTrouble(context);
    const page = await context.newPage();
    await page.goto(`${system.sandbox.url}/`);
    await page.locator('main').waitFor();
    const stage = createStage({
      system,
      context,
      page,
      pages,
      language,
      hands: hands === 'mouse' ? mouse : keyboard,
      trouble,
    });
    try {
      await setUpAbm(stage);
      const account = await findOutWhy(stage);
      await seeNoAmounts(stage, account);
      await exportSegment(stage);
      await meetRefusals(stage, account);
    } catch (error) {
      // What went wrong before is often why it cannot go on.
      throw new Error(`The walk ended after ${trouble.place}. ${trouble.found.join('\n')}`, { cause: error });
    }
    return trouble.found;
  } finally {
    await browser.close();
  }
}
