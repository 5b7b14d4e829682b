import type { Translator } from './translator.ts';

/** Mapped targets that conditions are mostly about. */
const NAMED = ['industry', 'annualRevenue', 'employees', 'type', 'billingCountry', 'website'] as const;

/** Fields that every org has, by the label that Zoho gives them in English. Another one ("Brand name") is the org's own. */
const STANDARD = [
  { reference: 'name', label: 'Account Name', key: 'target.name' },
  { reference: 'owner', label: 'Owner', key: 'target.owner' },
  { reference: 'owner', label: 'Account Owner', key: 'target.owner' },
  { reference: 'parentAccount', label: 'Parent Account', key: 'target.parentAccount' },
  { reference: 'crm:Created_Time', label: 'Created Time', key: 'target.createdTime' },
] as const;

/**
 * The org's own label, but for a standard one that nobody has renamed or translated (Zoho's English "Billing Country" of the
 * target `billingCountry`): that would stand in English within a Spanish sentence.
 */
export function ownFieldName(reference: string, label: string, t: Translator): string {
  if (t.viewer.language === 'en') return label;
  const standard = STANDARD.find((each) => each.reference === reference && each.label === label);
  if (standard !== undefined) return t.text(standard.key);
  const target = NAMED.find((name) => name === reference);
  if (target === undefined) return label;
  return label.replace(' ', '').toLowerCase().endsWith(target.toLowerCase()) ? t.text(`target.${target}`) : label;
}
