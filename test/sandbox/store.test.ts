import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '#test/support/property-runs.ts';
import { formatCsvCell, parseCsvRows } from '#sandbox/bulk/parse-csv-rows.ts';
import { field } from '#sandbox/schema/field-definition.ts';
import { createInstantFormatter, parseInstant } from '#sandbox/store/instants.ts';
import { insertRows } from '#sandbox/store/insert-rows.ts';
import { addFields, addModule, createOrgStore, loadOrgStore, setOptions } from '#sandbox/store/org-store.ts';
import { isIdText, moduleNumberOf, recordId } from '#sandbox/store/record-id.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';

const NOW = Date.UTC(2026, 0, 1);
const empty = () => createOrgStore(new DatabaseSync(':memory:'), ZYLKER);

test('ids are Zoho-like 64-bit texts that say which module they belong to', () => {
  const id = recordId('5843104', 14, 1_000_000);
  expect([id.toString(), moduleNumberOf(id), isIdText(id.toString())]).toEqual(['5843104140001000000', 14, true]);
  expect(['9223372036854775807', '9223372036854775808', '0', '-1', '12a', ''].map(isIdText)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a row takes the CRM’s defaults and what follows from its own cells', () => {
  const store = empty();
  insertRows(
    store,
    'Deals',
    [{ Deal_Name: 'D', Stage: 'Needs Analysis', Amount: '99.95', Currency: 'EUR', Closing_Date: '2026-02-01' }],
    NOW,
  );
  expect({
    ...store.database
      .prepare(
        'SELECT CAST(id AS TEXT) AS id, Amount, Probability, Expected_Revenue, Currency, Exchange_Rate, Created_Time, Modified_Time, CAST(Owner AS TEXT) AS Owner FROM Deals',
      )
      .get(),
  }).toEqual({
    id: '5843104140000000001',
    Amount: 99.95,
    Probability: 20,
    Expected_Revenue: 19.99,
    Currency: 'EUR',
    Exchange_Rate: 0.92,
    Created_Time: NOW / 1_000,
    Modified_Time: NOW / 1_000,
    Owner: '5843104020000000001',
  });
});

test('a seed’s mistakes are exceptions: unknown columns, foreign or repeated ids, cells of the wrong kind', () => {
  const store = empty();
  const insert = (row: Parameters<typeof insertRows>[2] extends Iterable<infer R> ? R : never) => () =>
    insertRows(store, 'Accounts', [row], NOW);
  expect(insert({ Acount_Name: 'A' })).toThrow('no column Acount_Name');
  expect(insert({ id: recordId('5843104', 12, 1) })).toThrow('no id of Accounts');
  expect(insert({ Employees: 'many' })).toThrow('Employees');
  expect(insert({ Created_Time: 'yesterday' })).toThrow('Created_Time');
  expect(insert({ Parent_Account: 'Acme' })).toThrow('Parent_Account');
  insert({ id: recordId('5843104', 11, 5) })();
  expect(insert({ id: recordId('5843104', 11, 5) })).toThrow('UNIQUE');
  insert({ Account_Name: 'after' })();
  expect(
    store.database.prepare("SELECT CAST(id AS TEXT) AS id FROM Accounts WHERE Account_Name = 'after'").get()?.['id'],
  ).toBe('5843104110000000006');
});

test('modules, fields and options added to an org are found when its file is opened again', () => {
  let store = empty();
  store = addFields(store, 'Accounts', [field('Tier', 'Tier', 'picklist', { custom_field: true })]);
  store = setOptions(store, 'Accounts', 'Tier', [
    { actual_value: 'Gold', display_value: 'Gold', colour_code: '#FFD700' },
  ]);
  const accounts = store.modules.get('Accounts');
  if (accounts === undefined) throw new Error('no Accounts');
  store = addModule(store, {
    ...accounts,
    api_name: 'Sites',
    number: 60,
    fields: [field('Name', 'Name', 'text')],
    related_lists: [],
  });
  const again = loadOrgStore(store.database);
  expect([...again.modules.keys()]).toEqual([...store.modules.keys()]);
  expect(again.modules.get('Accounts')?.fields.at(-1)).toEqual(store.modules.get('Accounts')?.fields.at(-1));
  expect(again.modules.get('Accounts')?.fields.at(-1)?.options).toMatchObject([
    { actual_value: 'Gold', colour_code: '#FFD700' },
  ]);
  expect(again.org).toEqual(ZYLKER);
});

test('instants are written with the zone’s offset of their day, and read back', () => {
  const zones = fc.constantFrom(
    'America/New_York',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Pacific/Chatham',
    'Australia/Lord_Howe',
    'UTC',
  );
  fc.assert(
    fc.property(
      zones,
      fc.integer({ min: Date.UTC(1990, 0) / 1_000, max: Date.UTC(2037, 0) / 1_000 }),
      (zone, seconds) => {
        const text = createInstantFormatter(zone)(seconds);
        expect(parseInstant(text)).toBe(seconds);
        const parts = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(seconds * 1_000);
        expect(text.slice(0, 19)).toBe(parts.replace(' ', 'T'));
      },
    ),
    { numRuns: propertyRuns(300) },
  );
  const berlin = createInstantFormatter('Europe/Berlin');
  expect(['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z'].map((text) => berlin(Date.parse(text) / 1_000))).toEqual([
    '2026-03-29T01:59:59+01:00',
    '2026-03-29T03:00:00+02:00',
  ]);
});

test('CSV cells come back as they went, whatever stands in them', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') }), {
          minLength: 2,
          maxLength: 4,
        }),
        { maxLength: 5 },
      ),
      (rows) => {
        const text = rows.map((row) => `${row.map(formatCsvCell).join(',')}\r\n`).join('');
        expect([...parseCsvRows(text)]).toEqual(rows);
      },
    ),
    { numRuns: propertyRuns(500) },
  );
});
