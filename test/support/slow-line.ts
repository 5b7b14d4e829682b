import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

/** `npm run test:slow`: whatever a page fetches comes up to so much later, each at its own time, as on a slow line or a busy machine. ms */
const SLOW_MS = Number(process.env['LODESTAR_SLOW_MS'] ?? 0);

/** The same browser behind a slow line, where the tests are to be run so. */
export function behindSlowLine(browser: Browser): Browser {
  if (SLOW_MS === 0) return browser;
  const late = () => setTimeout(Math.random() * SLOW_MS);
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    const route = context.route.bind(context);
    context.route = (url, handler, times) =>
      route(
        url,
        async (...asked) => {
          await late();
          await handler(...asked);
        },
        times,
      );
    await context.route('**/*', (asked) => asked.continue());
    return context;
  };
  return browser;
}
