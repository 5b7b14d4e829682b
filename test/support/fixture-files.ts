import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECIPE_FORMAT, type Recipe } from '#core/configuration/recipe.ts';
import { CONTRACT_PREFIX, type CrmFixture } from './crm-fixture.ts';

/** How the files of `writeFixtureFiles` become a CRM. */
export const FIXTURE_RECIPE: Recipe = {
  format: RECIPE_FORMAT,
  name: 'Contract fixture',
  currency: 'EUR',
  timeZone: 'Europe/Madrid',
  decimalSeparator: 'point',
  accounts: {
    file: 'accounts.csv',
    nameColumn: 'Account',
    fields: [
      { column: 'Account', field: 'Account_Name', type: 'text' },
      { column: 'Industry', field: 'Industry', type: 'choice' },
      { column: 'Employees', field: 'Employees', type: 'integer' },
    ],
  },
  deals: {
    file: 'deals.csv',
    nameColumn: 'Deal',
    fields: [
      { column: 'Deal', field: 'Deal_Name', type: 'text' },
      { column: 'Account', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      { column: 'Stage', field: 'Stage', type: 'choice' },
      { column: 'Amount', field: 'Amount', type: 'money' },
      { column: 'Closed', field: 'Closing_Date', type: 'date', dateFormat: 'yyyy-mm-dd' },
    ],
  },
  stages: { open: ['Qualification'], won: ['Closed Won'], lost: ['Closed Lost'] },
};

/** A fixture as somebody's CSV exports. */
export function writeFixtureFiles(folder: string, { accounts, deals }: CrmFixture): void {
  const prefixed = (name: string | null): string | null => (name === null ? null : CONTRACT_PREFIX + name);
  writeFileSync(
    join(folder, 'accounts.csv'),
    toCsv([
      ['Account', 'Industry', 'Employees'],
      ...accounts.map(({ name, industry, employees }) => [prefixed(name), industry, employees]),
    ]),
  );
  writeFileSync(
    join(folder, 'deals.csv'),
    toCsv([
      ['Deal', 'Account', 'Stage', 'Amount', 'Closed'],
      ...deals.map((deal) => [prefixed(deal.name), prefixed(deal.account), deal.stage, deal.amount, deal.closingDate]),
    ]),
  );
}

function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null): string =>
    value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
