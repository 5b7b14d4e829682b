import type { Locator, Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { browsePages } from '#test/support/browse-pages.ts';
import { openTab, type TabPage, type TabPageOptions } from '#test/support/open-tab.ts';
import type { TabScenario } from '#test/support/tab-scenario.ts';
import { createTabServer, type TabServer } from '#test/support/tab-server.ts';

/** Answers and scripts are there by then on any machine. */
export const ARRIVES_MS = 60_000;

/** To a place by its English name. */
export const goTo = (page: Page, place: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Account-based marketing' }).getByRole('button', { name: place }).click();
/** By its English or own name, where segments are listed. */
export const openSegment = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

interface TabVisit {
  readonly page: Page;
  readonly tab: TabPage;
  readonly server: TabServer;
}

/** Visits of people who have signed in, for the tests of a file. Each ends with its test, which fails when a page complained. */
export function tabVisits() {
  const pages = browsePages();
  const open: TabPage[] = [];
  afterEach(async () => {
    const said = open.flatMap(({ complaints }) => complaints);
    await Promise.all(open.splice(0).map(({ context }) => context.close()));
    // The content policy refuses silently but for the console; nothing may be refused on any walk.
    expect(said).toEqual([]);
  });
  return async (scenario: TabScenario = {}, options: Partial<TabPageOptions> = {}): Promise<TabVisit> => {
    const server = createTabServer(scenario);
    const tab = await openTab(pages.browser, { folder: pages.folder, server, ...options });
    open.push(tab);
    tab.page.setDefaultTimeout(ARRIVES_MS);
    await tab.signIn();
    return { page: tab.page, tab, server };
  };
}
