import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Moves the page's clock on, `stepMs` at a time, until the place is seen. What the page asks next is timed from the answer to the
 * last question, which may still be on its way on a busy machine: one step of any length could come before it.
 */
export async function runClockUntil(page: Page, place: Locator, stepMs: number): Promise<void> {
  await expect
    .poll(async () => {
      await page.clock.runFor(stepMs);
      return place.first().isVisible();
    })
    .toBe(true);
}
