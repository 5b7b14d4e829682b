import '#widgets/shared/styles/base.css';
import '#widgets/shared/styles/controls.css';
import '#widgets/shared/charts/charts.css';
import '#widgets/shared/criteria-builder/criteria-builder.css';
import './segment-list.css';
import { effect, signal, untracked } from '@preact/signals';
import { render } from 'preact';
import { CrmError } from '#core/crm/crm-error.ts';
import { TranslationContext } from '#widgets/shared/i18n/translation-context.ts';
import { createTranslator, type Translator, type ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { readAnswer } from '#widgets/shared/sdk/read-answer.ts';
import { readOrgId } from '#widgets/shared/sdk/read-org-id.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal, type ZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { createBrowserSession, functionsOrigin } from '#widgets/shared/session/browser-session.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { followLink } from '#widgets/shared/ui/follow-link.ts';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { keepFocus } from '#widgets/shared/ui/keep-focus.ts';
import { showUnloaded } from '#widgets/shared/ui/show-unloaded.ts';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { browserViewer, createZoneDay, languageOf, localeOf } from '#widgets/shared/viewer-settings.ts';
import { createTab, type Tab } from './models/create-tab.ts';
import { formatPlace, parsePlace } from './models/keep-place.ts';
import { createKeptFormModel } from './models/KeptFormModel.ts';
import type { CrmAlone } from './models/load-crm-alone.ts';
import type { Screen } from './models/NavigationModel.ts';
import { SegmentList } from './SegmentList.tsx';

const CATALOGUES = {
  en: () => import('messages:segment-list/en'),
  es: () => import('messages:segment-list/es'),
};

async function translatorFor(viewer: ViewerSettings): Promise<Translator> {
  const catalogue = await CATALOGUES[viewer.language]();
  document.documentElement.lang = viewer.language;
  return createTranslator(viewer, catalogue.default);
}

function show(t: Translator, content: preact.ComponentChildren): void {
  const root = document.getElementById('root');
  if (root === null) return;
  document.title = t.text('segments.title');
  render(
    <TranslationContext.Provider value={t}>
      <ErrorBoundary report={(error) => console.error(error)}>
        <main>{content}</main>
      </ErrorBoundary>
    </TranslationContext.Provider>,
    root,
  );
}

/** The CRM user's language and formats; what the CRM does not say is the browser's. */
async function readViewer(
  zoho: ZohoGlobal,
  fallback: ViewerSettings,
): Promise<{ readonly viewer: ViewerSettings; readonly userId: string | null }> {
  try {
    const user = await createSdkRecordReader(zoho, browserTimer).currentUser();
    const language = languageOf(user.language);
    const viewer = { ...fallback, language, locale: localeOf(user.locale, language), timeZone: user.timeZone };
    return { viewer, userId: user.id };
  } catch (error) {
    if (error instanceof CrmError) return { viewer: fallback, userId: null };
    throw error;
  }
}

async function readCrmAlone(zoho: ZohoGlobal): Promise<CrmAlone | null> {
  // Only a tab that nobody signed in to needs it.
  const { countedRowsSchema, loadCrmAlone } = await import('./models/load-crm-alone.ts');
  return loadCrmAlone({
    crm: createSdkRecordReader(zoho, browserTimer),
    countRows: async (query) => {
      const rows = await readAnswer(() => zoho.CRM.API.coql({ select_query: query }), countedRowsSchema, browserTimer);
      return rows?.data ?? [];
    },
    modulePrefix: '',
  });
}

const PLACE_KEY = 'lodestar.segment-list.place';
const FORM_KEY = 'lodestar.segment-list.form';

/** Of this browser tab, and gone with it. A browser that keeps nothing for embedded pages throws: then nothing is kept. */
function readStored(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStored(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Nothing rests on it.
  }
}

async function start(): Promise<void> {
  const browser = browserViewer(navigator.languages);
  const connecting = connectZoho(findZohoGlobal(), browserTimer, 'ownPage');
  const firstWords = await translatorFor(browser);
  show(firstWords, <Skeleton text={firstWords.text('shared.loading')} bars={[2, 6, 14]} />);
  const connection = await connecting;
  const origin = functionsOrigin(document);
  if (!connection.ok || origin === null) {
    show(
      firstWords,
      <StateScreen
        alert
        title={firstWords.text('segments.noPage.title')}
        text={firstWords.text('segments.noPage.text')}
      />,
    );
    return;
  }
  const { zoho } = connection.value;
  const orgId = readOrgId(zoho, browserTimer);
  const { viewer, userId } = await readViewer(zoho, browser);
  const session = createBrowserSession(
    origin,
    orgId.then((id) => ({ orgId: id, userId })),
  );
  const inOrg = await orgId;
  const crmAlone = signal<CrmAlone | null>(null);
  const openTab = (place: Screen | null): Tab =>
    createTab({
      session,
      timer: browserTimer,
      nowMs: () => Date.now(),
      today: (timeZone) => createZoneDay(timeZone)(Date.now()),
      followLink,
      // A CRM page that cannot open records leaves the person where they are.
      openRecord: (module, id) => void zoho.CRM.UI.Record.open({ Entity: module, RecordID: id }).catch(() => undefined),
      crmAlone,
      language: viewer.language,
      place,
      // What was kept for somebody else, or for nobody known, goes with the first screen.
      keepPlace: (screen) => writeStored(PLACE_KEY, userId === null ? '' : formatPlace(screen, userId)),
      kept: createKeptFormModel(
        { read: () => readStored(FORM_KEY), write: (text) => writeStored(FORM_KEY, text) },
        userId === null || inOrg === null ? null : { user: userId, orgId: inOrg },
      ),
    });
  const tab = signal(openTab(userId === null ? null : parsePlace(readStored(PLACE_KEY), userId)));
  let wasKnown = false;
  effect(() => {
    const known = session.info.value !== null;
    // Signed out by hand: whoever comes next finds nothing of what the former one read.
    if (wasKnown && !known)
      untracked(() => {
        tab.value.close();
        tab.value = openTab(null);
      });
    wasKnown = known;
  });
  globalThis.addEventListener('beforeunload', (event) => {
    if (tab.value.navigation.wouldLose()) event.preventDefault();
  });
  const root = document.getElementById('root');
  if (root !== null) keepFocus(root, () => root.querySelector('h1'));
  effect(() => {
    const org = session.info.value?.org;
    const current = tab.value;
    const there =
      org === undefined
        ? viewer
        : { ...viewer, timeZone: org.timeZone, currency: org.currency, currencyDigits: org.minorDigits };
    // A catalogue that does not come leaves the first one's words around the right numbers.
    void translatorFor(there)
      .catch(() => translatorFor({ ...there, language: browser.language }))
      .then((t) => show(t, <SegmentList tab={current} />));
  });
  crmAlone.value = await readCrmAlone(zoho);
}

start().catch(showUnloaded);
