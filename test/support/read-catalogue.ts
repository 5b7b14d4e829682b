import { readFileSync } from 'node:fs';
import { compileMessage } from '#scripts/build/compile-message.ts';
import type { ParsedMessages } from '#widgets/shared/i18n/messages.ts';
import {
  createTranslator,
  type Language,
  type Translator,
  type ViewerSettings,
} from '#widgets/shared/i18n/translator.ts';

/** The catalogue's own texts, by key. */
export function readTexts(language: Language): Readonly<Record<string, string>> {
  const file = new URL(`../../app/translations/${language}.json`, import.meta.url);
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${file.href} is no catalogue`);
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

/** As the build serves them (scripts/build/messages-plugin.ts), for tests without a build. */
export function parsedCatalogue(language: Language): ParsedMessages {
  return Object.fromEntries(Object.entries(readTexts(language)).map(([key, text]) => [key, compileMessage(text)]));
}

export function translatorIn(language: Language, viewer: Partial<ViewerSettings> = {}): Translator {
  const locale = language === 'es' ? 'es-ES' : 'en-US';
  const settings = { language, locale, timeZone: 'Europe/Madrid', currency: 'USD', currencyDigits: 2, ...viewer };
  return createTranslator(settings, parsedCatalogue(settings.language));
}
