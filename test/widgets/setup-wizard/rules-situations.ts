import type { Page } from 'playwright-core';
import { configurationOf, mappingOf } from '#widgets/setup-wizard/models/setup-draft.ts';
import { SAMPLE_RULES, scored, type FakeRules } from './fake-rules.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { openSetup } from './open-setup.ts';
import { withWorld, type Short } from './stop-wizard.ts';

/** An org whose settings are published; `change` says what of rules it has. */
export async function withRules(change: (rules: FakeRules) => void = scored): Promise<FakeServer> {
  const server = createFakeServer();
  const { setup } = await openSetup(server);
  setup.mapping.saveAll();
  const draft = setup.draft.draft.value;
  const mapping = mappingOf(draft);
  if (mapping === null) throw new Error('the made-up org maps itself');
  server.world.published = configurationOf(draft, mapping, '2026-11-20T10:00:00Z');
  change(server.world.rules);
  return server;
}

/** Scored once, and being scored again. */
function running(rules: FakeRules): void {
  scored(rules);
  rules.run = { ...rules.run, state: 'running', step: 'judge', endedAt: null, judged: 2_400 };
}

export const onRules = async (page: Page): Promise<void> => {
  await page.locator('.setup-places__item').nth(1).click();
  await page.locator('.rule-module, .state').first().waitFor();
};
const listed = (page: Page) => page.locator('.ranked').waitFor();
const edit = (page: Page, rule: number) => page.locator('.rule').nth(rule).locator('.button').first().click();

/** Somebody else has taken rules away and given others fewer points, by the time that these are put in force. */
async function meetAnother(page: Page, server: FakeServer): Promise<void> {
  await onRules(page);
  await edit(page, 0);
  await page.locator('.rule__form input[type=number]').first().fill('3');
  server.world.rules.versions.push({ rules: SAMPLE_RULES.slice(0, 2), author: 'Lucía Fernández' });
  await page.locator('.step-foot .button--primary').first().click();
  await page.locator('.banner--warn .button').first().waitFor();
}

export const RULES: readonly Short[] = [
  {
    name: 'rules',
    server: () => withRules(),
    async act(page) {
      await onRules(page);
      await listed(page);
      await page.locator('.rule-versions > summary').click();
    },
  },
  {
    name: 'rules-editing',
    server: () => withRules(),
    async act(page) {
      await onRules(page);
      await edit(page, 0);
      await edit(page, 1);
      await page.locator('.rule__form input[type=number]').first().fill('50');
      await page.locator('.rule__form input').first().fill('');
      await page.locator('.rule__form .field__error').first().waitFor();
    },
  },
  {
    name: 'rules-refused',
    server: () =>
      withRules((rules) => {
        scored(rules);
        rules.hidden = ['employees'];
      }),
    async act(page) {
      await onRules(page);
      await edit(page, 0);
      await page.locator('.rule__form input[type=number]').first().fill('3');
      await page.locator('.rule__form input[type=number]').first().blur();
      await page.locator('.step-foot .button--primary').first().click();
      await page.locator('.condition__note .field__error').waitFor();
    },
  },
  { name: 'rules-conflict', server: () => withRules(), act: meetAnother },
  {
    name: 'rules-kept',
    server: () => withRules(),
    async act(page, server) {
      await meetAnother(page, server);
      await page.locator('.banner--warn .button').last().click();
      await page.locator('.banner--info').waitFor();
    },
  },
  {
    name: 'rules-running',
    server: () => withRules(running),
    async act(page) {
      await onRules(page);
      await page.locator('.progress').waitFor();
    },
  },
  {
    name: 'rules-cancelling',
    server: () => withRules(running),
    async act(page) {
      await onRules(page);
      await page.locator('.button--danger').click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'rules-priced',
    server: () => withRules(),
    async act(page) {
      await onRules(page);
      await page.locator('.step-foot .button').nth(1).click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'rules-run-failed',
    server: () =>
      withRules((rules) => {
        scored(rules);
        rules.run = { ...rules.run, state: 'failed', reason: 'rulesDoNotFit' };
      }),
    act: onRules,
  },
  {
    name: 'rules-ledger',
    server: () => withRules(),
    async act(page) {
      await onRules(page);
      await page.locator('.ranked__open').first().click();
      await page.locator('.ledger').waitFor();
    },
  },
  { name: 'rules-empty', server: () => withRules(() => undefined), act: onRules },
  {
    name: 'rules-hidden-module',
    server: () => withRules(),
    async act(page) {
      await onRules(page);
      await listed(page);
      await page.locator('.ranked__head select').selectOption('contacts');
      await page.locator('.banner--warn').waitFor();
    },
  },
  { name: 'rules-not-configured', server: () => Promise.resolve(createFakeServer()), act: onRules },
  {
    name: 'rules-failed',
    server: () =>
      withWorld(withRules(), (world) =>
        world.trouble.set('GET /v1/scoring-rules', { status: 500, body: { code: 'internal' } }),
      ),
    act: onRules,
  },
];
