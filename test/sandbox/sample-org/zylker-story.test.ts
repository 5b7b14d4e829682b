import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { ACCOUNT_KINDS } from '#sandbox/sample-org/account-kinds.ts';
import { CATALOGUE } from '#sandbox/sample-org/catalogue.ts';
import { generateZylker } from '#sandbox/sample-org/generate-zylker.ts';
import { HISTORY_DAYS, HORIZON_DAYS, type ZylkerOptions } from '#sandbox/sample-org/zylker-world.ts';
import type { NewRow } from '#sandbox/store/sql-value.ts';

const TODAY = '2026-06-30';
const today = parseIsoDay(TODAY) ?? 0;

function generate(options: Partial<ZylkerOptions> = {}): ReadonlyMap<string, readonly NewRow[]> {
  const rows = new Map<string, NewRow[]>();
  for (const chunk of generateZylker({ seed: 1, accounts: 2_000, today: TODAY, ...options })) {
    const known = rows.get(chunk.module) ?? [];
    for (const row of chunk.rows) known.push(row);
    rows.set(chunk.module, known);
  }
  return rows;
}

const zylker = generate();
const rowsOf = (module: string) => zylker.get(module) ?? [];
const deals = rowsOf('Deals');
const accounts = rowsOf('Accounts');
const closed = deals.filter((deal) => String(deal['Stage']).startsWith('Closed'));
const share = (rows: readonly NewRow[], holds: (row: NewRow) => boolean) => rows.filter(holds).length / rows.length;
const dayOf = (row: NewRow) => parseIsoDay(String(row['Closing_Date'])) ?? Number.NaN;

function expectShare(actual: number, low: number, high: number): void {
  expect(actual).toBeGreaterThanOrEqual(low);
  expect(actual).toBeLessThanOrEqual(high);
}

test('an ordinary Zylker has about 2,000 accounts, 6,000 contacts, 40 products and 25,000 deals over four years', () => {
  expect(accounts).toHaveLength(2_000);
  expectShare(rowsOf('Contacts').length, 5_700, 6_300);
  expect(rowsOf('Products')).toHaveLength(40);
  expectShare(deals.length, 22_500, 27_500);
  const days = closed.map(dayOf);
  expectShare(Math.max(...days) - Math.min(...days), 0.99 * HISTORY_DAYS, HISTORY_DAYS);
  expect(Math.max(...days)).toBeLessThanOrEqual(today);
});

test('the same seed gives the same bytes, another seed others', () => {
  const digest = (seed: number) => {
    const hash = createHash('sha256');
    for (const chunk of generateZylker({ seed, accounts: 300, today: TODAY })) {
      hash.update(JSON.stringify(chunk, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
    }
    return hash.digest('hex');
  };
  expect(digest(5)).toBe(digest(5));
  expect(digest(5)).not.toBe(digest(6));
});

test('every reference names a row that exists, and no id stands twice', () => {
  const ids = new Map([...zylker].map(([module, rows]) => [module, new Set(rows.map((row) => row['id']))]));
  const names = (value: NewRow[string], targets: readonly string[]) =>
    value == null || targets.some((target) => ids.get(target)?.has(value));
  for (const [module, rows] of zylker) expect(ids.get(module)?.size).toBe(rows.length);
  const check = (module: string, field: string, ...targets: readonly string[]) => {
    const rows = rowsOf(module);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !names(row[field], targets))).toEqual([]);
  };
  check('Accounts', 'Parent_Account', 'Accounts');
  check('Contacts', 'Account_Name', 'Accounts');
  check('Deals', 'Account_Name', 'Accounts');
  check('Deals', 'Contact_Name', 'Contacts');
  check('Deal_Line_Items', 'Parent_Id', 'Deals');
  check('Deal_Line_Items', 'Product_Name', 'Products');
  for (const module of ['Calls', 'Events', 'Tasks']) {
    check(module, 'Who_Id', 'Contacts');
    check(module, 'What_Id', 'Deals');
  }
  check('Notes', 'Parent_Id', 'Deals', 'Accounts');
  check('Emails', 'Who_Id', 'Contacts');
  check('Emails', 'What_Id', 'Accounts');
});

test('a deal’s contact works for the deal’s account', () => {
  const accountOf = new Map(rowsOf('Contacts').map((row) => [row['id'], row['Account_Name']]));
  const wrong = deals.filter(
    (deal) =>
      deal['Contact_Name'] != null &&
      deal['Account_Name'] != null &&
      accountOf.get(deal['Contact_Name']) !== deal['Account_Name'],
  );
  expect(wrong).toEqual([]);
  expect(deals.filter((deal) => deal['Account_Name'] === null && deal['Contact_Name'] !== null)).toEqual([]);
});

test('few accounts have very many deals, and some have none', () => {
  const counts = new Map(accounts.map((account) => [account['id'], 0]));
  for (const deal of deals)
    if (deal['Account_Name'] != null) counts.set(deal['Account_Name'], (counts.get(deal['Account_Name']) ?? 0) + 1);
  const sorted = [...counts.values()].toSorted((a, b) => b - a);
  const tenth = sorted.slice(0, sorted.length / 10).reduce((sum, count) => sum + count, 0);
  expectShare(tenth / deals.length, 0.4, 0.65);
  expect(sorted[0]).toBeGreaterThan(150);
  expect(sorted[sorted.length / 2]).toBeLessThan(8);
  expectShare(sorted.filter((count) => count === 0).length / sorted.length, 0.1, 0.3);
});

test('December and June are busy, August is quiet', () => {
  const months = Array.from({ length: 12 }, () => 0);
  for (const deal of closed) months[Number(String(deal['Closing_Date']).slice(5, 7)) - 1]! += 1;
  const mean = closed.length / 12;
  expect(months[11]).toBeGreaterThan(1.2 * mean);
  expect(months[5]).toBeGreaterThan(1.05 * mean);
  expect(months[7]).toBeLessThan(0.8 * mean);
});

test('the pipeline is open deals that mostly close after today; closed deals never do', () => {
  const open = deals.filter((deal) => !String(deal['Stage']).startsWith('Closed'));
  expectShare(open.length / deals.length, 0.06, 0.14);
  expectShare(
    share(open, (deal) => dayOf(deal) > today),
    0.7,
    0.95,
  );
  expect(Math.max(...open.map(dayOf))).toBeLessThanOrEqual(today + HORIZON_DAYS);
  expectShare(
    share(closed, (deal) => deal['Stage'] === 'Closed Won'),
    0.45,
    0.7,
  );
});

test('nothing has happened after today', () => {
  const midnight = (today + 1) * 86_400_000;
  for (const [module, rows] of zylker) {
    for (const field of ['Created_Time', 'Modified_Time', 'Call_Start_Time', 'time']) {
      expect(
        rows.filter((row) => Number(row[field] ?? 0) >= midnight),
        `${module}.${field}`,
      ).toEqual([]);
    }
  }
});

test('deals are created before they close, and accounts before their deals', () => {
  const createdOf = new Map(accounts.map((account) => [account['id'], Number(account['Created_Time'])]));
  const day = (ms: unknown) => Math.floor(Number(ms) / 86_400_000);
  const wrong = deals.filter(
    (deal) =>
      (String(deal['Stage']).startsWith('Closed') && day(deal['Created_Time']) > dayOf(deal)) ||
      day(deal['Created_Time']) < day(createdOf.get(deal['Account_Name']) ?? 0),
  );
  expect(wrong).toEqual([]);
});

test('an amount is the sum of its lines, unless somebody typed over it or left it empty', () => {
  const sums = new Map<unknown, number>();
  for (const line of rowsOf('Deal_Line_Items'))
    sums.set(line['Parent_Id'], (sums.get(line['Parent_Id']) ?? 0) + Math.round(Number(line['Total']) * 100));
  const withBoth = deals.filter((deal) => deal['Amount'] != null && sums.has(deal['id']));
  expectShare(
    share(withBoth, (deal) => Math.round(Number(deal['Amount']) * 100) === sums.get(deal['id'])),
    0.94,
    0.98,
  );
  expectShare(
    share(deals, (deal) => deal['Amount'] == null),
    0.01,
    0.04,
  );
});

test('renewals come a year after the first deal, with a renewal date on the account', () => {
  const types = new Set(deals.map((deal) => deal['Type']));
  expect(types).toEqual(new Set(['New Business', 'Existing Business', 'Renewal', 'Up-sell', 'Cross-sell', null]));
  expectShare(
    share(deals, (deal) => deal['Type'] === 'Renewal'),
    0.04,
    0.2,
  );
  expectShare(
    share(accounts, (account) => account['Renewal_Date'] != null),
    0.3,
    0.6,
  );
  const withDate = accounts.filter((account) => account['Renewal_Date'] != null);
  const ahead = (account: NewRow) => String(account['Renewal_Date']) > TODAY;
  // Customers who went away missed theirs.
  expectShare(share(withDate, ahead), 0.7, 0.95);
  expect(withDate.every((account) => String(account['Renewal_Date']) <= formatIsoDay(today + 366))).toBe(true);
});

test('fields are missing, misspelt and orphaned in the shares of a real CRM', () => {
  const missing = (rows: readonly NewRow[], field: string) => share(rows, (row) => row[field] == null);
  expectShare(missing(accounts, 'Industry'), 0.05, 0.09);
  expectShare(missing(accounts, 'Employees'), 0.11, 0.17);
  expectShare(missing(accounts, 'Website'), 0.08, 0.14);
  expectShare(missing(accounts, 'Billing_Country'), 0.04, 0.08);
  expectShare(missing(deals, 'Account_Name'), 0.01, 0.018);
  expectShare(missing(rowsOf('Contacts'), 'Email'), 0.07, 0.11);
  expectShare(missing(rowsOf('Contacts'), 'Account_Name'), 0.008, 0.025);
  const industries: ReadonlySet<unknown> = new Set(ACCOUNT_KINDS.map((kind) => kind.industry));
  const misspelt = accounts.filter((account) => account['Industry'] != null && !industries.has(account['Industry']));
  expectShare(misspelt.length, 3, 40);
  expect(new Set(accounts.map((account) => account['Billing_Country'])).size).toBeGreaterThan(12);
});

test('e-mail addresses and account domains repeat nowhere', () => {
  const emails = rowsOf('Contacts').flatMap((row) => (row['Email'] == null ? [] : [row['Email']]));
  expect(new Set(emails).size).toBe(emails.length);
  const many = generate({ accounts: 9_000, dealsPerAccount: 0.2, touchPoints: 0 });
  const sites = (many.get('Accounts') ?? []).flatMap((row) => (row['Website'] == null ? [] : [row['Website']]));
  expect(new Set(sites).size).toBe(sites.length);
});

test('euro deals carry a rate that drifts, dollar deals carry 1, and the rate can point the other way', () => {
  const euro = deals.filter((deal) => deal['Currency'] === 'EUR');
  expectShare(euro.length / deals.length, 0.15, 0.32);
  const rates = euro.map((deal) => Number(deal['Exchange_Rate']));
  expectShare(Math.max(...rates) - Math.min(...rates), 0.06, 0.2);
  expect(deals.every((deal) => deal['Currency'] === 'EUR' || deal['Exchange_Rate'] === 1)).toBe(true);
  const other = (generate({ accounts: 50, exchangeRateMeans: 'homePerForeign' }).get('Deals') ?? []).filter(
    (deal) => deal['Currency'] === 'EUR',
  );
  const same = (generate({ accounts: 50 }).get('Deals') ?? []).filter((deal) => deal['Currency'] === 'EUR');
  expect(other.length).toBeGreaterThan(0);
  other.forEach((deal, index) =>
    expect(Number(deal['Exchange_Rate']) * Number(same[index]?.['Exchange_Rate'])).toBeCloseTo(1, 4),
  );
});

test('an org at home in euro records euro deals at 1 and dollar deals at dollars for a euro; one currency is one currency', () => {
  const dealsIn = (currencies: readonly string[]) =>
    generate({ accounts: 60, currencies, touchPoints: 0 }).get('Deals') ?? [];
  const mixed = dealsIn(['EUR', 'USD']);
  const rates = (currency: string) =>
    mixed.filter((deal) => deal['Currency'] === currency).map((deal) => Number(deal['Exchange_Rate']));
  expect(new Set(rates('EUR'))).toEqual(new Set([1]));
  expectShare(Math.min(...rates('USD')), 1, 1.2);
  const [usual] = dealsIn(['USD', 'EUR']);
  expect(mixed[0]?.['Amount']).toBe(usual?.['Amount']);
  const single = dealsIn(['EUR']);
  expect(single.every((deal) => deal['Currency'] === 'EUR' && deal['Exchange_Rate'] === 1)).toBe(true);
});

test('retired products are sold rarely, and every product is sold', () => {
  const sold = new Map<unknown, number>();
  for (const line of rowsOf('Deal_Line_Items'))
    sold.set(line['Product_Name'], (sold.get(line['Product_Name']) ?? 0) + 1);
  expect(sold.size).toBe(CATALOGUE.length);
});

test('touch points can be left out without moving the deals, and deals per account can be chosen', () => {
  const without = generate({ accounts: 200, touchPoints: 0 });
  const usual = generate({ accounts: 200 });
  expect(without.get('Deals')).toEqual(usual.get('Deals'));
  expect(without.has('Emails')).toBe(false);
  expectShare(
    (generate({ accounts: 3_000, dealsPerAccount: 10, touchPoints: 0 }).get('Deals') ?? []).length,
    26_000,
    34_000,
  );
});

test('a scaled org is made in blocks: no piece grows with the number of accounts', () => {
  const largest = (count: number) => {
    let most = 0;
    for (const { rows } of generateZylker({
      seed: 3,
      accounts: count,
      today: TODAY,
      dealsPerAccount: 3,
      touchPoints: 0,
    }))
      most = Math.max(most, rows.length);
    return most;
  };
  expect(largest(8_000)).toBeLessThan(3 * largest(400));
});
