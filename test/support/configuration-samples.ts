import type { Configuration } from '#core/configuration/configuration.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';

export const MAPPING: Mapping = {
  accounts: {
    module: 'Accounts',
    fields: { name: 'Account_Name', industry: 'Industry', employees: 'Employees', annualRevenue: 'Annual_Revenue' },
  },
  contacts: { module: 'Contacts', fields: { name: 'Full_Name', account: 'Account_Name' } },
  products: { module: 'Products', fields: { name: 'Product_Name' } },
  deals: {
    module: 'Deals',
    fields: {
      name: 'Deal_Name',
      amount: 'Amount',
      stage: 'Stage',
      closingDate: 'Closing_Date',
      account: 'Account_Name',
      contact: 'Contact_Name',
    },
  },
  dealProducts: {
    kind: 'lineItems',
    module: 'Deal_Line_Items',
    parent: 'Parent_Id',
    product: 'Product_Name',
    quantity: 'Quantity',
  },
};

const label = (id: string, en: string, es: string) => ({ id, names: { en, es }, colour: '#1E874B', optionId: null });

/** Every shape a technique's settings can take: relative and calendar days, ranges, "no purchases", patterns. */
export const RFM: RfmSettings = {
  recencyField: 'closingDate',
  frequencyOf: 'products',
  monetaryField: 'amount',
  contributing: {
    conditions: [
      { field: 'stageType', operator: 'is', value: 'won' },
      { field: 'crm:Region', operator: 'isAnyOf', values: ['North', 'South'] },
    ],
    pattern: '1 AND 2',
  },
  recency: {
    mode: 'manual',
    levels: 3,
    bands: [
      { score: 3, anyOf: [{ fromDays: 0, toDays: 90 }] },
      { score: 2, anyOf: [{ fromDay: '2023-01-01', toDay: null }] },
      { score: 1, anyOf: [{ fromDays: null, toDays: null }] },
    ],
  },
  frequency: { mode: 'automatic', levels: 2 },
  monetary: { mode: 'manual', levels: 2, bands: [{ score: 2, anyOf: [{ from: 999.5, to: null }] }] },
  labels: [
    { ...label('best', 'Best', 'Mejores'), matches: { r: { min: 2, max: 3 }, f: null, m: { min: 2, max: 2 } } },
    { ...label('rest', 'Rest', 'Resto'), matches: { r: null, f: null, m: null } },
    { ...label('none', 'No purchases', 'Sin compras'), matches: 'noPurchases' },
  ],
};

export const FIRMOGRAPHICS: FirmographicsSettings = {
  labels: [
    {
      ...label('big-health', 'Big health', 'Sanidad grande'),
      criteria: {
        conditions: [
          { field: 'employees', operator: 'between', from: 250, to: 1e6 },
          { field: 'industry', operator: 'contains', value: 'ealth' },
          { field: 'annualRevenue', operator: 'greaterThan', number: 1_000_000.5 },
        ],
        pattern: '1 AND (2 OR 3)',
      },
    },
    {
      ...label('other', 'Other', 'Otras'),
      criteria: { conditions: [{ field: 'industry', operator: 'isEmpty' }], pattern: '' },
    },
  ],
};

export const CONFIGURATION: Configuration = {
  ...proposeConfiguration({
    mapping: MAPPING,
    presets: { rfm: RFM, firmographics: FIRMOGRAPHICS },
    at: '2024-10-04T08:00:00+02:00',
    author: 'Ana Ñandú',
  }),
  criteria: { conditions: [{ field: 'crm:Since', operator: 'inLastDays', days: 30 }], pattern: '1' },
};

export const RECIPE: Recipe = {
  format: 'lodestar.recipe/1',
  name: 'Sample',
  currency: 'USD',
  timeZone: 'America/Argentina/Buenos_Aires',
  decimalSeparator: 'point',
  accounts: {
    file: 'accounts.csv',
    nameColumn: 'account',
    fields: [
      { column: 'sector', field: 'Industry', type: 'choice', aliases: { technolgy: 'technology' } },
      { column: 'revenue', field: 'Annual_Revenue', type: 'money', unit: 1_000_000 },
    ],
  },
  products: {
    file: 'products.csv',
    nameColumn: 'product',
    fields: [{ column: 'price', field: 'Unit_Price', type: 'money' }],
  },
  deals: {
    file: 'deals.csv',
    idColumn: 'id',
    nameColumn: 'id',
    fields: [
      { column: 'account', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      {
        column: 'product',
        field: 'Product',
        type: 'reference',
        to: 'products',
        by: 'name',
        aliases: { GTXPro: 'GTX Pro' },
      },
      { column: 'closed', field: 'Closing_Date', type: 'date', dateFormat: 'yyyy-mm-dd' },
      { column: 'value', field: 'Amount', type: 'money' },
      { column: 'stage', field: 'Stage', type: 'choice' },
    ],
  },
  stages: { open: ['Prospecting', 'Engaging'], won: ['Won'], lost: ['Lost'] },
};
