import type { Language, ViewerSettings } from './i18n/translator.ts';

/** Zoho says `es_ES`; anything that is not Spanish reads English. */
export function languageOf(zohoLanguage: string): Language {
  return zohoLanguage.toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** Zoho's `en_GB` as BCP 47; what the browser does not know falls back to the language. */
export function localeOf(zohoLocale: string, language: Language): string {
  try {
    return Intl.getCanonicalLocales(zohoLocale.replace('_', '-'))[0] ?? language;
  } catch {
    return language;
  }
}

/** Before the CRM has said anything: the browser's language, and nothing about money. */
export function browserViewer(languages: readonly string[]): ViewerSettings {
  const language = languageOf(languages[0] ?? 'en');
  // A Chromium started without a locale says `en-US@posix`, which is no language tag.
  return { language, locale: localeOf(languages[0] ?? language, language), timeZone: 'UTC', currency: 'USD', currencyDigits: 2 };
}

/** Today's epoch day in a zone. Source: the CRM counts recency in the org's zone (facts/crm-api.md). */
export function todayIn(timeZone: string, nowMs: number): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(nowMs);
  return Math.floor(Date.parse(`${parts}T00:00:00Z`) / 86_400_000);
}
