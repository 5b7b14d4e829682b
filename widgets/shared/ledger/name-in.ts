import type { Language } from '../i18n/translator.ts';

/** A rule's name in the viewer's language, else in the other, else its id. */
export function nameIn(
  { names, id }: { readonly names: Readonly<Record<Language, string>>; readonly id: string },
  language: Language,
): string {
  const inAny = [names[language], names[language === 'en' ? 'es' : 'en'], id];
  return inAny.find((name) => name.trim() !== '') ?? id;
}
