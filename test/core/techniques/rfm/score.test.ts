import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LABEL } from '#core/labels/label.ts';
import { parseRfmBasis } from '#core/techniques/rfm/basis.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm, scoreRfmTotals } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { aggregateDeals, AS_OF_DAY, scoreAccounts, totalsFrom, type AccountTotals } from '#test/support/rfm-data.ts';
import { slowScores } from '#test/support/slow-rfm.ts';

const spread = (count: number): AccountTotals[] =>
  Array.from({ length: count }, (_, index) => ({ days: index, frequency: index + 1, minor: index * 1_000 }));

const accountTotals = fc.record({
  days: fc.integer({ min: 0, max: 900 }),
  frequency: fc.integer({ min: 1, max: 12 }),
  minor: fc.integer({ min: -10_000, max: 5_000_000 }),
});

test('whole accounts score and label as an independent implementation says, for any levels per metric', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(accountTotals, { freq: 5 }), { minLength: 40, maxLength: 60 }),
      fc.record({
        r: fc.integer({ min: 2, max: 5 }),
        f: fc.integer({ min: 2, max: 5 }),
        m: fc.integer({ min: 2, max: 5 }),
      }),
      (accounts, levels) => {
        const bought = accounts.filter((account) => account !== null);
        fc.pre(bought.length >= 25);
        const settings = presetRfmSettings(levels);
        const scores = scoreAccounts(accounts, settings);
        const expected = {
          r: slowScores(
            bought.map(({ days }) => days),
            levels.r,
            'lower',
          ),
          f: slowScores(
            bought.map(({ frequency }) => frequency),
            levels.f,
            'higher',
          ),
          m: slowScores(
            bought.map(({ minor }) => minor),
            levels.m,
            'higher',
          ),
        };
        let next = 0;
        accounts.forEach((account, ordinal) => {
          if (account === null) {
            expect([scores.r[ordinal], scores.f[ordinal], scores.m[ordinal]]).toEqual([0, 0, 0]);
            expect(scores.recencyDays[ordinal]).toBe(-1);
            expect(scores.frequency[ordinal]).toBeNaN();
            expect(scores.monetaryMinor[ordinal]).toBeNaN();
            expect(scores.label[ordinal]).toBe(NO_LABEL);
            return;
          }
          const [r = 0, f = 0, m = 0] = [expected.r[next], expected.f[next], expected.m[next]];
          expect([scores.r[ordinal], scores.f[ordinal], scores.m[ordinal]]).toEqual([r, f, m]);
          const within = (range: { min: number; max: number } | null, score: number): boolean =>
            range === null || (score >= range.min && score <= range.max);
          const label = settings.labels.findIndex(
            ({ matches }) =>
              matches !== 'noPurchases' && within(matches.r, r) && within(matches.f, f) && within(matches.m, m),
          );
          expect(scores.label[ordinal]).toBe(label);
          next++;
        });
      },
    ),
    { numRuns: propertyRuns(200) },
  );
});

test('accounts without purchases have no score, their own label, and move no percentile', () => {
  const settings: RfmSettings = {
    ...presetRfmSettings(),
    labels: [
      ...presetRfmSettings().labels.slice(0, 7),
      {
        id: 'never',
        names: { en: 'Never bought', es: 'Sin compras' },
        colour: '#75777C',
        optionId: null,
        matches: 'noPurchases',
      },
    ],
  };
  const buyers = spread(25);
  const alone = scoreAccounts(buyers, settings);
  const among = scoreAccounts([...buyers, ...Array.from({ length: 50 }, () => null)], settings);
  expect([...among.r.subarray(0, 25)]).toEqual([...alone.r]);
  expect(among.label[25]).toBe(7);
  expect(among.withoutPurchases).toBe(50);
});

test('manual bands do not score accounts without purchases either', () => {
  const everything = [{ score: 1, anyOf: [{ from: null, to: null }] }];
  const settings: RfmSettings = {
    ...presetRfmSettings(),
    recency: { mode: 'manual', levels: 5, bands: [{ score: 1, anyOf: [{ fromDays: null, toDays: null }] }] },
    frequency: { mode: 'manual', levels: 5, bands: everything },
    monetary: { mode: 'manual', levels: 5, bands: everything },
  };
  const scores = scoreAccounts([null, { days: 3, frequency: 1, minor: 5 }], settings);
  expect([...scores.r]).toEqual([0, 1]);
  expect([...scores.m]).toEqual([0, 1]);
});

test('accounts outside the global criteria have no score and no label, and move no percentile', () => {
  const totals = totalsFrom([...spread(25), ...spread(25)]);
  const population = new Uint8Array(50).fill(1, 0, 25);
  const result = scoreRfmTotals({
    totals,
    population,
    settings: presetRfmSettings(),
    asOfDay: AS_OF_DAY,
    minorDigits: 2,
  });
  if (!result.ok) throw new Error('refused');
  expect([...result.value.r.subarray(0, 25)]).toEqual([...scoreAccounts(spread(25)).r]);
  expect(new Set(result.value.r.subarray(25))).toEqual(new Set([0]));
  expect(new Set(result.value.label.subarray(25))).toEqual(new Set([NO_LABEL]));
});

test.each([
  [5, 24, 25],
  [2, 9, 10],
])(
  'automatic with %i levels is refused for %i accounts, and says that bands by hand are the remedy',
  (levels, accounts, needed) => {
    const refuse = (count: number) =>
      scoreRfmTotals({
        totals: totalsFrom(spread(count)),
        population: new Uint8Array(count).fill(1),
        settings: presetRfmSettings({ r: levels, f: levels, m: levels }),
        asOfDay: AS_OF_DAY,
        minorDigits: 2,
      });
    const refused = refuse(accounts);
    expect(refused).toMatchObject({
      ok: false,
      error: { reason: 'tooFewAccounts', message: { params: { accounts, needed, remedy: 'manual' } } },
    });
    expect(refuse(needed).ok).toBe(true);
  },
);

test.each([
  [99, 'rfm.fewAccounts'],
  [100, 'rfm.limitedConfidence'],
  [499, 'rfm.limitedConfidence'],
  [500, undefined],
])('%i accounts: confidence is said', (count, code) => {
  expect(scoreAccounts(spread(count)).warnings[0]?.code).toBe(code);
});

test('values without variation and with few distinct values are said by metric', () => {
  const accounts = Array.from({ length: 500 }, (_, index) => ({ days: index, frequency: (index % 2) + 1, minor: 100 }));
  expect(scoreAccounts(accounts).warnings).toEqual([
    { code: 'rfm.fewDistinctValues', params: { metric: 'frequency', levels: 5, distinct: 2 } },
    { code: 'rfm.noVariation', params: { metric: 'monetary', levels: 5 } },
  ]);
});

test('levels are counted', () => {
  const { levelCounts } = scoreAccounts(spread(500));
  expect(levelCounts.r).toEqual([100, 100, 100, 100, 100]);
  expect(levelCounts.f.reduce((sum, count) => sum + count, 0)).toBe(500);
});

test('deals that fall out are said', () => {
  const buyers = Array.from({ length: 25 }, (_, account) => ({
    id: BigInt(account + 1),
    account,
    day: AS_OF_DAY - account,
    amountMinor: account,
  }));
  const result = scoreRfm({
    aggregate: aggregateDeals(25, [...buyers, { id: 99n, account: 0, day: AS_OF_DAY + 1, amountMinor: 5 }]),
    population: new Uint8Array(25).fill(1),
    settings: presetRfmSettings(),
    asOfDay: AS_OF_DAY,
    minorDigits: 2,
  });
  expect(result.ok && result.value.warnings).toContainEqual({ code: 'rfm.dealsAfterAsOf', params: { count: 1 } });
});

test('a sum beyond the safe integers is refused rather than rounded', () => {
  const amountMinor = Number.MAX_SAFE_INTEGER;
  const aggregate = aggregateDeals(1, [
    { id: 1n, account: 0, day: AS_OF_DAY, amountMinor },
    { id: 2n, account: 0, day: AS_OF_DAY, amountMinor },
  ]);
  const context = { population: new Uint8Array(1), settings: presetRfmSettings(), asOfDay: AS_OF_DAY, minorDigits: 2 };
  expect(scoreRfm({ aggregate, ...context })).toMatchObject({ ok: false, error: { reason: 'totalTooLarge' } });
});

test('the basis survives JSON and names its settings whatever the order of keys', () => {
  const settings = presetRfmSettings();
  const { basis } = scoreAccounts(spread(30), settings);
  const again: unknown = JSON.parse(JSON.stringify(basis));
  expect(parseRfmBasis(again, 'basis')).toEqual({ ok: true, value: basis });
  const turned = Object.fromEntries(Object.entries(settings).toReversed());
  expect(scoreAccounts(spread(30), { ...settings, ...turned }).basis.settingsHash).toBe(basis.settingsHash);
  const other = scoreAccounts(spread(30), { ...settings, labels: settings.labels.toReversed() });
  expect(other.basis.settingsHash).not.toBe(basis.settingsHash);
});

test.each([
  ['another format', { format: 'lodestar.rfm-basis/2' }],
  [
    'steps out of order',
    {
      recency: {
        levels: 5,
        steps: { starts: [3, 2], scores: [3, 2, 1] },
        breaks: [],
        scoring: { mode: 'automatic', levels: 5 },
      },
    },
  ],
  ['an unknown key', { extra: 1 }],
])('a basis with %s is a problem, not a crash', (_, change) => {
  const { basis } = scoreAccounts(spread(30));
  expect(parseRfmBasis({ ...basis, ...change }, 'basis').ok).toBe(false);
});
