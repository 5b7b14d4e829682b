import type { Studio } from './studio.ts';

/** Of a marketer; the first is made by hand. */
export const SEGMENTS = [
  { name: { en: 'Best accounts', es: 'Las mejores cuentas' } },
  {
    name: { en: 'At risk, to be called before the summer', es: 'En riesgo: llamar antes del verano' },
    nature: { kind: 'static' },
    labels: ['at-risk', 'cant-lose'],
  },
  {
    name: { en: 'New in spring', es: 'Nuevas en primavera' },
    nature: { kind: 'dynamic', interval: 'monthly' },
    labels: ['new', 'promising'],
  },
  { name: { en: 'Loyal', es: 'Leales' }, nature: { kind: 'dynamic', interval: 'daily' }, labels: ['loyal'] },
] as const;

/** More of them, through the functions, so that the list looks like one that is used. */
export async function makeSegments({ site, language }: Studio): Promise<void> {
  for (const segment of SEGMENTS) {
    if (!('labels' in segment)) continue;
    await site.functions('marketer', 'POST', '/v1/segments', {
      name: segment.name[language],
      module: 'accounts',
      nature: segment.nature,
      parent: null,
      criteria: { conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: segment.labels }], pattern: '' },
    });
  }
}
