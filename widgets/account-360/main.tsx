import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import './account-360.css';
import { render, type ComponentChildren } from 'preact';
import { TranslationContext } from '#widgets/shared/i18n/translation-context.ts';
import { createTranslator, type Translator, type ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { showUnloaded } from '#widgets/shared/ui/show-unloaded.ts';
import { browserViewer, createZoneDay } from '#widgets/shared/viewer-settings.ts';
import { AccountPanel } from './AccountPanel.tsx';
import { StatePanel } from './components/StatePanel.tsx';
import { followHeight } from './follow-height.ts';
import { createAccountModel } from './models/AccountModel.ts';

const CATALOGUES = {
  en: () => import('messages:account-360/en'),
  es: () => import('messages:account-360/es'),
};

async function translatorFor(viewer: ViewerSettings): Promise<Translator> {
  const catalogue = await CATALOGUES[viewer.language]();
  return createTranslator(viewer, catalogue.default);
}

async function start(root: HTMLElement): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const connecting = connectZoho(findZohoGlobal(), browserTimer);
  const first = await translatorFor(browser);
  let latest = 0;

  const show = (t: Translator, content: ComponentChildren): void => {
    document.documentElement.lang = t.viewer.language;
    document.title = t.text('account.title');
    render(
      <TranslationContext.Provider value={t}>
        <ErrorBoundary report={(error) => reportError(error)}>
          <main>{content}</main>
        </ErrorBoundary>
      </TranslationContext.Provider>,
      root,
    );
  };

  show(first, <AccountPanel state={null} onRetry={() => undefined} onOpenDeal={() => undefined} />);
  const connection = await connecting;
  if (!connection.ok) {
    show(first, <StatePanel state={{ kind: 'offline' }} onRetry={() => location.reload()} />);
    return;
  }
  const { zoho, page, onPage } = connection.value;
  followHeight(root, zoho);
  const openDeal = (module: string, dealId: string): void => {
    // A CRM page that cannot open records leaves the person where they are.
    zoho.CRM.UI.Record.open({ Entity: module, RecordID: dealId }).catch(() => undefined);
  };
  const model = createAccountModel({
    crm: createSdkRecordReader(zoho, browserTimer),
    modulePrefix: '',
    nowMs: () => Date.now(),
    zoneDay: createZoneDay,
    browser,
    show: ({ viewer, state }) => {
      const mine = ++latest;
      // A catalogue that does not come (the network is gone) leaves the first one's words around the right numbers.
      void translatorFor(viewer)
        .catch(() => translatorFor({ ...viewer, language: browser.language }))
        .then((t) => {
          if (mine !== latest) return;
          show(t, <AccountPanel state={state} onRetry={() => void model.retry()} onOpenDeal={openDeal} />);
        });
    },
  });
  onPage((next) => void model.open(next));
  await model.open(page);
}

const root = document.getElementById('root');
if (root !== null) start(root).catch(showUnloaded);
