import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { lookName, type Look } from './looks.ts';

/** Size and theme change on an open page; the language takes a page of its own. */
export function byLanguage(looks: readonly Look[]): readonly (readonly [Look, ...Look[]])[] {
  return (['en', 'es'] as const).flatMap((language) => {
    const [first, ...others] = looks.filter((look) => look.language === language);
    return first === undefined ? [] : [[first, ...others] as const];
  });
}

/** What is wrong with an open page in these looks: what reaches over the window, and what axe holds against it. */
export async function lookAt(page: Page, looks: readonly Look[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.theme });
    const wrong = [...(await tooWide(page)), ...(await axeViolations(page.mainFrame()))];
    found.push(...wrong.map((line) => `${lookName(look)}: ${line}`));
  }
  return found;
}

/** What reaches over the window's right edge; what scrolls inside a frame of its own may. */
export async function tooWide(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .map((element) => element.tagName + '.' + element.getAttribute('class') + ' is wider than the window');
  })()`);
}
