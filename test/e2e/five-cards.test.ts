import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import { LABEL_FIELDS } from '#sandbox/pages/browser/list-query.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { createLocalFunctions, scoreOnce } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from '#test/support/sample-sandbox.ts';
import { withTechniques } from '#test/support/techniques-org.ts';
import { countAccounts, record, select } from './crm-answers.ts';
import { mouse } from './hands.ts';
import { createStage } from './stage.ts';
import { watchForTrouble } from './trouble.ts';
import { restOf, startWalkSystem } from './walk-system.ts';

/** A run of five techniques learns two languages and what is bought; a busy machine takes its time. Milliseconds. */
const PATIENCE_MS = 360_000;

test.skipIf(NO_CHROMIUM !== null)(
  `a Zylker account with five techniques shows five cards, each down to its numbers ${NO_CHROMIUM ?? ''}`,
  async () => {
    const system = await startWalkSystem();
    const browser = await launchChromium();
    try {
      const functions = createLocalFunctions(system.sandbox, SAMPLE_NOON);
      const administrator = functions.as('administrator', ZYLKER);
      const proposal = await administrator.call('GET', '/v1/configuration/proposal');
      const proposed = parseConfiguration(proposal.at('configuration'));
      if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
      const configuration = withTechniques(proposed.value);
      const published = { configuration, replaces: null, reason: 'first' };
      expect((await administrator.call('PUT', '/v1/configuration', published)).status).toBe(200);
      expect((await scoreOnce(functions, ZYLKER, SAMPLE_DAY)).at('run', 'state')).toBe('done');

      const ask = restOf(system, 'rep');
      const [first] = await select(
        ask,
        "select id from Accounts where (((ABM_Engagement_Label = 'Highly engaged' and ABM_RFM_Label is not null) and ABM_Firmographics_Label is not null) and ABM_Recommendations_Label is not null) order by id limit 1",
      );
      const account = await record(ask, 'Accounts', String(first?.['id']));

      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
      context.setDefaultTimeout(PATIENCE_MS / 6);
      const trouble = await watchForTrouble(context);
      const page = await context.newPage();
      await page.goto(`${system.sandbox.url}/`);
      await page.locator('main').waitFor();
      const pages = system.widgets?.url ?? '';
      const stage = createStage({ system, context, page, pages, language: 'en', hands: mouse, trouble });
      await stage.seat('rep');
      await stage.visit('accounts');
      await page.locator('.table tbody th a').first().waitFor();
      await narrowByEveryLabel(page, ask);
      await page.goto(page.url().replace(/Accounts.*$/, `Accounts/${String(account['id'])}`));
      const panel = await stage.widget();
      const given = LABEL_FIELDS.map((name) => account[name]).filter((label) => label != null);
      expect(await page.locator('.record__labels .chip').allInnerTexts()).toEqual(given);

      const { t } = stage;
      const expected = [
        [t.text('technique.rfm'), account['ABM_RFM_Label']],
        [t.text('technique.firmographics'), account['ABM_Firmographics_Label']],
        [t.text('accountMore.name.engagement'), account['ABM_Engagement_Label']],
        [t.text('accountMore.name.recommendations'), account['ABM_Recommendations_Label']],
        [t.text('accountMore.name.voice'), account['ABM_Voice_Label'] ?? t.text('shared.noLabel')],
      ] as const;
      await panel.getByRole('heading', { level: 2, name: t.text('accountMore.name.voice') }).waitFor();
      expect(await panel.locator('.label-card h2').allInnerTexts()).toEqual(expected.map(([name]) => name));
      expect(await panel.locator('.label-card .chip').allInnerTexts()).toEqual(expected.map(([, label]) => label));
      await expect.poll(() => panel.locator('.panel__chips li').count()).toBe(5);
      await stage.stop('an account with five techniques');

      for (const [technique] of expected) {
        const card = panel.getByRole('region', { name: technique, exact: true });
        await card.getByRole('button', { name: t.text('account.whyLabel', { technique }) }).click();
        await card.locator('.label-card__all').getByText(t.text('account.rule'), { exact: true }).waitFor();
      }
      const engagement = panel.getByRole('region', { name: t.text('accountMore.name.engagement'), exact: true });
      // The whole points of the score, cut (techniques-in-runs.md).
      const score = Number.parseFloat(await engagement.locator('.score__value').innerText());
      expect(Math.floor(score)).toBe(account['ABM_Engagement_Score']);
      expect(await engagement.locator('.numbers tbody tr').count()).toBeGreaterThan(0);
      // ENG-3: a sample org's calls have been answered, and at hours of an office.
      const reach = engagement.locator('section', {
        has: panel.getByText(t.text('accountMore.reach'), { exact: true }),
      });
      const said = await reach.locator('li').allInnerTexts();
      expect(said.length).toBeGreaterThanOrEqual(3);
      expect(said.join('\n')).toMatch(
        /hour to call: (?:[89]|1[0-2]|[1-7]):00\s[AP]M to .* \(\d+ of \d+ answered calls?\)/,
      );
      expect(said.join('\n')).toMatch(/weekday to call: \w+day \(\d+ of \d+ answered calls?\)/);
      await stage.stop('an account with five techniques, all reasons');
      expect(trouble.found).toEqual([]);
    } finally {
      await browser.close();
      await system.close();
    }
  },
  PATIENCE_MS,
);

/** The list of accounts: a column and a filter for the label of each technique, and as many accounts behind each as the CRM counts. */
async function narrowByEveryLabel(page: Page, ask: Parameters<typeof select>[0]): Promise<void> {
  const heads = await page.locator('.table thead th').allInnerTexts();
  for (const name of LABEL_FIELDS) {
    expect(heads.map((head) => head.trim())).toContain(name.replaceAll('_', ' '));
    const [largest] = await select(
      ask,
      `select ${name}, COUNT(id) from Accounts where ${name} is not null group by ${name} limit 1`,
    );
    // Texts may be judged of too few accounts for any label: then there are those without one.
    const value = largest === undefined ? '' : String(largest[name]);
    const where = value === '' ? `${name} is null` : `${name} = '${value}'`;
    const counted = await countAccounts(ask, where);
    await page.locator(`input[name=${name}][value="${value}"]`).check();
    const shown = async () =>
      Number((await page.locator('.list__head [role=status]').innerText()).replaceAll(/\D/g, ''));
    await expect.poll(shown, { timeout: PATIENCE_MS / 6 }).toBe(counted);
    await page.locator('.filters__clear').click();
  }
}
