import type { Page } from 'playwright-core';
import { formatPublishedBasis } from '#core/labels/published-basis.ts';
import type { TabPage, TabPageOptions } from '#test/support/open-tab.ts';
import { createPanelWorld } from '#test/support/panel-world.ts';
import { SAID_OF_ALL } from '#test/support/said-of-all.ts';
import { OFFLINE } from '#test/support/tab-backend.ts';
import type { TabServer } from '#test/support/tab-server.ts';
import type { TabScenario } from '#test/support/tab-scenario.ts';

export interface TabSituation {
  readonly name: string;
  /** Looked at in an ordinary run too; the others are the whole matrix's. */
  readonly main?: boolean;
  readonly scenario?: TabScenario;
  readonly options?: Partial<TabPageOptions>;
  readonly signedOut?: boolean;
  reach(page: Page, server: TabServer, tab: TabPage): Promise<unknown>;
}

const BASIS = formatPublishedBasis(createPanelWorld().published);
const RUN = {
  id: 'run-1',
  state: 'reading',
  progress: { accounts: 3_000, deals: 12_000 },
  total: { accounts: 5_000, deals: 40_000 },
};

// By class and place, since a situation is looked at in two languages.
const place = (page: Page, index: number) => page.locator('.places__item').nth(index).click();
const section = (page: Page, index: number) => page.locator('.sections__item').nth(index).click();
const shown = (page: Page, selector: string) => page.locator(selector).first().waitFor();

async function openSegment(page: Page, card = 0): Promise<void> {
  await place(page, 1);
  await page.locator('.segment-card__open').nth(card).click();
  await shown(page, '.table--stack');
}

async function openExport(page: Page): Promise<void> {
  await place(page, 1);
  await page.locator('.segment-card__actions .button').first().click();
  await shown(page, '.dialog .banner');
}

async function openDeletion(page: Page): Promise<void> {
  await place(page, 1);
  await page.locator('.segment-card__actions .button--plain').last().click();
  await shown(page, '.dialog .banner');
}

const overview = (page: Page) => shown(page, '.label-bars');
const state = (page: Page) => shown(page, '.state');

/** Every screen and state of the ABM tab. */
export const TAB_SITUATIONS: readonly TabSituation[] = [
  { name: 'overview', main: true, reach: overview },
  {
    name: 'negative emotion rises',
    main: true,
    scenario: { surges: 4 },
    reach: (page) => shown(page, '.surges .ranking'),
  },
  {
    name: 'negative emotion rises nowhere',
    scenario: { surges: 0 },
    reach: (page) => shown(page, '.surges > .soft'),
  },
  {
    name: 'negative emotion of which no text tells',
    scenario: { said: { voice: { ...SAID_OF_ALL.voice, surges: 0 } } },
    reach: (page) => shown(page, '.surges > .soft'),
  },
  {
    name: 'negative emotion that failed',
    scenario: { surges: 4 },
    async reach(page, server, tab) {
      server.break('GET /v1/segments/all/accounts', { status: 500, body: { code: 'internal' } });
      await page.reload();
      await tab.signIn();
      await shown(page, '.surges .state');
    },
  },
  {
    name: 'what the run says of its labels',
    main: true,
    scenario: { said: SAID_OF_ALL },
    async reach(page) {
      await page.locator('.run-notes').nth(3).waitFor();
      for (const more of await page.locator('.run-notes summary').all()) await more.click();
    },
  },
  { name: 'movement', main: true, reach: (page) => shown(page, '.moves') },
  {
    name: 'movement over a year as a table',
    async reach(page) {
      await page.locator('.movements__head .button').nth(4).click();
      await page.locator('.movements .chart__head .button').nth(1).click();
      await shown(page, '.movements .table');
      await page.locator('.movements .button--plain').click();
    },
  },
  {
    name: 'movement on the first day',
    scenario: { history: 'oneDay' },
    reach: (page) => shown(page, '.movements canvas'),
  },
  {
    name: 'movement before history',
    scenario: { history: 'none' },
    reach: (page) => shown(page, '.movements > .soft'),
  },
  {
    name: 'movement that failed',
    async reach(page, server) {
      server.break('GET /v1/history', { status: 500, body: { code: 'internal' } });
      await page.locator('.movements__head .button').nth(3).click();
      await shown(page, '.movements .state');
    },
  },
  {
    name: 'labels of one account',
    main: true,
    async reach(page) {
      await openSegment(page);
      await page.locator('.link--small').first().click();
      await shown(page, '.strip');
    },
  },
  { name: 'points of accounts', main: true, scenario: { scored: true }, reach: (page) => openSegment(page) },
  {
    name: 'what points are made of',
    main: true,
    scenario: { scored: true },
    async reach(page) {
      await openSegment(page);
      await page.getByRole('button', { name: /: 8$/ }).first().click();
      await shown(page, '.ledger');
    },
  },
  {
    name: 'points of nothing',
    scenario: { scored: true },
    async reach(page) {
      await openSegment(page);
      await page.getByRole('button', { name: /: 0$/ }).first().click();
      await shown(page, '.dialog p.soft');
    },
  },
  {
    name: 'accounts labelled by every technique',
    main: true,
    scenario: { every: true, scored: true },
    reach: (page) => openSegment(page),
  },
  { name: 'cards', main: true, reach: async (page) => [await place(page, 1), await shown(page, '.segment-card')] },
  {
    name: 'table',
    main: true,
    async reach(page) {
      await place(page, 1);
      await page.locator('.segmented .button').nth(1).click();
      await shown(page, '.table--stack');
    },
  },
  {
    name: 'create',
    main: true,
    async reach(page) {
      await page.locator('.suggestion .button').first().click();
      await shown(page, '.members');
    },
  },
  { name: 'detail', main: true, reach: (page) => openSegment(page) },
  {
    name: 'performance',
    main: true,
    async reach(page) {
      await openSegment(page);
      await section(page, 1);
      await shown(page, 'canvas');
    },
  },
  {
    name: 'distribution',
    main: true,
    async reach(page) {
      await openSegment(page);
      await section(page, 2);
      await shown(page, 'canvas');
    },
  },
  {
    name: 'distribution as a table',
    main: true,
    async reach(page) {
      await openSegment(page);
      await section(page, 2);
      await page.locator('.chart__head .button').nth(1).click();
      await shown(page, '.chart .table');
    },
  },
  { name: 'exports', main: true, reach: async (page) => [await place(page, 2), await shown(page, '.table--stack')] },
  {
    name: 'an export begun from the list',
    async reach(page) {
      await place(page, 2);
      await page.locator('.screen__head .button').first().click();
      await page.locator('.dialog .button--primary').click();
      await shown(page, '.status--waiting');
    },
  },
  {
    name: 'export of chosen fields',
    main: true,
    async reach(page) {
      await openExport(page);
      await page.locator('.dialog .choice').nth(1).click();
      await shown(page, '.picker');
      await page.locator('.format summary').click();
    },
  },
  { name: 'delete', main: true, reach: openDeletion },
  {
    name: 'session ended',
    main: true,
    async reach(page, server) {
      await openSegment(page);
      server.break('GET /v1/segments/', { status: 401, body: { code: 'identity.notAuthenticated' } });
      await section(page, 1);
      await shown(page, '.state');
    },
  },
  {
    name: 'signed out',
    signedOut: true,
    options: { basis: BASIS.ok ? BASIS.value.basis : null },
    reach: overview,
  },
  { name: 'hidden amounts', scenario: { amountsHidden: true }, reach: overview },
  { name: 'outside the view', scenario: { outside: 12 }, reach: overview },
  { name: 'hidden amounts of accounts', scenario: { amountsHidden: true }, reach: (page) => openSegment(page) },
  { name: 'stale', scenario: { asOf: '2026-03-02' }, reach: (page) => shown(page, '.banner') },
  { name: 'a run at work', scenario: { run: RUN }, reach: (page) => shown(page, '.banner') },
  {
    name: 'a run that failed',
    scenario: { run: { ...RUN, state: 'failed', reason: 'creditsExhausted' } },
    reach: (page) => shown(page, '.banner'),
  },
  { name: 'no run yet', scenario: { unpublished: true }, reach: state },
  { name: 'not set up', scenario: { configured: false }, reach: state },
  { name: 'no access', scenario: { rights: { view: { missing: 'Crm_Implied_Manage_ABM' } } }, reach: state },
  {
    name: 'no right but to look',
    scenario: {
      rights: {
        createSegments: { missing: 'Crm_Implied_Create_ABM_Segments' },
        deleteSegments: { missing: 'Crm_Implied_Delete_ABM_Segments' },
        exportAccounts: { missing: 'Crm_Implied_Export_Accounts' },
      },
    },
    reach: async (page) => [await place(page, 1), await shown(page, '.segment-card')],
  },
  {
    name: 'no segments',
    scenario: { noSegments: true },
    reach: async (page) => [await place(page, 1), await state(page)],
  },
  {
    name: 'no exports',
    scenario: { noExports: true },
    reach: async (page) => [await place(page, 2), await state(page)],
  },
  {
    name: 'edit',
    async reach(page) {
      await openSegment(page);
      await page.locator('.screen__head .actions .button').nth(1).click();
      await shown(page, '.members');
      await page.locator('.criteria input[type=checkbox], fieldset input[type=checkbox]').first().click();
      await shown(page, '.difference');
    },
  },
  {
    name: 'all accounts behind one bar',
    async reach(page) {
      await page.locator('.label-bars__row--open').nth(2).click();
      await shown(page, '.open-bar');
      await shown(page, '.table--stack');
    },
  },
  {
    name: 'performance as a table',
    async reach(page) {
      await openSegment(page);
      await section(page, 1);
      await page.locator('.chart__head .button').nth(1).click();
      await shown(page, '.chart .table');
    },
  },
  { name: 'export', reach: openExport },
  {
    name: 'undo',
    async reach(page) {
      await openDeletion(page);
      await page.locator('.dialog .button--danger').click();
      await shown(page, '.toast');
    },
  },
  {
    name: 'leaving what is not saved',
    async reach(page) {
      await place(page, 1);
      await page.locator('.screen__head .button--primary').click();
      await page.locator('.preview').waitFor();
      await page.locator('.field input').first().fill('Half done');
      await place(page, 0);
      await shown(page, '.dialog');
    },
  },
  {
    name: 'offline',
    async reach(page, server) {
      server.break('GET /v1/exports', OFFLINE);
      await place(page, 2);
      await state(page);
    },
  },
  {
    name: 'an error of the server',
    async reach(page, server) {
      server.break('GET /v1/exports', { status: 500, body: { code: 'internal' } });
      await place(page, 2);
      await state(page);
    },
  },
  {
    name: 'out of date',
    async reach(page, server) {
      await place(page, 2);
      await shown(page, '.table--stack');
      server.break('GET /v1/exports', { status: 500, body: { code: 'internal' } });
      await place(page, 1);
      await place(page, 2);
      await shown(page, '.banner');
    },
  },
];
