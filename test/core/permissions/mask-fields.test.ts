import { expect, test } from 'vitest';
import { NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import {
  conditionsOnHidden,
  derivedSources,
  hiddenColumns,
  isHidden,
  maskAmount,
  maskTable,
  type MaskRules,
} from '#core/permissions/mask-fields.ts';

const MAPPING: Mapping = {
  accounts: {
    module: 'Accounts',
    fields: { name: 'Account_Name', industry: 'Industry', annualRevenue: 'Annual_Revenue' },
  },
  contacts: null,
  products: null,
  deals: {
    module: 'Deals',
    fields: { name: 'Deal_Name', amount: 'Amount', stage: 'Stage', closingDate: 'Closing_Date' },
  },
  dealProducts: { kind: 'none' },
};
const EVERYTHING: Record<string, string[]> = {
  Accounts: ['Account_Name', 'Industry', 'Annual_Revenue', 'Rating'],
  Deals: ['Deal_Name', 'Amount', 'Stage', 'Closing_Date', 'Margin'],
};
const RFM = { recencyField: 'closingDate', monetaryField: 'amount' };
const SHOWN = [
  'abm:account.included',
  'abm:rfm.label',
  'abm:rfm.r',
  'abm:rfm.f',
  'abm:rfm.m',
  'abm:rfm.since',
  'abm:firmographics.label',
  'abm:firmographics.since',
];
const AMOUNTS = ['abm:rfm.monetary', 'abm:deals.won', 'abm:deals.pipeline'];

function rules(readable: Record<string, string[]>, rfm: Parameters<typeof derivedSources>[0] = RFM): MaskRules {
  return {
    mapping: MAPPING,
    readable: new Map(Object.entries(readable).map(([module, fields]) => [module, new Set(fields)])),
    derived: derivedSources(rfm),
  };
}
const hiddenOf = (references: readonly string[], given: MaskRules) =>
  references.filter((reference) => isHidden(reference, 'accounts', given));

test('who may read everything sees everything', () => {
  const references = ['id', 'name', 'industry', 'annualRevenue', 'crm:Rating', ...SHOWN, ...AMOUNTS];
  expect(hiddenOf([...references, 'abm:rfm.recencyDays', 'abm:rfm.frequency'], rules(EVERYTHING))).toEqual([]);
});

test('without the amount field labels and scores show, and every amount is hidden', () => {
  const given = rules({ ...EVERYTHING, Deals: ['Deal_Name', 'Stage', 'Closing_Date'] });
  expect(hiddenOf([...SHOWN, ...AMOUNTS, 'abm:rfm.recencyDays', 'abm:rfm.frequency'], given)).toEqual(AMOUNTS);
});

test.each<[string, Record<string, string[]>]>([
  ['not among the viewable modules', { Accounts: EVERYTHING['Accounts'] ?? [] }],
  ['viewable without one field', { ...EVERYTHING, Deals: [] }],
])('with Deals %s everything read off deals but labels and scores is hidden', (_, readable) => {
  const references = [...SHOWN, ...AMOUNTS, 'abm:rfm.recencyDays', 'abm:rfm.frequency'];
  expect(hiddenOf(references, rules(readable))).toEqual([...AMOUNTS, 'abm:rfm.recencyDays', 'abm:rfm.frequency']);
});

test('money summed from another field is hidden with that field', () => {
  const margin = { recencyField: 'crm:Margin_Date', monetaryField: 'crm:Margin' };
  const given = rules({ ...EVERYTHING, Deals: ['Amount', 'Closing_Date', 'Stage'] }, margin);
  expect(hiddenOf([...AMOUNTS, 'abm:rfm.recencyDays'], given)).toEqual([
    'abm:rfm.monetary',
    'abm:deals.won',
    'abm:deals.pipeline',
    'abm:rfm.recencyDays',
  ]);
});

test('without RFM the amounts are those of the deals, and no date field is needed', () => {
  const shown = [...AMOUNTS, 'abm:rfm.recencyDays', 'abm:rfm.frequency'];
  expect(hiddenOf(shown, rules({ ...EVERYTHING, Deals: ['Amount'] }, null))).toEqual([]);
  expect(hiddenOf(shown, rules({ ...EVERYTHING, Deals: ['Closing_Date'] }, null))).toEqual(AMOUNTS);
});

test('hidden, unmapped and unknown fields are hidden', () => {
  const given = rules({ ...EVERYTHING, Accounts: ['Account_Name', 'Rating'] });
  const references = ['id', 'name', 'crm:Rating', 'industry', 'crm:Industry', 'website', 'abm:new.column', 'toString'];
  expect(hiddenOf(references, given)).toEqual(['industry', 'crm:Industry', 'website', 'abm:new.column', 'toString']);
});

test('a module without view right is hidden with its ids, and so is one that is not mapped', () => {
  expect(hiddenOf(['id', 'name', 'abm:rfm.label'], rules({ Deals: ['Amount'] }))).toEqual(['id', 'name']);
  expect(isHidden('email', 'contacts', rules(EVERYTHING))).toBe(true);
});

test("a deal's stage type follows its stage", () => {
  expect(isHidden('stageType', 'deals', rules(EVERYTHING))).toBe(false);
  expect(isHidden('stageType', 'deals', rules({ Deals: ['Amount'] }))).toBe(true);
});

const amounts: Column = { kind: 'money', minor: Float64Array.of(100, Number.NaN) };
const names: Column = { kind: 'text', codes: Int32Array.of(0, NULL_CODE), dictionary: ['Acme'] };
const TABLE: ColumnTable = {
  length: 2,
  columns: new Map<string, Column>([
    ['name', names],
    ['abm:rfm.monetary', amounts],
  ]),
};

test('a masked table shows the marker in every row of a hidden column, in empty ones too, and leaves the rest', () => {
  const hidden = hiddenColumns(TABLE, 'accounts', rules({ ...EVERYTHING, Deals: [] }));
  const masked = maskTable(TABLE, hidden, 'oculto por su perfil');
  expect(masked.columns.get('abm:rfm.monetary')).toEqual({
    kind: 'text',
    codes: Int32Array.of(0, 0),
    dictionary: ['oculto por su perfil'],
  });
  expect(masked.columns.get('name')).toBe(names);
  expect(TABLE.columns.get('abm:rfm.monetary')).toBe(amounts);
});

test('a hidden amount is a message, a shown one a number', () => {
  expect(maskAmount(650_000, false)).toBe(650_000);
  expect(maskAmount(650_000, true)).toEqual({ code: 'permissions.hiddenByProfile', params: {} });
  expect(maskAmount(null, false)).toBeNull();
});

test('a condition on a hidden field is refused where it stands: its count would tell the value', () => {
  const criteria = {
    conditions: [
      { field: 'industry', operator: 'isNotEmpty' as const },
      { field: 'abm:rfm.monetary', operator: 'atLeast' as const, number: 10_000 },
    ],
    pattern: '',
  };
  expect(conditionsOnHidden(criteria, 'accounts', rules(EVERYTHING))).toEqual([]);
  expect(conditionsOnHidden(criteria, 'accounts', rules({ ...EVERYTHING, Deals: [] }))).toEqual([
    {
      code: 'permissions.conditionOnHiddenField',
      params: { field: 'abm:rfm.monetary' },
      where: 'criteria.conditions[1].field',
    },
  ]);
});
