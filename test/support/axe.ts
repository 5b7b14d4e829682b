import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe holds against a frame alone, not those inside it, best practices included: rule and element, one line each. */
export async function axeViolations(frame: Frame): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy stays as it ships.
  await frame.evaluate(`globalThis.axe ?? (() => { ${SOURCE} })()`);
  return await frame.evaluate<string[]>(
    `axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  );
}
