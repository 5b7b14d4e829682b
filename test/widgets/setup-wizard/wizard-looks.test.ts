import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { byLanguage, lookAt } from '#test/support/look-at.ts';
import { lookName, looksOf, WHOLE_MATRIX } from '#test/support/looks.ts';
import { openWizard } from './open-wizard.ts';
import { WIZARD_SITUATIONS } from './wizard-situations.ts';

const pages = browsePages();

/** An ordinary run looks at the steps; their other states, and every step in every way, are the matrix's. */
const STEPS = new Set([
  'opening',
  'welcome',
  'mapping-open',
  'criteria-conditions',
  'techniques-manual',
  'review',
  'run',
  'run-done',
  'draft-conflict',
  'permissions',
  'permissions-native',
  'credits',
  'refresh',
  'refresh-nightly',
  'run-log',
  'techniques-engagement',
  'techniques-recommendations',
  'techniques-voice',
  'preview-none',
  'preview-failed',
  'review-five',
  'rules',
  'rules-editing',
  'rules-conflict',
  'rules-running',
  'rules-ledger',
  'review-unread',
  'review-limit',
  'run-steering',
  'run-said',
]);
/** Eight looks at the longest screen, beside other tests' browsers. */
const LOOKS_MS = 240_000;
const situations = WIZARD_SITUATIONS.filter(({ name }) => WHOLE_MATRIX || STEPS.has(name));

for (const [index, { name, server, act, signIn, crm }] of situations.entries()) {
  for (const [first, ...others] of byLanguage(looksOf(index))) {
    test.skipIf(NO_CHROMIUM !== null)(
      `${name} fits and axe finds nothing: ${lookName(first)}`,
      { timeout: LOOKS_MS },
      async () => {
        const answering = await server();
        const { page, context, complaints, ...wizard } = await openWizard(pages.browser, {
          folder: pages.folder,
          server: answering,
          look: first,
          crm,
        });
        if (signIn) await wizard.signIn();
        await act(page, answering);
        expect(await page.locator('html').getAttribute('lang')).toBe(first.language);
        expect(await lookAt(page, [first, ...others])).toEqual([]);
        expect(complaints).toEqual([]);
        await context.close();
      },
    );
  }
}
