import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';

/** A small company's files in its own words: 30 accounts, one won deal each, for tests of what can go wrong. */
export const SMALL_RECIPE = {
  format: 'lodestar.recipe/1',
  name: 'Small test company',
  currency: 'EUR',
  timeZone: 'Europe/Madrid',
  decimalSeparator: 'point',
  accounts: {
    file: 'accounts.csv',
    idColumn: 'number',
    nameColumn: 'company',
    fields: [
      { column: 'staff', field: 'Employees', type: 'integer' },
      { column: 'country', field: 'Billing_Country', type: 'text' },
    ],
  },
  deals: {
    file: 'deals.csv',
    idColumn: 'deal',
    nameColumn: 'deal',
    fields: [
      { column: 'company', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'id' },
      { column: 'status', field: 'Stage', type: 'choice' },
      { column: 'closed', field: 'Closing_Date', type: 'date', dateFormat: 'd.m.yyyy' },
      { column: 'sum', field: 'Amount', type: 'money' },
    ],
  },
  stages: { open: ['open'], won: ['won'], lost: ['lost'] },
};

export const SMALL_SETTINGS = {
  format: 'lodestar.config/1',
  version: 1,
  author: 'test',
  at: '2026-01-02T00:00:00Z',
  reason: '',
  mapping: {
    accounts: {
      module: 'Accounts',
      fields: { name: 'Account_Name', employees: 'Employees', billingCountry: 'Billing_Country' },
    },
    contacts: null,
    products: null,
    deals: {
      module: 'Deals',
      fields: {
        name: 'Deal_Name',
        amount: 'Amount',
        stage: 'Stage',
        closingDate: 'Closing_Date',
        account: 'Account_Name',
      },
    },
    dealProducts: { kind: 'none' },
  },
  criteria: { conditions: [], pattern: '' },
  techniques: { rfm: presetRfmSettings(), firmographics: null },
};

const ACCOUNTS = 30;

export function smallAccounts(): string {
  const rows = Array.from(
    { length: ACCOUNTS },
    (_, row) => `A${row + 1},Company ${row + 1},${(row + 1) * 10},${row % 2 === 0 ? 'Spain' : ''}`,
  );
  return ['number,company,staff,country', ...rows, ''].join('\n');
}

export function smallDeals(): string {
  const rows = Array.from(
    { length: ACCOUNTS },
    (_, row) => `D${row + 1},A${row + 1},won,${(row % 28) + 1}.3.2025,${row + 1}.50`,
  );
  return ['deal,company,status,closed,sum', ...rows, ''].join('\n');
}

/** Everything `score` needs, in one folder; replace or remove (null) single files. */
export function smallFiles(
  changes: Readonly<Record<string, string | Uint8Array | null>> = {},
): Readonly<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array | null> = {
    'recipe.json': JSON.stringify(SMALL_RECIPE, null, 2),
    'settings.json': JSON.stringify(SMALL_SETTINGS, null, 2),
    'data/accounts.csv': smallAccounts(),
    'data/deals.csv': smallDeals(),
    ...changes,
  };
  const kept = Object.entries(files).flatMap(([name, content]) => (content === null ? [] : [[name, content] as const]));
  return Object.fromEntries(kept);
}
