import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CrmApi, CurrentUser, OrgInfo } from './crm-api.ts';
import type { Session } from './open-session.ts';
import { STANDARD_LABELS_ES } from './standard-labels-es.ts';
import { textsFor, type Texts } from './texts.ts';

/** Who looks, at which org, in which words. */
export interface Viewer {
  readonly session: Session;
  readonly user: CurrentUser;
  readonly org: OrgInfo;
  readonly api: CrmApi;
  readonly t: Texts;
  /** BCP 47. */
  readonly locale: string;
  /** A label of the org's metadata in the viewer's language. */
  label(text: string): string;
  number(value: number): string;
}

export function createViewer(session: Session, user: CurrentUser, org: OrgInfo, api: CrmApi): Viewer {
  const t = textsFor(user.language);
  const locale = localeOf(user.locale, t.language);
  const numbers = new Intl.NumberFormat(locale);
  return {
    session,
    user,
    org,
    api,
    t,
    locale,
    label: (text) => (t.language === 'es' ? (STANDARD_LABELS_ES.get(text) ?? text) : text),
    number: (value) => numbers.format(value),
  };
}

/** Zoho's `en_GB` as BCP 47; what the browser does not know falls back to the language. */
function localeOf(zohoLocale: string, language: string): string {
  try {
    return Intl.getCanonicalLocales(zohoLocale.replace('_', '-'))[0] ?? language;
  } catch {
    return language;
  }
}

export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('The page is rendered without a viewer.');
  return viewer;
}
