import type { Criteria } from '#core/criteria/criteria.ts';

/** Accounts of a small org, made by counting: the same on every machine and every day. */
export interface TabAccount {
  readonly id: string;
  readonly name: string;
  readonly rfm: string | null;
  readonly firmographics: string | null;
  readonly scores: { readonly r: number; readonly f: number; readonly m: number } | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly owner: string;
  readonly wonMinor: number;
  readonly pipelineMinor: number;
}

export const TAB_LABELS = [
  { technique: 'rfm', id: 'champions', names: { en: 'Champions', es: 'Campeonas' }, colour: '#1E874B' },
  { technique: 'rfm', id: 'loyal', names: { en: 'Loyal', es: 'Leales' }, colour: '#2F72D6' },
  { technique: 'rfm', id: 'new', names: { en: 'New', es: 'Nuevas' }, colour: '#0E8FA3' },
  { technique: 'rfm', id: 'promising', names: { en: 'Promising', es: 'Prometedoras' }, colour: '#8B5FD0' },
  { technique: 'rfm', id: 'cant-lose', names: { en: 'Can’t lose', es: 'No se pueden perder' }, colour: '#C2410C' },
  { technique: 'rfm', id: 'at-risk', names: { en: 'At risk', es: 'En riesgo' }, colour: '#C97A0E' },
  { technique: 'rfm', id: 'hibernating', names: { en: 'Hibernating', es: 'Inactivas' }, colour: '#6B7A90' },
  { technique: 'rfm', id: 'lost', names: { en: 'Lost', es: 'Perdidas' }, colour: '#B4475A' },
  { technique: 'firmographics', id: 'large', names: { en: 'Large', es: 'Grandes' }, colour: '#2F72D6' },
  { technique: 'firmographics', id: 'medium', names: { en: 'Medium', es: 'Medianas' }, colour: '#0E8FA3' },
  { technique: 'firmographics', id: 'small', names: { en: 'Small', es: 'Pequeñas' }, colour: '#C97A0E' },
] as const;

const STARTS = [
  'Alder',
  'Birch',
  'Cedar',
  'Dune',
  'Ember',
  'Fjord',
  'Grove',
  'Harbour',
  'Iris',
  'Juniper',
  'Kestrel',
  'Lumen',
];
const ENDS = [
  'Analytics',
  'Foods',
  'Health',
  'Logistics',
  'Partners',
  'Robotics',
  'Studios',
  'Systems',
  'Textiles',
  'Works',
];
const INDUSTRIES = [
  'Manufacturing',
  'Retail',
  'Healthcare',
  'Banking',
  'Education',
  'Energy',
  'Government/Military',
  null,
] as const;
const COUNTRIES = ['Spain', 'Germany', 'Mexico', 'United States', 'France', 'Chile', null] as const;
const OWNERS = ['Elena Ruiz', 'Marc Weber', 'Priya Nair', 'Tom Okafor'] as const;
const ACCOUNT_COUNT = 132;

export const TAB_ACCOUNTS: readonly TabAccount[] = Array.from({ length: ACCOUNT_COUNT }, (_, index) => {
  // Squared, so that groups differ in size and the order of names says nothing about amounts.
  const spread = (index * index * 7 + index * 13) % 97;
  const bought = spread % 11 !== 0;
  const rfm = TAB_LABELS[Math.floor(spread / 13) % 8];
  const size = TAB_LABELS[8 + (spread % 4)];
  return {
    id: `58431040000002${String(10_000 + index)}`,
    name: `${STARTS[index % STARTS.length]} ${ENDS[(index * 3) % ENDS.length]}`,
    rfm: bought ? (rfm?.id ?? null) : null,
    firmographics: size?.id ?? null,
    scores: bought ? { r: 1 + (spread % 5), f: 1 + ((spread * 3) % 5), m: 1 + ((spread * 7) % 5) } : null,
    industry: INDUSTRIES[spread % INDUSTRIES.length] ?? null,
    country: COUNTRIES[(spread * 3) % COUNTRIES.length] ?? null,
    owner: OWNERS[spread % OWNERS.length] ?? OWNERS[0],
    wonMinor: bought ? (spread + 3) * 184_350 : 0,
    pipelineMinor: spread % 3 === 0 ? (97 - spread) * 61_000 : 0,
  };
});

const labelOptions = (technique: string) =>
  TAB_LABELS.filter((label) => label.technique === technique).map(({ id, names }) => ({ value: id, label: names }));
const options = (values: readonly (string | null)[]) =>
  values.flatMap((value) => (value === null ? [] : [{ value, label: value }]));

export const TAB_FIELDS = [
  {
    reference: 'abm:rfm.label',
    label: { en: 'RFM label', es: 'Etiqueta RFM' },
    kind: 'text',
    options: labelOptions('rfm'),
  },
  {
    reference: 'abm:firmographics.label',
    label: { en: 'Firmographics label', es: 'Etiqueta firmográfica' },
    kind: 'text',
    options: labelOptions('firmographics'),
  },
  { reference: 'abm:rfm.r', label: { en: 'Recency score', es: 'Puntuación de recencia' }, kind: 'number', options: [] },
  {
    reference: 'abm:rfm.f',
    label: { en: 'Frequency score', es: 'Puntuación de frecuencia' },
    kind: 'number',
    options: [],
  },
  { reference: 'abm:rfm.m', label: { en: 'Monetary score', es: 'Puntuación monetaria' }, kind: 'number', options: [] },
  { reference: 'industry', label: 'Industry', kind: 'text', options: options(INDUSTRIES) },
  { reference: 'country', label: 'Billing Country', kind: 'text', options: options(COUNTRIES) },
] as const;

export const TAB_EXPORT_FIELDS = [
  ...['RFM label', 'Recency score', 'Frequency score', 'Monetary score', 'Firmographics label'].map((label, index) => ({
    name: ['abm:rfm.label', 'abm:rfm.r', 'abm:rfm.f', 'abm:rfm.m', 'abm:firmographics.label'][index] ?? '',
    label: {
      en: label,
      es:
        [
          'Etiqueta RFM',
          'Puntuación de recencia',
          'Puntuación de frecuencia',
          'Puntuación monetaria',
          'Etiqueta firmográfica',
        ][index] ?? '',
    },
    source: 'abm',
    hidden: false,
  })),
  ...[
    'Account Name',
    'Website',
    'Industry',
    'Employees',
    'Billing Street',
    'Billing City',
    'Billing Country',
    'Región',
    'Phone',
    'Account Owner',
    'Parent Account',
  ].map((label) => ({ name: label.replaceAll(' ', '_'), label, source: 'crm', hidden: false })),
  { name: 'Annual_Revenue', label: 'Annual Revenue', source: 'crm', hidden: true },
  { name: 'Credit_Limit', label: 'Credit Limit', source: 'crm', hidden: true },
] as const;

export function fieldOf(account: TabAccount, reference: string): string | number | null {
  switch (reference) {
    case 'abm:rfm.label':
      return account.rfm;
    case 'abm:firmographics.label':
      return account.firmographics;
    case 'abm:rfm.r':
      return account.scores?.r ?? null;
    case 'abm:rfm.f':
      return account.scores?.f ?? null;
    case 'abm:rfm.m':
      return account.scores?.m ?? null;
    case 'industry':
      return account.industry;
    case 'country':
      return account.country;
    default:
      throw new Error(`The tab's test data has no field ${reference}.`);
  }
}

/** All conditions, joined by AND: what these tests ask. Anything else is refused, never guessed. */
export function membersOf(criteria: Criteria): readonly TabAccount[] {
  if (/OR/.test(criteria.pattern)) throw new Error('The tab’s test data joins by AND only.');
  return TAB_ACCOUNTS.filter((account) =>
    criteria.conditions.every((condition) => {
      const value = fieldOf(account, condition.field);
      switch (condition.operator) {
        case 'is':
          return value === condition.value;
        case 'isAnyOf':
          return condition.values.some((wanted) => wanted === value);
        case 'isEmpty':
          return value === null;
        case 'atLeast':
          return typeof value === 'number' && value >= condition.number;
        default:
          throw new Error(`The tab's test data knows no operator ${condition.operator}.`);
      }
    }),
  );
}
