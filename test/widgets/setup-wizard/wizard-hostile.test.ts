import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { WHOLE_MATRIX } from '#test/support/looks.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { XSS_PAYLOADS } from '#test/support/xss-payloads.ts';
import { orgSchema } from '#widgets/setup-wizard/models/org-schemas.ts';
import type { SetupDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { openSetup } from './open-setup.ts';
import { openWizard } from './open-wizard.ts';

const pages = browsePages();

/** An ordinary run gives every shown field some of the payloads and shows all of them; the matrix gives every field every one. */
const STARTS = WHOLE_MATRIX ? [...XSS_PAYLOADS.keys()] : [0];
/** Elements and handlers that the wizard has no use for. */
const FOREIGN =
  'img, iframe, object, math, form, style, base, link, meta, video, audio, marquee, template, body script:not([src]), [onerror], [onload], [onfocus], [ontoggle], [onmouseover], [onbegin], a[href^="javascript" i]';
const NAME_LENGTH = 60;

/** Payloads one after another, so that neighbouring fields show different ones. */
function createPayloads(turn: number): () => string {
  let next = turn;
  return () => XSS_PAYLOADS[next++ % XSS_PAYLOADS.length] ?? '';
}

async function infectedServer(payload: () => string): Promise<FakeServer> {
  const server = createFakeServer();
  const { modules, fields } = orgSchema.parse(server.handle({ method: 'GET', path: '/v1/setup/org' }).body);
  server.world.org = {
    modules: modules.map((module) => ({ ...module, pluralLabel: payload(), singularLabel: payload() })),
    fields: Object.fromEntries(
      Object.entries(fields).map(([module, all]) => [
        module,
        all.map((field) => ({
          ...field,
          label: payload(),
          options: field.options.map((option) => ({ ...option, display: payload() })),
        })),
      ]),
    ),
  };
  server.world.session = {
    user: { name: payload() },
    org: { name: payload(), currency: 'EUR', minorDigits: 2, timeZone: payload() },
  };
  const { setup } = await openSetup(server);
  setup.mapping.saveAll();
  setup.draft.edit((draft) => infectDraft({ ...draft, everyAccount: true }, payload));
  await setup.draft.flush();
  return server;
}

function infectDraft(draft: SetupDraft, payload: () => string): SetupDraft {
  const name = (number: number): string => `${number}${payload()}`.slice(0, NAME_LENGTH);
  const is = (value: string) => ({ field: 'name', operator: 'is', value }) as const;
  return {
    ...draft,
    criteria: {
      conditions: [is(payload()), { field: 'billingCountry', operator: 'isAnyOf', values: [...XSS_PAYLOADS] }],
      pattern: '',
    },
    rfm: {
      ...draft.rfm,
      labels: draft.rfm.labels.map((label, index) => ({ ...label, names: { en: name(index), es: name(index) } })),
    },
    firmographics: {
      labels: draft.firmographics.labels.map((label, index) => ({
        ...label,
        names: { en: name(index), es: name(index) },
        criteria: { conditions: [is(payload())], pattern: '' },
      })),
    },
  };
}

/** What a server could say at every turn, with payloads where ids, names and values stand. */
function problemsOf(payload: () => string): readonly unknown[] {
  return [
    { code: payload(), params: { [payload()]: payload() }, where: payload() },
    {
      code: 'mapping.fieldMissing',
      params: { field: payload(), module: payload(), target: payload() },
      where: 'mapping',
    },
    { code: 'labels.duplicateName', params: { name: payload(), language: payload() }, where: 'techniques' },
    { code: 'crm.noPermission', params: { missing: payload() }, where: 'crm' },
    { code: `crm.${payload()}`, params: { code: payload() }, where: payload() },
  ];
}

/** All that a person or a screen reader is given, values typed into controls included. */
const SHOWN = `(() => {
  const texts = [document.body.textContent];
  for (const element of document.querySelectorAll('input, [title], [aria-label]'))
    texts.push(element.value ?? '', element.getAttribute('title') ?? '', element.getAttribute('aria-label') ?? '');
  return texts.join('\\n');
})()`;

async function openAll(page: Page, part: string): Promise<void> {
  const closed = page.locator(`${part} button[aria-expanded=false]`);
  while ((await closed.count()) > 0) await closed.first().click();
}

test.skipIf(NO_CHROMIUM !== null)(
  '100 payloads in everything that the wizard shows or is told: text all of them, none runs',
  { timeout: 240_000 * STARTS.length },
  async () => {
    let everShown = '';
    for (const turn of STARTS) {
      const payload = createPayloads(turn);
      const server = await infectedServer(payload);
      const { page, context, complaints, signIn } = await openWizard(pages.browser, { folder: pages.folder, server });
      let shown = '';
      const look = async (): Promise<void> => {
        shown += await page.evaluate<string>(SHOWN);
        expect([turn, await page.locator(`body :is(${FOREIGN})`).count()]).toEqual([turn, 0]);
      };
      const step = (number: number) => page.locator('.steps .step').nth(number).click();
      await signIn();
      await look();

      await step(1);
      await page.locator('.module').nth(3).waitFor();
      await openAll(page, '.module');
      await look();
      await page.locator('.switch button').last().click();
      await look();

      await step(2);
      await page.locator('.count__figure').waitFor();
      await look();
      server.world.revision = 40;
      server.world.author = payload();
      await page.locator('.condition input').first().fill(payload());
      await runClockUntil(page, page.locator('.wizard > .banner--warn'), 2_000);
      await look();
      await page.locator('.wizard > .banner--warn button').last().click();
      await page.locator('.wizard > .banner--warn').waitFor({ state: 'detached' });

      server.world.trouble.set('GET /v1/setup/snapshots/snapshot-1', {
        status: 200,
        body: { id: 'snapshot-1', state: 'failed', progress: { accounts: 0, deals: 0 }, problems: problemsOf(payload) },
      });
      await step(3);
      await runClockUntil(page, page.locator('.technique'), 3_000);
      await page.locator('.banner--warn button').last().click();
      await runClockUntil(page, page.locator('.heat'), 4_000);
      await look();
      await page.locator('.label-row__name input').first().fill(`typed ${payload()}`.slice(0, NAME_LENGTH));
      await page.locator('.grid-card .button').click();
      await page.locator('.source > summary').click();
      await page.locator('.label-row__end .button').last().click();
      await look();
      await page.locator('.switch--wide .button').last().click();
      await openAll(page, '.conditions');
      await look();

      server.world.trouble.set('POST /v1/setup/review', {
        status: 200,
        body: {
          fields: [{ apiName: payload(), label: payload(), exists: false }],
          credits: 9,
          problems: [],
          warnings: problemsOf(payload),
        },
      });
      await step(4);
      await page.locator('.field-list').waitFor();
      await runClockUntil(page, page.locator('.banner--warn'), 1_000);
      await look();
      server.world.trouble.set('PUT /v1/configuration', {
        status: 422,
        body: { code: payload(), problems: problemsOf(payload) },
      });
      await page.locator('.step-foot .button--primary').click();
      await page.locator('#root [role=alert]').waitFor();
      await look();
      server.world.runState = 'failed';
      server.world.run = { reason: payload(), problems: problemsOf(payload) };
      await page.locator('.step-foot .button--primary').click();
      await page.locator('.outcome').waitFor();
      await look();

      expect([turn, await page.evaluate('globalThis.X')]).toEqual([turn, undefined]);
      expect(complaints).toEqual([]);
      everShown += shown;
      await context.close();
    }
    // A payload that was never on a screen proves nothing.
    expect(XSS_PAYLOADS.filter((each) => !everShown.includes(each))).toEqual([]);
  },
);

test.skipIf(NO_CHROMIUM !== null)('a refusal and a failure on the way in show their codes as text', async () => {
  for (const [index, path] of (['GET /v1/setup/org', 'GET /v1/session'] as const).entries()) {
    const payload = createPayloads(40 * index);
    const server = createFakeServer();
    if (index === 0) server.world.trouble.set(path, { status: 500, body: { code: payload() } });
    else server.world.session = { rights: { setup: { missing: payload() } } };
    const { page, context, signIn } = await openWizard(pages.browser, { folder: pages.folder, server });
    await signIn();
    await page.locator('.state').waitFor();
    expect(await page.locator(`body :is(${FOREIGN})`).count()).toBe(0);
    expect(await page.evaluate('globalThis.X')).toBeUndefined();
    await context.close();
  }
});
