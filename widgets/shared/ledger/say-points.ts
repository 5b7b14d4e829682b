import type { Translator } from '../i18n/translator.ts';

/** What was added or taken away, by its sign. */
export function sayPoints(points: number, t: Translator): string {
  return new Intl.NumberFormat(t.viewer.locale, { signDisplay: 'exceptZero' }).format(points);
}
