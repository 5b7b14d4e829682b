import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { illegible } from './legible.ts';
import { lookName, type Look } from './looks.ts';

/** Size and theme change on an open page; the language takes a page of its own. */
export function byLanguage(looks: readonly Look[]): readonly (readonly [Look, ...Look[]])[] {
  return (['en', 'es'] as const).flatMap((language) => {
    const [first, ...others] = looks.filter((look) => look.language === language);
    return first === undefined ? [] : [[first, ...others] as const];
  });
}

/** CSS pixels; WCAG 2.2, 1.4.10. */
const NARROWEST = { width: 320, height: 700 };

/** What is wrong with an open page in these looks: what reaches over the window, what cannot be read or hit, and what axe holds against it. */
export async function lookAt(page: Page, looks: readonly Look[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.theme });
    const wrong = [
      ...(await tooWide(page)),
      ...(await illegible(page.mainFrame())),
      ...(await axeViolations(page.mainFrame())),
    ];
    found.push(...wrong.map((line) => `${lookName(look)}: ${line}`));
  }
  // Where words and targets have the least room, whatever the looks are.
  await page.setViewportSize(NARROWEST);
  const wrong = [...(await tooWide(page)), ...(await illegible(page.mainFrame()))];
  found.push(...wrong.map((line) => `${NARROWEST.width} px: ${line}`));
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
