import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buyProbability, trainBuyModel } from '#core/techniques/recommendations/buys.ts';
import { buildHistories, orderCount } from '#core/techniques/recommendations/histories.ts';
import {
  areaUnderCurve,
  calibrate,
  calibrated,
  expectedCalibrationError,
} from '#core/techniques/recommendations/isotonic.ts';
import { fitLogistic } from '#core/techniques/recommendations/logistic.ts';
import { productCalibrations } from '#test/support/product-calibration.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { purchasesOf, readRfmOrders, zylkerPurchases } from '#test/support/recommendation-data.ts';
import { describeWithSharedData } from '#test/support/shared-data.ts';

const HORIZON = 90;

test('calibration never falls, keeps the overall frequency, and gives equal scores one value', () => {
  const cases = fc.array(fc.record({ score: fc.nat({ max: 20 }), hit: fc.nat({ max: 1 }) }), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 20 }), (seen, least) => {
      const score = Float64Array.from(seen, (each) => each.score);
      const hit = Uint8Array.from(seen, (each) => each.hit);
      const calibration = calibrate(score, hit, least);
      expect(calibration.value).toEqual(calibration.value.toSorted((a, b) => a - b));
      expect(calibration.cases.reduce((sum, value) => sum + value, 0)).toBe(seen.length);
      if (seen.length >= least) for (const count of calibration.cases) expect(count).toBeGreaterThanOrEqual(least);
      const predicted = score.reduce((sum, value) => sum + calibrated(calibration, value), 0);
      expect(predicted).toBeCloseTo(
        hit.reduce((sum, value) => sum + value, 0),
        9,
      );
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('isotonic regression of a known example: violators are pooled', () => {
  const { from, value, cases } = calibrate(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 1, 0, 1), 1);
  expect({ from, value, cases }).toEqual({ from: [1, 2, 4], value: [0, 0.5, 1], cases: [1, 2, 1] });
  expect(calibrated({ from, value, cases }, 0)).toBe(0);
  expect(calibrated({ from, value, cases }, 3.9)).toBe(0.5);
  expect(calibrated({ from: [], value: [], cases: [] }, 1)).toBe(0);
});

test('calibration error and area under the curve of examples', () => {
  expect(expectedCalibrationError(Float64Array.of(0.2, 0.2, 0.2, 0.2, 0.9), Uint8Array.of(1, 0, 0, 0, 1))).toBeCloseTo(
    0.06,
    12,
  );
  expect(areaUnderCurve(Float64Array.of(0.1, 0.4, 0.35, 0.8), Uint8Array.of(0, 0, 1, 1))).toBe(0.75);
  expect(areaUnderCurve(Float64Array.of(1, 1), Uint8Array.of(0, 1))).toBe(0.5);
});

test('logistic regression finds planted weights, and refuses a handful of outcomes', () => {
  const rows: number[] = [];
  const hit: number[] = [];
  for (let index = 0; index < 20_000; index++) {
    const x = ((index * 7_919) % 1_000) / 250 - 2;
    rows.push(1, x);
    hit.push(((index * 104_729) % 10_007) / 10_007 < 1 / (1 + Math.exp(0.5 - 1.2 * x)) ? 1 : 0);
  }
  const weights = fitLogistic(Float64Array.from(rows), 2, Uint8Array.from(hit))?.weights ?? new Float64Array(2);
  expect(weights[0]).toBeCloseTo(-0.5, 1);
  expect(weights[1]).toBeCloseTo(1.2, 1);
  expect(
    fitLogistic(Float64Array.from(rows), 2, Uint8Array.from(hit.map((_, index) => (index < 19 ? 1 : 0)))),
  ).toBeNull();
});

test('a season a year ago moves the probability of the coming one', () => {
  // Everybody buys once a summer (days 150 to 239), for four years.
  const orders = Array.from({ length: 400 }, (_, index) => ({
    account: index % 100,
    day: Math.floor(index / 100) * 365 + 150 + ((index * 37) % 90),
    products: [],
  }));
  const purchases = purchasesOf(100, 0, orders);
  const season = (day: number): number => trainBuyModel(purchases, 3 * 365 + day, HORIZON).season;
  expect(season(150)).toBeGreaterThan(3);
  expect(season(240)).toBeLessThan(0.3);
});

describeWithSharedData('rfm_package', 'orders of the R package', () => {
  test('whether a customer buys within a quarter: calibrated on a time split, though nobody can rank these customers', () => {
    const { purchases, lastDay, accounts } = readRfmOrders();
    // The last two quarters that end with the data, and half a quarter apart.
    for (const asOfDay of [lastDay - HORIZON, lastDay - 1.5 * HORIZON, lastDay - 2 * HORIZON]) {
      const model = trainBuyModel(purchases, asOfDay, HORIZON);
      const now = buildHistories(purchases, asOfDay);
      const later = buildHistories(purchases, asOfDay + HORIZON);
      const buyers = Array.from({ length: accounts }, (_, account) => account).filter(
        (account) => orderCount(now, account) > 0,
      );
      const predicted = Float64Array.from(buyers, (account) => buyProbability(model, now, account));
      const bought = Uint8Array.from(buyers, (account) =>
        orderCount(later, account) > orderCount(now, account) ? 1 : 0,
      );
      expect(expectedCalibrationError(predicted, bought)).toBeLessThanOrEqual(0.07);
      // The sample's customers buy at random: no model can tell them apart, and ours does not pretend to.
      expect(Math.abs(areaUnderCurve(predicted, bought) - 0.5)).toBeLessThan(0.05);
    }
  });
});

test('products of the sample org: what is recommended is bought as often as it says, type by type', () => {
  const { purchases, cells, today } = zylkerPurchases(600);
  const types = productCalibrations(purchases, cells, today, HORIZON);
  expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining(['firstBuy', 'nextBuy', 'repeatBuy', 'bundle']));
  for (const { type, error, area } of types) {
    expect([type, error <= 0.07]).toEqual([type, true]);
    if (type !== 'firstBuy') expect([type, area > 0.73]).toEqual([type, true]);
  }
});
