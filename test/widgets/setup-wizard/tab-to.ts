import type { Page } from 'playwright-core';

/** More stops than the longest screen has. */
const MOST_STOPS = 160;
/** Answers and scripts are there by then on any machine. */
const ARRIVES_MS = 60_000;

/**
 * Presses Tab until a control of that name has the focus, round after round while what it waits for is on its way; a screen that
 * never gets there fails.
 */
export async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const until = performance.now() + ARRIVES_MS;
  for (let stops = 0; stops < MOST_STOPS || performance.now() < until; stops++) {
    await page.keyboard.press(key);
    const found = await page.evaluate<string>(`(() => {
      const at = document.activeElement;
      return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? '';
    })()`);
    if (name.test(found)) return;
  }
  throw new Error(`the keyboard does not come to ${name}`);
}

export async function enter(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}
