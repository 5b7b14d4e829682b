import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import './account-360.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { CrmError } from '#core/crm/crm-error.ts';
import {
  createTranslator,
  type Language,
  type Translator,
  type ViewerSettings,
} from '#widgets/shared/i18n/translator.ts';
import { TranslationContext } from '#widgets/shared/i18n/translation-context.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { browserViewer, languageOf, localeOf, todayIn } from '#widgets/shared/viewer-settings.ts';
import { AccountPanel } from './AccountPanel.tsx';
import type { AccountState } from './models/account-view.ts';
import { loadAccount } from './models/load-account.ts';

const CATALOGUES = {
  en: () => import('messages:account-360/en'),
  es: () => import('messages:account-360/es'),
};

async function translatorFor(viewer: ViewerSettings): Promise<Translator> {
  const language: Language = viewer.language;
  const catalogue = await CATALOGUES[language]();
  document.documentElement.lang = language;
  return createTranslator(viewer, catalogue.default);
}

function show(t: Translator, content: preact.ComponentChildren): void {
  const root = document.getElementById('root');
  if (root === null) return;
  render(
    <TranslationContext.Provider value={t}>
      <ErrorBoundary report={(error) => console.error(error)}>
        <main>{content}</main>
      </ErrorBoundary>
    </TranslationContext.Provider>,
    root,
  );
}

async function start(): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const firstWords = translatorFor(browser);
  const connecting = connectZoho(findZohoGlobal(), browserTimer);
  const t = await firstWords;
  show(t, <Skeleton text={t.text('shared.loading')} bars={[2, 4, 9, 9]} />);
  const connection = await connecting;
  if (!connection.ok) {
    show(t, <StateScreen alert title={t.text('account.offline.title')} text={t.text('account.offline.text')} />);
    return;
  }
  const { zoho, onPage } = connection.value;
  const crm = createSdkRecordReader(zoho, browserTimer);
  const state = signal<AccountState | null>(null);
  let page = connection.value.page;
  let latest = 0;

  const load = async (): Promise<void> => {
    const mine = ++latest;
    state.value = null;
    const today = (timeZone: string): number => todayIn(timeZone, Date.now());
    const [loaded, user] = await Promise.all([
      loadAccount(page, { crm, fieldPrefix: '', today }),
      crm.currentUser().catch((error: unknown) => {
        if (error instanceof CrmError) return null;
        throw error;
      }),
    ]);
    // The frame may have been given another record meanwhile.
    if (mine !== latest) return;
    const language = user === null ? browser.language : languageOf(user.language);
    const money = loaded.kind === 'ready' ? loaded.view : null;
    const viewer: ViewerSettings = {
      language,
      locale: user === null ? browser.locale : localeOf(user.locale, language),
      timeZone: money?.timeZone ?? browser.timeZone,
      currency: money?.currency ?? browser.currency,
      currencyDigits: money?.minorDigits ?? browser.currencyDigits,
    };
    const translator = await translatorFor(viewer);
    state.value = loaded;
    show(
      translator,
      <AccountPanel
        state={state}
        todayDay={() => todayIn(viewer.timeZone, Date.now())}
        onRetry={() => void load()}
        onOpenDeal={(dealId) => void zoho.CRM.UI.Record.open({ Entity: 'Deals', RecordID: dealId })}
      />,
    );
  };
  onPage((next) => {
    page = next;
    void load();
  });
  await load();
}

void start();
