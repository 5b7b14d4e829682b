import type { Language } from '../browser/local-site.ts';

export interface Variant {
  readonly language: Language;
  readonly theme: 'light' | 'dark';
  /** CSS pixels of the browser window. */
  readonly width: number;
}

const MAIN: Variant = { language: 'en', theme: 'light', width: 1280 };

/** Every other combination of language, theme and width, in an order in which neighbours differ in all three. */
const OTHERS: readonly Variant[] = [
  { language: 'es', theme: 'dark', width: 320 },
  { language: 'es', theme: 'light', width: 400 },
  { language: 'en', theme: 'dark', width: 1280 },
  { language: 'es', theme: 'light', width: 1280 },
  { language: 'en', theme: 'dark', width: 320 },
  { language: 'es', theme: 'dark', width: 1280 },
  { language: 'en', theme: 'light', width: 400 },
  { language: 'es', theme: 'dark', width: 400 },
  { language: 'en', theme: 'light', width: 320 },
  { language: 'es', theme: 'light', width: 320 },
  { language: 'en', theme: 'dark', width: 400 },
];

export function variantName({ language, theme, width }: Variant): string {
  return `${language}-${theme}-${width}`;
}

/**
 * Variants of one screen: a key screen in all twelve, any other in the main one and three more, chosen by its number so that
 * all combinations come round. Which they are does not depend on what else is taken.
 */
export function variantsOf(number: number, key: boolean): readonly Variant[] {
  if (key) return [MAIN, ...OTHERS];
  const first = (number * 3) % OTHERS.length;
  return [MAIN, ...[0, 1, 2].map((step) => OTHERS[(first + step) % OTHERS.length] ?? MAIN)];
}
