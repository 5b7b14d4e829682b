import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { setLanguage, signIn, widgetFrame, words, type Language, type LocalSite } from '../browser/local-site.ts';
import { variantName, variantsOf, type Variant } from './variants.ts';

/** Where the CRM has the settings. */
export const SETUP_PATH = 'settings/ABM';
/** Whole pages are as long as they are, within reason. CSS pixels. */
const MAX_HEIGHT = 4_000;
const WINDOW_HEIGHT = 860;
/** Two looks at a page's height; when both are the same, it has come to rest. Milliseconds. */
const REST_MS = 60;
const MAX_LOOKS = 30;

export interface Picture {
  readonly screen: string;
  readonly variant: Variant;
  /** From the gallery's folder, with `/`. */
  readonly file: string;
}

interface ShootOptions {
  /** In all twelve variants. */
  readonly key?: boolean;
  /** Only what fits the window: for what floats above a page. */
  readonly windowOnly?: boolean;
}

export interface Studio {
  readonly language: Language;
  readonly site: LocalSite;
  readonly browser: Browser;
  readonly pictures: readonly Picture[];
  readonly failures: readonly string[];
  /** The product's words in the studio's language. */
  readonly say: (key: string) => string;
  /** Whether any picture of a chapter is wanted. */
  wants(chapter: string): boolean;
  /** What goes wrong in a scene is reported at the end and keeps no other scene from its pictures. */
  scene(name: string, play: () => Promise<void>): Promise<void>;
  /** A CRM page as a user. `prepare` sees the context before the page asks for anything. */
  open(user: string, path: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<Page>;
  /** Opens a page whose widget asks for a sign-in, and signs in. */
  openSignedIn(
    user: string,
    path: string,
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<{ readonly page: Page; readonly widget: Frame }>;
  /** The same in the CRM whose profiles have no ABM section (PER-5). */
  openWithoutSection(user: string, path: string): Promise<{ readonly page: Page; readonly widget: Frame }>;
  shoot(page: Page, screen: string, options?: ShootOptions): Promise<void>;
}

export interface StudioOptions {
  readonly language: Language;
  readonly site: LocalSite;
  readonly browser: Browser;
  readonly folder: string;
  readonly only: (name: string) => boolean;
  /** Any picture whose name begins so? */
  readonly onlyChapter: (chapter: string) => boolean;
  /** Numbers screens in the order of their first sight, over all languages. */
  readonly numberOf: (screen: string) => number;
}

export function createStudio(options: StudioOptions): Studio {
  const { language, site, browser, folder, only, onlyChapter, numberOf } = options;
  const pictures: Picture[] = [];
  const failures: string[] = [];
  const inLanguage = new Set<string>();

  async function open(user: string, path: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<Page> {
    if (!inLanguage.has(user)) {
      await setLanguage(site, user, language);
      inLanguage.add(user);
    }
    return openAt(site.address(user, path), prepare);
  }

  async function openAt(address: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: WINDOW_HEIGHT },
      reducedMotion: 'reduce',
      colorScheme: 'light',
      locale: language === 'en' ? 'en-US' : 'es-ES',
    });
    opened.add(context);
    context.setDefaultTimeout(45_000);
    await prepare?.(context);
    const page = await context.newPage();
    await page.goto(address);
    return page;
  }
  const opened = new Set<BrowserContext>();

  async function shoot(page: Page, screen: string, shot: ShootOptions = {}): Promise<void> {
    const variants = variantsOf(numberOf(screen), shot.key ?? false).filter(
      (variant) => variant.language === language && only(`${screen}-${variantName(variant)}`),
    );
    for (const variant of variants) {
      const file = `${screen}-${variantName(variant)}.png`;
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await page.emulateMedia({ colorScheme: variant.theme, reducedMotion: 'reduce' });
      await takePicture(page, join(folder, file), {
        width: variant.width,
        wholePage: shot.windowOnly !== true,
      });
      pictures.push({ screen, variant, file });
    }
    await page.setViewportSize({ width: 1280, height: WINDOW_HEIGHT });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }

  return {
    language,
    site,
    browser,
    pictures,
    failures,
    say: words(language),
    wants: onlyChapter,
    async scene(name, play) {
      const before = new Set(opened);
      try {
        await play();
      } catch (error) {
        const reason = error instanceof Error ? error.message.split('\n').slice(0, 4).join(' ') : String(error);
        failures.push(`${name} (${language}): ${reason}`);
        console.error(`not taken: ${name} (${language}): ${reason}`);
        const last = [...opened].at(-1)?.pages().at(-1);
        await last
          ?.screenshot({ path: join(folder, 'failed', `${name.replaceAll('/', '-')}-${language}.png`) })
          .catch(() => undefined);
      }
      for (const context of opened) {
        if (before.has(context)) continue;
        opened.delete(context);
        await context.unrouteAll({ behavior: 'ignoreErrors' });
        await context.close();
      }
    },
    open,
    async openSignedIn(user, path, prepare) {
      const page = await open(user, path, prepare);
      const widget = await widgetFrame(page);
      await signIn(page.context(), widget, language);
      return { page, widget };
    },
    async openWithoutSection(user, path) {
      await setLanguage(site.withoutSection, user, language);
      const page = await openAt(site.withoutSection.address(user, path));
      const widget = await widgetFrame(page);
      await signIn(page.context(), widget, language);
      return { page, widget };
    },
    shoot,
  };
}

/** One picture at one width; a page that is wanted whole gets a window as high as its content, the widget's included. */
export async function takePicture(
  page: Page,
  path: string,
  {
    width,
    wholePage,
    height = WINDOW_HEIGHT,
  }: { readonly width: number; readonly wholePage: boolean; readonly height?: number },
): Promise<void> {
  if (page.viewportSize()?.width !== width || page.viewportSize()?.height !== height)
    await page.setViewportSize({ width, height });
  let seen = await rest(page);
  if (wholePage && seen > height) {
    await page.setViewportSize({ width, height: Math.min(MAX_HEIGHT, seen) });
    seen = await rest(page);
  }
  await page.mouse.move(0, 0);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

/** Waits until nothing changes its height any more; the height that shows everything. */
async function rest(page: Page): Promise<number> {
  let last = -1;
  for (let look = 0; look < MAX_LOOKS; look++) {
    const now = await neededHeight(page);
    if (now === last) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
  return last;
}

async function neededHeight(page: Page): Promise<number> {
  const own = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const place = await page.$('.widget--fill > iframe, body > iframe');
  const frame = await place?.contentFrame();
  if (place === null || frame == null) return own;
  const top = (await place.boundingBox())?.y ?? 0;
  // Higher than its window only where something is out of sight.
  const inner = Number(await frame.evaluate('document.documentElement.scrollHeight'));
  return Math.max(own, Math.ceil(top + inner));
}
