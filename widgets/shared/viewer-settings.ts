import type { Language, ViewerSettings } from './i18n/translator.ts';

/** Zoho says `es_ES`; anything that is not Spanish reads English. */
export function languageOf(zohoLanguage: string): Language {
  return zohoLanguage.toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** Zoho's `en_GB` as BCP 47; what the browser does not know falls back to the language. */
export function localeOf(zohoLocale: string, language: Language): string {
  try {
    return Intl.getCanonicalLocales(zohoLocale.replaceAll('_', '-'))[0] ?? language;
  } catch {
    return language;
  }
}

/** Before the CRM has said anything: the browser's language, and nothing about money. */
export function browserViewer(languages: readonly string[]): ViewerSettings {
  const language = languageOf(languages[0] ?? 'en');
  // A Chromium started without a locale says `en-US@posix`, which is no language tag.
  return {
    language,
    locale: localeOf(languages[0] ?? language, language),
    timeZone: 'UTC',
    currency: 'USD',
    currencyDigits: 2,
  };
}

/**
 * How a zone counts days: the epoch day of an instant. Source: the CRM counts recency in the org's zone (RFM-1). A zone
 * that the browser does not know counts as UTC: a day off in one corner is better than no panel.
 */
export function createZoneDay(timeZone: string): (epochMs: number) => number {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: knownZone(timeZone), ...parts });
  return (epochMs) => Math.floor(Date.parse(`${format.format(epochMs)}T00:00:00Z`) / 86_400_000);
}

/** The zone, or UTC where the browser does not know it. */
export function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
