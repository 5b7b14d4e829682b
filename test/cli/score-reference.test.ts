import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { readReferenceRows } from '#test/support/reference-rows.ts';
import { readAccounts, readLevels, runAbm, writeSettings } from '#test/support/run-abm.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const MAVEN_RECIPE = join(REPOSITORY, 'recipes/maven-crm-sales.recipe.json');
const MAVEN_SETTINGS = join(REPOSITORY, 'recipes/maven-crm-sales.settings.json');
const RFM_RECIPE = join(REPOSITORY, 'test/fixtures/rfm-orders.recipe.json');
const NORTHWIND_RECIPE = join(REPOSITORY, 'test/fixtures/northwind-orders.recipe.json');
const AS_OF = { maven: '2017-12-31', rfmOrders: '2006-12-31', northwind: '1998-05-07' };

async function scoreFiles(data: string, recipe: string, settings: string, asOf: string) {
  const out = makeFolder();
  const run = await runAbm(
    out,
    'score',
    '--data',
    data,
    '--recipe',
    recipe,
    '--settings',
    settings,
    '--as-of',
    asOf,
    '--out',
    out,
  );
  expect(run).toMatchObject({ exitCode: 0 });
  return { out, accounts: readAccounts(out) };
}

/** The whole of accounts.csv against the reference, by account; null in the reference is an absent row. */
function expectScores(
  accounts: readonly ReadonlyMap<string, string>[],
  key: string,
  reference: readonly ReadonlyMap<string, string>[],
  columns: readonly [r: string, f: string, m: string],
): void {
  const row = (account: ReadonlyMap<string, string>, names: readonly string[]) =>
    names.map((name) => account.get(name)).join(' ');
  const mine = accounts
    .filter((account) => account.get('r') !== '')
    .map((account) => [account.get(key), row(account, ['recency_days', 'frequency', 'r', 'f', 'm'])] as const);
  const theirs = reference.map(
    (account) => [account.get('customer_id'), row(account, ['recency_days', 'transaction_count', ...columns])] as const,
  );
  expect(reference.length).toBeGreaterThan(0);
  expect(new Map(mine)).toEqual(new Map(theirs));
}

describeWithSharedData(['maven_crm_sales', 'reference'], 'Maven CRM sales through the command line', () => {
  const maven = sharedDataPath('maven_crm_sales');

  test('recency, frequency, amount and every score equal the reference on all 85 accounts (k = 5)', async () => {
    const { out, accounts } = await scoreFiles(maven, MAVEN_RECIPE, MAVEN_SETTINGS, AS_OF.maven);
    const reference = readReferenceRows('reference', 'maven_all_methods_k5.csv');
    expectScores(accounts, 'account_name', reference, ['R_q7', 'F_q7', 'M_q7']);
    const amounts = new Map(accounts.map((account) => [account.get('account_name'), account.get('monetary')]));
    expect(amounts).toEqual(new Map(reference.map((row) => [row.get('customer_id'), `${row.get('amount') ?? ''}.00`])));
    const levels = readLevels(out);
    expect(levels.accounts).toEqual({ read: 85, inside: 85 });
    expect(levels.deals).toMatchObject({ read: 8800, contributing: 4238, counted: 4238, open: 2089 });
    expect(levels.rfm?.monetary.breaks).toEqual([82_311.6, 100_902, 119_743.4, 145_576]);
    expect(
      accounts.every((account) => account.get('rfm_label_id') !== '' && account.get('firmographics_label_id') !== ''),
    ).toBe(true);
  });

  test('and with three levels', async () => {
    const folder = makeFolder();
    await writeSettings(folder, maven, MAVEN_RECIPE, presetRfmSettings({ r: 3, f: 3, m: 3 }));
    const { accounts } = await scoreFiles(maven, MAVEN_RECIPE, join(folder, 'settings.json'), AS_OF.maven);
    expectScores(accounts, 'account_name', readReferenceRows('reference', 'maven_all_methods_k3.csv'), [
      'R_q7',
      'F_q7',
      'M_q7',
    ]);
  });

  test('two runs give the same bytes', async () => {
    const [first, second] = [
      await scoreFiles(maven, MAVEN_RECIPE, MAVEN_SETTINGS, AS_OF.maven),
      await scoreFiles(maven, MAVEN_RECIPE, MAVEN_SETTINGS, AS_OF.maven),
    ];
    expect(readLevels(first.out)).toEqual(readLevels(second.out));
    expect(first.accounts).toEqual(second.accounts);
  });
});

describeWithSharedData(['rfm_package', 'reference'], 'orders of the R package rfm through the command line', () => {
  const orders = sharedDataPath('rfm_package');

  async function scoreOrders(rfm: Partial<RfmSettings>) {
    const folder = makeFolder();
    await writeSettings(folder, orders, RFM_RECIPE, rfm);
    return (await scoreFiles(orders, RFM_RECIPE, join(folder, 'settings.json'), AS_OF.rfmOrders)).accounts;
  }

  test('percentiles equal the reference on all 995 customers (k = 5)', async () => {
    const accounts = await scoreOrders(presetRfmSettings());
    expectScores(accounts, 'account_name', readReferenceRows('reference', 'rfm_orders_all_methods_k5.csv'), [
      'R_q7',
      'F_q7',
      'M_q7',
    ]);
  });

  test('so do two levels, where the package itself agrees', async () => {
    const accounts = await scoreOrders(presetRfmSettings({ r: 2, f: 2, m: 2 }));
    const columns = ['recency_score', 'frequency_score', 'monetary_score'] as const;
    expectScores(accounts, 'account_name', readReferenceRows('reference', 'rfm_orders_bins2.csv'), columns);
  });

  // The package adds 1 to each break: these cells differ, and no other (source of the R package rfm).
  test.each([
    [3, { r: 3, f: 0, m: 0 }],
    [4, { r: 4, f: 0, m: 2 }],
    [5, { r: 1, f: 0, m: 2 }],
  ])('with %i levels only the known cells differ from the package', async (k, expected) => {
    const accounts = await scoreOrders(presetRfmSettings({ r: k, f: k, m: k }));
    const reference = new Map(
      readReferenceRows('reference', `rfm_orders_bins${k}.csv`).map((row) => [row.get('customer_id'), row]),
    );
    const differing = (mine: string, theirs: string): number =>
      accounts.filter((account) => account.get(mine) !== reference.get(account.get('account_name'))?.get(theirs))
        .length;
    expect(accounts).toHaveLength(995);
    const found = {
      r: differing('r', 'recency_score'),
      f: differing('f', 'frequency_score'),
      m: differing('m', 'monetary_score'),
    };
    expect(found).toEqual(expected);
  });

  test('manual bands equal the reference: a value equal to a cut belongs to the higher band', async () => {
    const bands = (cuts: readonly number[]) =>
      [1, 2, 3, 4, 5].map((score) => ({
        score,
        anyOf: [{ from: cuts[score - 2] ?? null, to: cuts[score - 1] ?? null }],
      }));
    const recencyCuts = [115, 181, 297, 482];
    const accounts = await scoreOrders({
      recency: {
        mode: 'manual',
        levels: 5,
        bands: [5, 4, 3, 2, 1].map((score, index) => ({
          score,
          anyOf: [{ fromDays: recencyCuts[index - 1] ?? null, toDays: recencyCuts[index] ?? null }],
        })),
      },
      frequency: { mode: 'manual', levels: 5, bands: bands([4, 5, 6, 8]) },
      monetary: { mode: 'manual', levels: 5, bands: bands([256, 382, 506, 666]) },
    });
    const columns = ['recency_score', 'frequency_score', 'monetary_score'] as const;
    expectScores(accounts, 'account_name', readReferenceRows('reference', 'rfm_orders_custom_thresholds.csv'), columns);
  });
});

describeWithSharedData(['northwind', 'reference'], 'Northwind through the command line', () => {
  test('scores equal the reference on every customer with an order; the others have none', async () => {
    const data = makeFolder();
    copyFileSync(sharedDataPath('northwind', 'customers.csv'), join(data, 'customers.csv'));
    writeFileSync(join(data, 'orders.csv'), ordersWithTotals());
    const folder = makeFolder();
    await writeSettings(folder, data, NORTHWIND_RECIPE);
    const { accounts } = await scoreFiles(data, NORTHWIND_RECIPE, join(folder, 'settings.json'), AS_OF.northwind);
    expect(accounts).toHaveLength(91);
    expectScores(accounts, 'account_id', readReferenceRows('reference', 'northwind_all_methods_k5.csv'), [
      'R_q7',
      'F_q7',
      'M_q7',
    ]);
    const without = accounts
      .filter((account) => account.get('r') === '')
      .map((account) => account.get('account_id') ?? '');
    expect(without.toSorted()).toEqual(['FISSA', 'PARIS']);
  });
});

/** Northwind keeps amounts in order lines: unit price x quantity, less the discount, in hundredths of a cent, exactly. */
function ordersWithTotals(): string {
  const totals = new Map<string, bigint>();
  for (const line of readReferenceRows('northwind', 'order_details.csv')) {
    const cents = BigInt(Math.round(Number(line.get('unitPrice')) * 100));
    const kept = 100n - BigInt(Math.round(Number(line.get('discount')) * 100));
    const order = line.get('orderID') ?? '';
    totals.set(order, (totals.get(order) ?? 0n) + cents * BigInt(line.get('quantity') ?? '0') * kept);
  }
  const rows = readReferenceRows('northwind', 'orders.csv').map((order) => {
    const total = totals.get(order.get('orderID') ?? '') ?? 0n;
    const text = `${total / 10_000n}.${String(total % 10_000n).padStart(4, '0')}`;
    return [order.get('orderID'), order.get('customerID'), order.get('orderDate')?.slice(0, 10), text].join(',');
  });
  return ['orderID,customerID,orderDate,total', ...rows, ''].join('\n');
}
