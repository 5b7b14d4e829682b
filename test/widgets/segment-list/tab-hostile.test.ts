import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { tooWide } from '#test/support/look-at.ts';
import { openTab, type TabPage } from '#test/support/open-tab.ts';
import { createTabServer, type TabServer } from '#test/support/tab-server.ts';
import { XSS_PAYLOADS } from '#test/support/xss-payloads.ts';

const pages = browsePages();

const LONG = 'A name of two hundred characters that nobody would ever shorten '.repeat(4).slice(0, 199) + '.';
const UNBROKEN = 'Supercalifragilistic'.repeat(10);
const STRANGE: readonly string[] = [
  LONG,
  UNBROKEN,
  'شركة النور للتجارة والتوزيع (فرع الرياض) ١٢٣',
  'חברת האור בע״מ - Ltd.',
  '🏭🇪🇸👩‍👩‍👧‍👦 Emoji & Co. 🚀',
  '株式会社ライトスター・ソリューションズ',
  '\u202Eright-to-left override\u202C',
  'ßtraße İstanbul ﷽ Z̷͙̈́a̶͓͝l̵͎͋g̴͚͝ö̶͈',
];

/** The server's answers, with these texts in every place where an org's own words may stand; one text after another. */
function plant(server: TabServer, texts: readonly string[]): void {
  const id = (index: number) => `58431040000003${String(10_000 + index)}`;
  const name = (index: number) => texts[index % texts.length] ?? '';
  const labels = texts.slice(0, 40).map((text, index) => ({
    technique: index % 2 === 0 ? 'rfm' : 'firmographics',
    id: `label-${index}`,
    names: { en: text, es: text },
    colour: '#2F72D6',
  }));
  const counts = (technique: string) =>
    labels.filter((label) => label.technique === technique).map((label) => ({ labelId: label.id, accounts: 3 }));
  const account = (index: number) => ({
    id: id(index),
    name: name(index),
    labels: { rfm: `label-${(index % 20) * 2}`, firmographics: name(index) },
    scores: { r: 1, f: 2, m: 3 },
    owner: name(index),
    wonMinor: 100,
    pipelineMinor: 0,
  });
  const accounts = texts.map((_, index) => account(index));
  const segment = (index: number) => ({
    id: `seg-${index}`,
    version: 1,
    name: name(index),
    module: 'accounts',
    nature: { kind: 'dynamic', interval: 'daily' },
    parent: index === 0 ? null : 'seg-0',
    criteria: {
      conditions: [{ field: `crm:Field_${index}`, operator: 'isAnyOf', values: [name(index)] }],
      pattern: '',
    },
    createdAt: '2026-01-10T10:00:00Z',
    evaluatedAt: '2026-03-12T08:00:00Z',
    asOf: '2026-03-12',
    accounts: accounts.length,
    entered: 0,
    exited: 0,
    wonMinor: 1,
    pipelineMinor: 1,
  });
  const answer = (start: string, body: unknown, status = 200): void => server.break(start, { status, body });
  const overview = {
    asOf: '2026-03-12',
    publishedAt: '2026-03-12T03:12:00Z',
    accounts: 200,
    included: 190,
    wonMinor: 1,
    pipelineMinor: 1,
    topAccounts: accounts,
    rfm: { labels: counts('rfm'), withoutPurchases: 1 },
    firmographics: { labels: counts('firmographics') },
  };
  answer('GET /v1/overview', { overview, labels, accountsModule: 'Accounts' });
  answer('GET /v1/fields', {
    fields: texts.map((text, index) => ({
      reference: `crm:Field_${index}`,
      label: text,
      kind: 'text',
      options: [{ value: text, label: text }],
    })),
  });
  answer('POST /v1/segments/preview', {
    accounts: 3,
    asOf: '2026-03-12',
    wonMinor: 1,
    pipelineMinor: 1,
    members: accounts,
    difference: { entered: 200, exited: 200, firstEntered: accounts, firstExited: accounts },
  });
  answer('GET /v1/segments/seg-0/accounts', { accounts, total: 1_000, page: 1, pageSize: texts.length });
  const bars = texts.map((text) => ({ key: text, name: text, accounts: 3, wonMinor: 1 }));
  answer('GET /v1/segments/seg-0/distribution?by=label', {
    by: 'label',
    bars: labels.map((label) => ({ ...bars[0], key: label.id, technique: label.technique })),
    more: 0,
  });
  answer('GET /v1/segments/seg-0/distribution', { by: 'industry', bars, more: 0 });
  answer('GET /v1/segments/seg-0/performance', { wonMinor: 1, pipelineMinor: 1, deals: null, trend: null });
  answer('GET /v1/exports/fields', {
    fields: texts.flatMap((text, index) => [
      { name: `F${index}`, label: text, source: 'crm', hidden: false },
      { name: `H${index}`, label: text, source: 'crm', hidden: true },
    ]),
  });
  answer('GET /v1/exports', {
    exports: texts.map((text, index) => ({
      id: `exp-${index}`,
      state: index % 2 === 0 ? 'done' : 'failed',
      requestedAt: '2026-03-11T09:15:00Z',
      endedAt: '2026-03-11T09:15:08Z',
      segmentId: 'seg-0',
      segmentName: text,
      records: 1,
      hiddenFields: [text],
      file: { bytes: 10 },
      downloadUntil: '2026-03-25T09:15:08Z',
      reason: text,
      invalid: false,
    })),
  });
  // After its parts: what was named first answers first.
  answer('GET /v1/segments/seg-0', {
    segment: segment(0),
    usedIn: { exports: 1, children: accounts.map(({ id: childId, name: child }) => ({ id: childId, name: child })) },
  });
  answer('GET /v1/segments', { segments: texts.map((_, index) => segment(index)) });
  const problems = texts.map((text) => ({
    code: 'permissions.conditionOnHiddenField',
    params: { field: text },
    where: 'criteria.conditions[0]',
  }));
  answer('PUT /v1/segments/seg-0', { code: 'request.invalid', problems: [...problems, ...codes(texts)] }, 422);
}

/** Problems whose very code is hostile: unknown codes are said as they are. */
function codes(texts: readonly string[]) {
  return texts.map((text) => ({ code: text, params: {}, where: '' }));
}

/** Every screen on which an org's words stand, by class and place; `seen` is called on each. */
async function seeEverything(page: Page, seen: (screen: string) => Promise<void>): Promise<void> {
  const place = (index: number) => page.locator('.places__item').nth(index).click();
  const shown = (selector: string) => page.locator(selector).first().waitFor();
  await shown('.ranking');
  await seen('overview');
  await place(1);
  await shown('.segment-card');
  await seen('cards');
  await page.locator('.segmented .button').nth(1).click();
  await shown('.table--stack');
  await seen('table');
  await page.locator('tbody .link').first().click();
  await shown('.paging');
  await seen('accounts');
  await page.locator('.sections__item').nth(2).click();
  await shown('canvas');
  await page.locator('.segmented--wrap .button').nth(1).click();
  await shown('canvas');
  const box = await page.locator('canvas').first().boundingBox();
  // Slowly over the bars, so that each shows its tooltip.
  if (box !== null) await page.mouse.move(box.x + box.width - 20, box.y + Math.min(box.height, 700), { steps: 30 });
  await seen('chart');
  await page.locator('.chart__head .button').nth(1).click();
  await shown('.chart .table');
  await seen('table of a chart');
  await page.locator('.chart .table .button').first().click();
  await shown('.open-bar');
  await seen('accounts of a bar');
  await page.locator('.screen__head .actions .button').nth(1).click();
  await shown('.difference');
  await page.locator('.field input').first().fill('Other name');
  await page.locator('.form-split__foot .button--primary').click();
  await shown('.banner--bad');
  await seen('criteria, whom they catch, and a refusal');
  await place(2);
  await page.locator('.dialog .button--danger').click();
  await shown('.status');
  await seen('exports');
  await page.locator('.screen__head .button--primary').click();
  await page.locator('.dialog .choice').nth(1).click();
  await shown('.picker__item');
  await seen('fields of an export');
  await page.keyboard.press('Escape');
  await place(1);
  await page.locator('tbody .button--plain').nth(1).click();
  await shown('.dialog .banner');
  await seen('deleting');
}

async function openPlanted(texts: readonly string[], width: number): Promise<TabPage> {
  const server = createTabServer();
  plant(server, texts);
  const tab = await openTab(pages.browser, { folder: pages.folder, server, width });
  tab.page.setDefaultTimeout(60_000);
  await tab.signIn();
  return tab;
}

test.skipIf(NO_CHROMIUM !== null)(
  'a hundred payloads in every field that the tab shows: none runs, none becomes an element',
  async () => {
    const tab = await openPlanted(XSS_PAYLOADS, 1280);
    const screens: string[] = [];
    await seeEverything(tab.page, async (screen) => {
      screens.push(screen);
      const made = await tab.page.evaluate(`({
        ran: globalThis.X ?? null,
        elements: document.querySelectorAll('main :is(script, img, svg, iframe, video, audio, object, marquee, math, style, link, base, meta, template, noscript)').length,
        handlers: [...document.querySelectorAll('main *')].filter((each) => [...each.attributes].some(({ name }) => name.startsWith('on'))).length,
      })`);
      expect({ screen, made }).toEqual({ screen, made: { ran: null, elements: 0, handlers: 0 } });
    });
    expect(screens).toHaveLength(11);
    // As text they are all there, whichever is the one looked at.
    const text = await tab.page.locator('main').innerText();
    expect(XSS_PAYLOADS.filter((payload) => !text.includes(visible(payload)))).toEqual([]);
    // The content policy was never asked to hold anything back.
    expect(tab.complaints).toEqual([]);
    await tab.context.close();
  },
);

/** As the page shows a text: white space run together, NUL as the replacement that stands for it. */
function visible(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

test.skipIf(NO_CHROMIUM !== null)(
  'names of 200 characters, right to left and emoji: nothing is wider than a narrow page',
  async () => {
    const tab = await openPlanted(STRANGE, 320);
    await seeEverything(tab.page, async (screen) => {
      expect([screen, ...(await tooWide(tab.page))]).toEqual([screen]);
    });
    expect(tab.complaints).toEqual([]);
    await tab.context.close();
  },
);
