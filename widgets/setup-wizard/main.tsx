import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import '#widgets/shared/criteria-builder/criteria-builder.css';
import './setup-wizard.css';
import './techniques/techniques.css';
import { effect } from '@preact/signals';
import { render, type ComponentChildren } from 'preact';
import { createTranslator, type Translator, type ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import { TranslationContext } from '#widgets/shared/i18n/translation-context.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { createBrowserSession, functionsOrigin } from '#widgets/shared/session/browser-session.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { createToastModel } from '#widgets/shared/ui/ToastModel.ts';
import { browserViewer, languageOf, localeOf, todayIn } from '#widgets/shared/viewer-settings.ts';
import { createOpenModel } from './models/OpenModel.ts';
import { WizardPage } from './WizardPage.tsx';

const CATALOGUES = {
  en: () => import('messages:setup-wizard/en'),
  es: () => import('messages:setup-wizard/es'),
};
const MS_PER_DAY = 86_400_000;

async function translatorFor(viewer: ViewerSettings): Promise<Translator> {
  const catalogue = await CATALOGUES[viewer.language]();
  document.documentElement.lang = viewer.language;
  return createTranslator(viewer, catalogue.default);
}

function show(t: Translator, content: ComponentChildren): void {
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

/** The CRM user's language and locale; the browser's where the CRM does not say. */
async function crmViewer(browser: ViewerSettings): Promise<ViewerSettings> {
  const connection = await connectZoho(findZohoGlobal(), browserTimer);
  if (!connection.ok) return browser;
  const crm = createSdkRecordReader(connection.value.zoho, browserTimer);
  const user = await crm.currentUser().catch(() => null);
  if (user === null) return browser;
  const language = languageOf(user.language);
  return { ...browser, language, locale: localeOf(user.locale, language) };
}

async function start(): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const connecting = crmViewer(browser);
  const first = await translatorFor(browser);
  show(first, <Skeleton text={first.text('shared.loading')} bars={[2, 3, 6, 6]} />);
  const viewer = await connecting;
  const origin = functionsOrigin(document);
  if (origin === null) {
    const t = await translatorFor(viewer);
    show(t, <StateScreen alert title={t.text('setup.noServer.title')} text={t.text('setup.noServer.text')} />);
    return;
  }
  const session = createBrowserSession(origin);
  const toasts = createToastModel(browserTimer);
  const open = createOpenModel(session, browserTimer, () => Date.now());

  let latest = 0;
  effect(() => {
    // Money and days are the org's: known once somebody has signed in.
    const org = session.info.value?.org ?? null;
    const settings: ViewerSettings =
      org === null
        ? viewer
        : { ...viewer, currency: org.currency, currencyDigits: org.minorDigits, timeZone: org.timeZone };
    const mine = ++latest;
    void translatorFor(settings).then((t) => {
      if (mine !== latest) return;
      const day = todayIn(settings.timeZone, Date.now());
      const today = { day, iso: new Date(day * MS_PER_DAY).toISOString().slice(0, 10) };
      show(t, <WizardPage session={session} open={open} toasts={toasts} today={today} />);
    });
  });

  globalThis.addEventListener('beforeunload', (event) => {
    const state = open.state.value;
    if (state.kind === 'ready' && state.setup.draft.unsaved.value) event.preventDefault();
  });
}

void start();
