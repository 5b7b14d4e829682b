import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import type { LocalSystem } from '#sandbox/once/start-local.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { textsFor, type Texts } from '#sandbox/pages/browser/texts.ts';
import { axeViolations } from '#test/support/axe.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import type { Language, Translator } from '#widgets/shared/i18n/translator.ts';
import type { Hands } from './hands.ts';
import type { Trouble } from './trouble.ts';
import { restOf, type RestCall } from './walk-system.ts';

/** The three users of the README, and what they may. */
export type User = 'administrator' | 'marketer' | 'rep' | 'outsider' | 'noAmounts';

/** Where a walk takes place: one browser, one system, one language, one pair of hands. */
export interface Stage {
  readonly page: Page;
  readonly hands: Hands;
  readonly language: Language;
  /** The widgets' words. */
  readonly t: Translator;
  /** The CRM's words. */
  readonly crm: Texts;
  readonly trouble: Trouble;
  /** The widget of the page; only what comes from the pages under test counts. */
  widget(): Promise<FrameLocator>;
  /** Somebody looks around: no page, pop-up or widget may break a rule of accessibility, nor be wider than the window. */
  stop(place: string): Promise<void>;
  /** Another user takes the seat, by the menu at the top right, and reads the walk's language. */
  seat(user: User): Promise<void>;
  /** Goes to one of the CRM's tabs. */
  visit(tab: 'accounts' | 'abm' | 'setup'): Promise<void>;
  /** One button in the widget, one window of the CRM that asks, and back. */
  signIn(): Promise<void>;
  /** The same window, and a no. */
  refuseAccess(): Promise<void>;
  /** An RFM label of the CRM's picklist, which knows one language, as the widgets name it. */
  labelName(option: string): string;
  /** What the CRM itself answers a user. */
  rest(user: User): RestCall;
}

export interface StageOptions {
  readonly system: LocalSystem;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Origin of the widget pages. */
  readonly pages: string;
  readonly language: Language;
  readonly hands: Hands;
  readonly trouble: Trouble;
}

export function createStage({ system, context, page, pages, language, hands, trouble }: StageOptions): Stage {
  const locale = language === 'es' ? 'es-ES' : 'en-US';
  const t = translatorIn(language, { locale, timeZone: ZYLKER.timeZone });
  const crm = textsFor(language);

  /** What was looked at already: the CRM around a widget stays the same from screen to screen. */
  const seen = new Set<string>();

  async function look(at: Page): Promise<void> {
    for (const frame of at.frames()) {
      const markup = await frame.content();
      if (seen.has(markup)) continue;
      seen.add(markup);
      for (const violation of await axeViolations(frame)) trouble.add(`axe: ${violation}`);
      const tooWide = await frame.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (tooWide > 0) trouble.add(`${frame.url()} is ${tooWide} px wider than its window`);
    }
  }

  async function widget(): Promise<FrameLocator> {
    const place = page.locator('.widget-frame');
    const source = await place.getAttribute('src');
    if (source?.startsWith(`${pages}/`) !== true) throw new Error(`the widget comes from ${source}, not from ${pages}`);
    return place.contentFrame();
  }

  /** The window of the CRM that asks, and closes by itself after the answer. */
  async function answerTheCrm(answer: string): Promise<void> {
    const frame = await widget();
    const button = frame.getByRole('button', { name: t.text('signIn.button'), exact: true });
    const [popUp] = await Promise.all([context.waitForEvent('page'), hands.press(button)]);
    const choice = popUp.getByRole('button', { name: answer });
    await choice.waitFor();
    await look(popUp);
    await Promise.all([popUp.waitForEvent('close'), hands.press(choice)]);
    await page.bringToFront();
  }

  const menu = (): Locator => page.locator('#user-menu');
  /** An entry of the menu whose choice loads the page anew. */
  async function choose(entry: Locator): Promise<void> {
    if ((await entry.getAttribute('aria-pressed')) === 'true') return;
    await hands.press(page.getByRole('button', { name: new RegExp(`${textsFor('en').menu}|${textsFor('es').menu}`) }));
    await menu().waitFor();
    await Promise.all([page.waitForEvent('load'), hands.press(entry)]);
    await page.locator('main').waitFor();
  }

  return {
    page,
    hands,
    language,
    t,
    crm,
    trouble,
    widget,
    rest: (user) => restOf(system, user),
    labelName(option) {
      const label = presetRfmSettings().labels.find(({ names }) => names.en === option);
      if (label === undefined) throw new Error(`no preset label is called "${option}"`);
      return label.names[language];
    },
    async stop(place) {
      trouble.at(place);
      await look(page);
    },
    async seat(user) {
      const person = ZYLKER.users.find(({ key }) => key === user);
      if (person === undefined) throw new Error(`Zylker has no user "${user}"`);
      trouble.at(`${user} takes the seat`);
      await choose(
        menu()
          .locator('button')
          .filter({ hasText: `${person.first_name} ${person.last_name}` }),
      );
      await choose(menu().locator(`button[lang="${language}"]`));
    },
    async visit(tab) {
      const names = { accounts: language === 'es' ? 'Cuentas' : 'Accounts', abm: crm.abm, setup: crm.setup };
      const tabs = page.getByRole('navigation', { name: crm.tabs });
      await hands.press(tabs.getByRole('link', { name: names[tab], exact: true }));
    },
    async refuseAccess() {
      const frame = await widget();
      await trouble.expecting(/^403 \/v1\/sign-in\/[\w-]+$/, async () => {
        await answerTheCrm(crm.reject);
        await frame.getByText(t.text('signIn.failure.refused')).waitFor();
      });
    },
    async signIn() {
      await answerTheCrm(crm.accept);
      await (await widget()).locator('.sign-in').waitFor({ state: 'detached' });
    },
  };
}
