import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import '#widgets/shared/criteria-builder/criteria-builder.css';
import './setup-wizard.css';
import './techniques/techniques.css';
import { effect } from '@preact/signals';
import { render, type ComponentChildren } from 'preact';
import type { ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { createBrowserSession, functionsOrigin } from '#widgets/shared/session/browser-session.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { createToastModel } from '#widgets/shared/ui/ToastModel.ts';
import { browserViewer, knownZone, languageOf, localeOf } from '#widgets/shared/viewer-settings.ts';
import { createOpenModel } from './models/OpenModel.ts';
import { NoServer, Opening, WizardPage } from './WizardPage.tsx';
import { loadWords, type Words } from './words.ts';

/** The CRM user's language and locale; the browser's where the CRM does not say. */
async function crmViewer(browser: ViewerSettings): Promise<ViewerSettings> {
  const connection = await connectZoho(findZohoGlobal(), browserTimer, 'ownPage');
  if (!connection.ok) return browser;
  const crm = createSdkRecordReader(connection.value.zoho, browserTimer);
  const user = await crm.currentUser().catch(() => null);
  if (user === null) return browser;
  const language = languageOf(user.language);
  return { ...browser, language, locale: localeOf(user.locale, language) };
}

function show(content: ComponentChildren, { viewer }: Words): void {
  document.documentElement.lang = viewer.value.language;
  const root = document.getElementById('root');
  if (root !== null) render(content, root);
}

async function start(): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const connecting = crmViewer(browser);
  const browserWords = await loadWords(browser);
  show(<Opening words={browserWords} />, browserWords);
  const viewer = await connecting;
  const words = viewer.language === browser.language ? browserWords : await loadWords(viewer);
  words.viewer.value = viewer;

  const origin = functionsOrigin(document);
  if (origin === null) return show(<NoServer words={words} />, words);
  const session = createBrowserSession(origin);
  const toasts = createToastModel(browserTimer);
  const open = createOpenModel(session, browserTimer, () => Date.now());
  effect(() => {
    const org = session.info.value?.org;
    if (org === undefined) return;
    const { currency, minorDigits, timeZone } = org;
    words.viewer.value = { ...viewer, currency, currencyDigits: minorDigits, timeZone: knownZone(timeZone) };
  });
  globalThis.addEventListener('beforeunload', (event) => {
    const state = open.state.value;
    if (state.kind === 'ready' && state.setup.draft.unsaved.value) event.preventDefault();
  });
  show(<WizardPage session={session} open={open} toasts={toasts} words={words} now={() => Date.now()} />, words);
}

void start();
