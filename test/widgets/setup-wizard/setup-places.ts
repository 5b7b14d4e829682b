import type { Page } from 'playwright-core';
import { browsePages } from '#test/support/browse-pages.ts';
import type { Look } from '#test/support/looks.ts';
import type { FakeServer } from './fake-server.ts';
import { openWizard, type WizardPage } from './open-wizard.ts';

/** Of a page's test, beside other tests' browsers. */
export const PATIENCE_MS = 240_000;

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

interface Place {
  /** What its button is called in the page's language. */
  readonly name: string;
  /** What stands on the page once it can be used. */
  readonly ready: string;
  readonly look?: Look;
}

/** One build of the pages and one browser for the tests of a file, which open places of Setup with it. */
export function setupPlaces() {
  const pages = browsePages();
  return {
    /** Before anybody has signed in. */
    openWizard: (server: FakeServer, look?: Look): Promise<WizardPage> =>
      openWizard(pages.browser, { folder: pages.folder, server, ...(look === undefined ? {} : { look }) }),
    async open(server: FakeServer, { name, ready, look }: Place): Promise<WizardPage> {
      const wizard = await this.openWizard(server, look);
      await wizard.signIn();
      await button(wizard.page, name).click();
      await wizard.page.locator(ready).first().waitFor();
      return wizard;
    },
  };
}
