import type { CrmUser } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { ViewerSettings } from '#widgets/shared/i18n/translator.ts';
import type { PageContext } from '#widgets/shared/sdk/connect-zoho.ts';
import { knownZone, languageOf, localeOf } from '#widgets/shared/viewer-settings.ts';
import type { AccountState } from './account-view.ts';
import { loadAccount, type LoadPorts } from './load-account.ts';

export interface PanelView {
  readonly viewer: ViewerSettings;
  /** null while loading. */
  readonly state: AccountState | null;
}

export interface AccountModelPorts extends LoadPorts {
  /** What is known of the viewer before the CRM has said who it is. */
  readonly browser: ViewerSettings;
  readonly show: (view: PanelView) => void;
}

export interface AccountModel {
  /** Shows the page's record. The record already on show is left alone: the CRM repeats itself, and so may others. */
  open(page: PageContext): Promise<void>;
  retry(): Promise<void>;
}

/** Loads one record at a time: an answer for a record that was left meanwhile is dropped. */
export function createAccountModel(ports: AccountModelPorts): AccountModel {
  const { browser, show } = ports;
  let current: PageContext = { entity: null, recordIds: [] };
  let latest = 0;
  let viewer = browser;

  async function load(page: PageContext): Promise<void> {
    const mine = ++latest;
    current = page;
    show({ viewer, state: null });
    // Asked once: rights and language come from the same answer.
    const user = ports.crm.currentUser();
    const crm = { ...ports.crm, currentUser: () => user };
    const [state, known] = await Promise.all([loadAccount(page, { ...ports, crm }), userOrNull(user)]);
    if (mine !== latest) return;
    viewer = viewerOf(known, state, viewer);
    show({ viewer, state });
  }

  return {
    async open(page) {
      if (latest > 0 && page.entity === current.entity && page.recordIds[0] === current.recordIds[0]) return;
      await load(page);
    },
    retry: () => load(current),
  };
}

async function userOrNull(user: Promise<CrmUser>): Promise<CrmUser | null> {
  try {
    return await user;
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}

/** The user's language and locale, the org's money and zone. */
function viewerOf(user: CrmUser | null, state: AccountState, before: ViewerSettings): ViewerSettings {
  const language = user === null ? before.language : languageOf(user.language);
  const locale = user === null ? before.locale : localeOf(user.locale, language);
  if (state.kind !== 'ready') return { ...before, language, locale };
  const { timeZone, currency, minorDigits } = state.view;
  return { language, locale, timeZone: knownZone(timeZone), currency, currencyDigits: minorDigits };
}
