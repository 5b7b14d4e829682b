import { expect, test } from 'vitest';
import { parseIsoDay } from '#core/crm/days.ts';
import { parseDecimal, toMinor } from '#core/crm/money.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm, type RfmScores } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { readReferenceRows } from '#test/support/reference-rows.ts';
import { aggregateDeals, scoreAccounts, type DealRow } from '#test/support/rfm-data.ts';
import { describeWithSharedData } from '#test/support/shared-data.ts';

type Rows = ReadonlyMap<string, string>[];

function cell(row: ReadonlyMap<string, string> | undefined, name: string): string {
  const value = row?.get(name);
  if (value === undefined) throw new Error(`no column ${name}`);
  return value;
}

function minorOf(text: string): number {
  const decimal = parseDecimal(text);
  const minor = decimal === null ? null : toMinor(decimal, 2);
  if (minor === null || !minor.ok) throw new Error(`no amount: ${text}`);
  return minor.value;
}

function dayOf(text: string): number {
  const day = parseIsoDay(text);
  if (day === null) throw new Error(`no day: ${text}`);
  return day;
}

function scoreRows(rows: Rows, settings: RfmSettings): RfmScores {
  return scoreAccounts(
    rows.map((row) => ({
      days: Number(cell(row, 'recency_days')),
      frequency: Number(cell(row, 'transaction_count')),
      minor: minorOf(cell(row, 'amount')),
    })),
    settings,
  );
}

/** Rows whose score differs from a reference column, by metric. */
function differences(rows: Rows, scores: RfmScores, columns: readonly [string, string, string]): number[] {
  return [scores.r, scores.f, scores.m].map(
    (column, index) => rows.filter((row, at) => Number(cell(row, columns[index] ?? '')) !== column[at]).length,
  );
}

const Q7 = ['R_q7', 'F_q7', 'M_q7'] as const;
const PACKAGE = ['recency_score', 'frequency_score', 'monetary_score'] as const;
const levels = (k: number): RfmSettings => presetRfmSettings({ r: k, f: k, m: k });

describeWithSharedData('reference', 'RFM against results computed in R', () => {
  test.each([
    ['rfm_orders_all_methods_k5.csv', 995, 5],
    ['maven_all_methods_k5.csv', 85, 5],
    ['maven_all_methods_k3.csv', 85, 3],
    ['northwind_all_methods_k5.csv', 89, 5],
  ])('every row of %s (%i accounts) has the score of quantile type 7', (file, count, k) => {
    const rows = readReferenceRows('reference', file);
    expect(rows).toHaveLength(count);
    expect(differences(rows, scoreRows(rows, levels(k)), Q7)).toEqual([0, 0, 0]);
  });

  // The package adds 1 to each break, so from three levels on a few values fall on the other side: exactly these.
  test.each([
    [2, [0, 0, 0]],
    [3, [3, 0, 0]],
    [4, [4, 0, 2]],
    [5, [1, 0, 2]],
  ])('the package with %i levels differs only where its breaks are shifted', (k, expected) => {
    const rows = readReferenceRows('reference', `rfm_orders_bins${k}.csv`);
    expect(differences(rows, scoreRows(rows, levels(k)), PACKAGE)).toEqual(expected);
  });

  test('manual bands give every row of the package with custom thresholds', () => {
    const rows = readReferenceRows('reference', 'rfm_orders_custom_thresholds.csv');
    const rising = (cuts: readonly number[]) =>
      [null, ...cuts].map((from, index) => ({ score: index + 1, anyOf: [{ from, to: cuts[index] ?? null }] }));
    const days = [115, 181, 297, 482];
    const settings: RfmSettings = {
      ...levels(5),
      recency: {
        mode: 'manual',
        levels: 5,
        bands: [null, ...days].map((fromDays, index) => ({
          score: 5 - index,
          anyOf: [{ fromDays, toDays: days[index] ?? null }],
        })),
      },
      frequency: { mode: 'manual', levels: 5, bands: rising([4, 5, 6, 8]) },
      monetary: { mode: 'manual', levels: 5, bands: rising([256, 382, 506, 666]) },
    };
    expect(rows).toHaveLength(995);
    expect(differences(rows, scoreRows(rows, settings), PACKAGE)).toEqual([0, 0, 0]);
  });
});

describeWithSharedData(['reference', 'rfm_package', 'maven_crm_sales'], 'RFM from single deals', () => {
  function scoreDeals(deals: readonly DealRow[], reference: Rows, asOfDay: number): RfmScores {
    const result = scoreRfm({
      aggregate: aggregateDeals(reference.length, deals, asOfDay),
      population: new Uint8Array(reference.length).fill(1),
      settings: levels(5),
      asOfDay,
      minorDigits: 2,
    });
    if (!result.ok) throw new Error(result.error.message.code);
    return result.value;
  }

  test('the 4,906 orders of the package', () => {
    const reference = readReferenceRows('reference', 'rfm_orders_all_methods_k5.csv');
    const ordinals = new Map(reference.map((row, index) => [cell(row, 'customer_id'), index]));
    const deals = readReferenceRows('rfm_package', 'rfm_data_orders.csv').map((row, index) => ({
      id: BigInt(index + 1),
      account: ordinals.get(cell(row, 'customer_id')) ?? -1,
      day: dayOf(cell(row, 'order_date')),
      amountMinor: minorOf(cell(row, 'revenue')),
    }));
    const scores = scoreDeals(deals, reference, dayOf('2006-12-31'));
    expect([...scores.recencyDays]).toEqual(reference.map((row) => Number(cell(row, 'recency_days'))));
    expect([...scores.frequency]).toEqual(reference.map((row) => Number(cell(row, 'transaction_count'))));
    expect([...scores.monetaryMinor]).toEqual(reference.map((row) => minorOf(cell(row, 'amount'))));
    expect(differences(reference, scores, Q7)).toEqual([0, 0, 0]);
  });

  test('the won deals of the Maven pipeline', () => {
    const reference = readReferenceRows('reference', 'maven_all_methods_k5.csv');
    const ordinals = new Map(reference.map((row, index) => [cell(row, 'customer_id'), index]));
    const iso = (text: string): string => {
      const [month = '', day = '', year = ''] = text.split('/');
      return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    };
    const deals = readReferenceRows('maven_crm_sales', 'sales_pipeline.csv').map((row, index) => {
      const won = cell(row, 'deal_stage') === 'Won';
      return {
        id: BigInt(index + 1),
        account: ordinals.get(cell(row, 'account')) ?? -1,
        day: won ? dayOf(iso(cell(row, 'close_date'))) : null,
        amountMinor: won ? minorOf(cell(row, 'close_value')) : null,
        contributing: won,
      };
    });
    const scores = scoreDeals(deals, reference, dayOf('2017-12-31'));
    expect([...scores.monetaryMinor]).toEqual(reference.map((row) => minorOf(cell(row, 'amount'))));
    expect(differences(reference, scores, Q7)).toEqual([0, 0, 0]);
    expect(deals.filter(({ contributing }) => contributing)).toHaveLength(4_238);
  });
});
