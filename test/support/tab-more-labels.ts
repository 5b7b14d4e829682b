import { TAB_ACCOUNTS, type TabAccount } from './tab-data.ts';

/** Labels of the techniques that full runs alone read for, where a scenario uses them. */
export const TAB_MORE_LABELS = [
  { technique: 'engagement', id: 'hot', names: { en: 'Hot', es: 'Calientes' }, colour: '#B42318' },
  { technique: 'engagement', id: 'cold', names: { en: 'Cold', es: 'Frías' }, colour: '#2F72D6' },
  {
    technique: 'recommendations',
    id: 'cross-sell',
    names: { en: 'Ready for a cross-sell', es: 'Lista para venta cruzada' },
    colour: '#8B5FD0',
  },
  { technique: 'voice', id: 'complaining', names: { en: 'Complaining', es: 'Se quejan' }, colour: '#C2410C' },
  { technique: 'voice', id: 'praising', names: { en: 'Praising', es: 'Elogian' }, colour: '#1E874B' },
] as const;
type MoreTechnique = (typeof TAB_MORE_LABELS)[number]['technique'];
export const TAB_MORE_TECHNIQUES = ['engagement', 'recommendations', 'voice'] as const satisfies MoreTechnique[];

/** Its label, or none; in the order of the list above, none last. */
export function moreLabelOf(account: TabAccount, technique: MoreTechnique): string | null {
  const labels = TAB_MORE_LABELS.filter((label) => label.technique === technique);
  return labels[TAB_ACCOUNTS.indexOf(account) % (labels.length + 1)]?.id ?? null;
}

/** How a column of labels sorts: as the admin has put them. */
export function morePlaceOf(account: TabAccount, technique: MoreTechnique): number {
  const id = moreLabelOf(account, technique);
  const place = TAB_MORE_LABELS.findIndex((label) => label.technique === technique && label.id === id);
  return place === -1 ? TAB_MORE_LABELS.length : place;
}
