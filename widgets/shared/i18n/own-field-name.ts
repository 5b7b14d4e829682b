import type { Translator } from './translator.ts';

/** Mapped targets that conditions are mostly about. */
const NAMED = ['industry', 'annualRevenue', 'employees', 'type', 'billingCountry', 'website'] as const;

/**
 * The org's own label, but for a standard one that nobody has renamed or translated (Zoho's English "Billing Country" of the
 * target `billingCountry`): that would stand in English within a Spanish sentence.
 */
export function ownFieldName(reference: string, label: string, t: Translator): string {
  const target = NAMED.find((name) => name === reference);
  if (target === undefined || t.viewer.language === 'en') return label;
  return label.replace(' ', '').toLowerCase().endsWith(target.toLowerCase()) ? t.text(`target.${target}`) : label;
}
