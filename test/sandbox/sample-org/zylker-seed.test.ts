import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { seed } from '#sandbox/sample-org/seed.ts';
import { seedOrg } from '#sandbox/store/seed-org.ts';
import { loadOrgStore } from '#sandbox/store/org-store.ts';
import { makeFolder } from '#test/support/make-folder.ts';

const NOW = Date.UTC(2026, 5, 30, 15);

async function seeded(options: unknown): Promise<DatabaseSync> {
  const path = join(makeFolder(), 'zylker.db');
  await seedOrg(path, ZYLKER, NOW, { run: seed, options });
  return new DatabaseSync(path, { readOnly: true });
}

test('Zylker fits the sandbox: every module is stored, and picklists hold the values of their rows, slips aside', async () => {
  const database = await seeded({ seed: 11, accounts: 120 });
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  const modulesOfRows = [
    'Accounts',
    'Contacts',
    'Products',
    'Deals',
    'Deal_Line_Items',
    'Calls',
    'Events',
    'Tasks',
    'Notes',
    'Emails',
  ];
  expect(modulesOfRows.filter((table) => count(table) < 30)).toEqual([]);
  const { modules } = loadOrgStore(database);
  for (const [name, module] of modules) {
    for (const field of module.fields) {
      if (field.data_type !== 'picklist' || field.options.length === 0 || field.api_name === 'Industry') continue;
      const values = database
        .prepare(`SELECT DISTINCT "${field.api_name}" AS v FROM "${name}" WHERE "${field.api_name}" IS NOT NULL`)
        .all();
      const options = new Set(field.options.map((option) => option.actual_value));
      expect(
        values.filter(({ v }) => !options.has(String(v))),
        `${name}.${field.api_name}`,
      ).toEqual([]);
    }
  }
  database.close();
});

test('accounts belong to sellers, and a contact and its account to the same one', async () => {
  const database = await seeded({ seed: 11, accounts: 60, touchPoints: 0 });
  const owners = database.prepare('SELECT DISTINCT CAST(Owner AS TEXT) AS owner FROM Accounts').all();
  const sellers = ZYLKER.users.filter((user) => user.role === 'Sales').length;
  expect(owners).toHaveLength(sellers);
  const apart = database
    .prepare('SELECT count(*) AS n FROM Contacts c JOIN Accounts a ON c.Account_Name = a.id WHERE c.Owner <> a.Owner')
    .get();
  expect(apart?.['n']).toBe(0);
  database.close();
});

test('options that are no Zylker options are refused', async () => {
  await expect(seeded({ seed: 1, account: 5 })).rejects.toThrow(/account/);
  await expect(seeded({ seed: 1, accounts: 0 })).rejects.toThrow();
});
