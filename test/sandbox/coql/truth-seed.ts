import { field, options } from '#sandbox/schema/field-definition.ts';
import type { Seed } from '#sandbox/store/seed-target.ts';
import type { NewRow } from '#sandbox/store/sql-value.ts';

/** What text fields hold. */
export const TEXTS: readonly string[] = [
  'Acme',
  'ACME',
  'acme inc',
  'Ácme',
  'Acme ',
  "O'Neill",
  'say "b"',
  'a_b',
  'axb',
  '100%',
  'a*b',
  String.raw`back\slash`,
  'two\nlines',
  '😀 party',
  'ΟΔΟΣ',
  '2024',
  'a;b',
];

/**
 * The records of the truth table: each fills one field, so that a row of the table names what it finds by the field's value.
 * Column `Account_Site` says which field that is; the empty ones are the records that fill it with nothing.
 */
const VALUES: Readonly<Record<string, readonly NewRow[string][]>> = {
  T: [null, ...TEXTS],
  Rating: [null, 'Active', 'Acquired', 'ACTIVE'],
  Languages: [null, 'English', 'English;German', 'German'],
  Employees: [null, 0, 5, -5, 999_999_999],
  Share: [null, 0, 12.5, -0.25, 99.99],
  Annual_Revenue: [null, 0, 10.01, 10, -10],
  Renewal: [null, '2024-02-29', '2024-03-01', '1899-12-31', '9999-12-31'],
  Last_Activity_Time: [null, Date.UTC(2024, 2, 1), Date.UTC(2024, 2, 1, 12)],
  Parent_Account: [null],
  Key_Account: [true, false],
  Phone: [null, '+34 600 111 222', '600'],
  Site: [null, 'https://Acme.example/Path'],
};

export const seed: Seed = (target) => {
  target.addFields('Accounts', [
    field('T', 'Text', 'text', { custom_field: true }),
    field('Languages', 'Languages', 'multiselectpicklist', {
      custom_field: true,
      options: options('English', 'German'),
    }),
    field('Share', 'Share', 'double', { custom_field: true }),
    field('Renewal', 'Renewal', 'date', { custom_field: true }),
    field('Key_Account', 'Key account', 'boolean', { custom_field: true }),
    field('Site', 'Site', 'website', { custom_field: true }),
    field('Order', 'Order', 'text', { custom_field: true }),
  ]);
  const rows = Object.entries(VALUES).flatMap(([name, values]) =>
    values.map((value) => ({ Account_Site: name, [name]: value }) satisfies NewRow),
  );
  // The last one has a parent: the very first.
  rows.push({ Account_Site: 'Parent_Account', Parent_Account: target.recordId('Accounts', 1) });
  target.insert(
    'Accounts',
    rows.map((row, index) => ({ ...row, Account_Name: `Account ${index + 1}` })),
  );
  target.insert('Contacts', [{ Last_Name: 'Grey', Account_Name: target.recordId('Accounts', 2) }]);
  target.insert('Deals', [
    { Deal_Name: 'Deal', Account_Name: target.recordId('Accounts', 2), Contact_Name: target.recordId('Contacts', 1) },
  ]);
};
