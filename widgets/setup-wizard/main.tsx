import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import '#widgets/shared/criteria-builder/criteria-builder.css';
import './setup-wizard.css';
import './techniques/techniques.css';
import './permissions/permissions.css';
import './credits/credits.css';
import './refresh/refresh.css';
import './scoring-rules/scoring-rules.css';
import { effect } from '@preact/signals';
import { render, type ComponentChildren } from 'preact';
import type { ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { readOrgId } from '#widgets/shared/sdk/read-org-id.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { createBrowserSession, functionsOrigin } from '#widgets/shared/session/browser-session.ts';
import type { PageOwner } from '#widgets/shared/session/SessionModel.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { showUnloaded } from '#widgets/shared/ui/show-unloaded.ts';
import { createToastModel } from '#widgets/shared/ui/ToastModel.ts';
import { browserViewer, knownZone, languageOf, localeOf } from '#widgets/shared/viewer-settings.ts';
import { createOpenModel } from './models/OpenModel.ts';
import { createPlacesModel } from './models/PlacesModel.ts';
import { NoServer, Opening, WizardPage } from './WizardPage.tsx';
import { loadWords, type Words } from './words.ts';

/** The CRM user's language and locale; the browser's where the CRM does not say. */
async function readCrm(browser: ViewerSettings): Promise<{ viewer: ViewerSettings; owner: Promise<PageOwner> }> {
  const connection = await connectZoho(findZohoGlobal(), browserTimer, 'ownPage');
  if (!connection.ok) return { viewer: browser, owner: Promise.resolve({ orgId: null, userId: null }) };
  const { zoho } = connection.value;
  const org = readOrgId(zoho, browserTimer);
  const user = await createSdkRecordReader(zoho, browserTimer)
    .currentUser()
    .catch(() => null);
  const owner = org.then((orgId) => ({ orgId, userId: user?.id ?? null }));
  if (user === null) return { viewer: browser, owner };
  const language = languageOf(user.language);
  return { viewer: { ...browser, language, locale: localeOf(user.locale, language) }, owner };
}

function show(content: ComponentChildren, { viewer, translator }: Words): void {
  document.documentElement.lang = viewer.value.language;
  document.title = translator.value.text('setup.title');
  const root = document.getElementById('root');
  if (root !== null) render(content, root);
}

async function start(): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const connecting = readCrm(browser);
  const browserWords = await loadWords(browser);
  show(<Opening words={browserWords} />, browserWords);
  const { viewer, owner } = await connecting;
  const words = viewer.language === browser.language ? browserWords : await loadWords(viewer);
  words.viewer.value = viewer;

  const origin = functionsOrigin(document);
  if (origin === null) return show(<NoServer words={words} />, words);
  const session = createBrowserSession(origin, owner);
  const toasts = createToastModel(browserTimer);
  const open = createOpenModel(session, browserTimer, () => Date.now());
  const places = createPlacesModel();
  effect(() => {
    const org = session.info.value?.org;
    if (org === undefined) return;
    const { currency, minorDigits, timeZone } = org;
    words.viewer.value = { ...viewer, currency, currencyDigits: minorDigits, timeZone: knownZone(timeZone) };
  });
  globalThis.addEventListener('beforeunload', (event) => {
    const state = open.state.value;
    const isUnsaved = state.kind === 'ready' && state.setup.draft.unsaved.value;
    if (isUnsaved || places.wouldLose()) event.preventDefault();
  });
  show(
    <WizardPage session={session} open={open} places={places} toasts={toasts} words={words} now={() => Date.now()} />,
    words,
  );
}

start().catch(showUnloaded);
