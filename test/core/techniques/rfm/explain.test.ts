import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hideAmounts } from '#core/labels/message-params.ts';
import type { Message } from '#core/message.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { RfmEvidence } from '#core/techniques/rfm/evidence.ts';
import { explainRfm } from '#core/techniques/rfm/explain.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { stepAt } from '#core/techniques/rfm/steps.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY, scoreAccounts, type AccountTotals } from '#test/support/rfm-data.ts';

/** Five bands each: 30, 90, 180, 360 days; 2, 4, 7, 10 deals; 1,000, 5,000, 20,000, 50,000. */
const manual: RfmSettings = {
  ...presetRfmSettings(),
  recency: {
    mode: 'manual',
    levels: 5,
    bands: [null, 30, 90, 180, 360].map((fromDays, index) => ({
      score: 5 - index,
      anyOf: [{ fromDays, toDays: [30, 90, 180, 360, null][index] ?? null }],
    })),
  },
  frequency: {
    mode: 'manual',
    levels: 5,
    bands: [null, 2, 4, 7, 10].map((from, index) => ({
      score: index + 1,
      anyOf: [{ from, to: [2, 4, 7, 10, null][index] ?? null }],
    })),
  },
  monetary: {
    mode: 'manual',
    levels: 5,
    bands: [null, 1_000, 5_000, 20_000, 50_000].map((from, index) => ({
      score: index + 1,
      anyOf: [{ from, to: [1_000, 5_000, 20_000, 50_000, null][index] ?? null }],
    })),
  },
};

function evidenceOf(account: AccountTotals, settings: RfmSettings): { evidence: RfmEvidence; basis: RfmBasis } {
  const scores = scoreAccounts([account], settings);
  const { basis } = scores;
  const rule = scores.label[0] ?? -1;
  return {
    basis,
    evidence: {
      technique: 'rfm',
      labelId: basis.labels[rule]?.id ?? null,
      rule: rule < 0 ? null : rule,
      purchases: {
        lastDay: AS_OF_DAY - account.days,
        frequency: account.frequency,
        r: scores.r[0] ?? 0,
        f: scores.f[0] ?? 0,
        m: scores.m[0] ?? 0,
        monetaryStep: stepAt(basis.monetary.steps, account.minor),
        dealIds: ['11', '12'],
      },
    },
  };
}
function explain(account: AccountTotals, settings = manual) {
  return explainRfm({ ...evidenceOf(account, settings), monetaryMinor: account.minor });
}
function labelOf(account: AccountTotals, settings = manual, asOfDay = AS_OF_DAY): string | null {
  const scores = scoreAccounts([{ ...account, days: account.days + asOfDay - AS_OF_DAY }], settings, asOfDay);
  return scores.basis.labels[scores.label[0] ?? -1]?.id ?? null;
}
const codes = (messages: readonly Message[]): string[] => messages.map(({ code }) => code);

test('a loyal account learns that 4,000 more makes it a champion', () => {
  const account = { days: 12, frequency: 8, minor: 1_600_000 };
  const { labelId, rule, reasons, changes, nearMisses } = explain(account);
  expect(labelId).toBe('loyal');
  expect(rule).toMatchObject({
    code: 'rfm.rule.scores',
    params: { label: 'loyal', position: 2, rMin: 3, rMax: 5, mMin: null },
  });
  expect(changes).toContainEqual({ code: 'rfm.change.amount', params: { label: 'champions', moreMinor: 400_000 } });
  expect(nearMisses).toContainEqual({
    code: 'rfm.nearMiss.monetary',
    params: { label: 'champions', score: 4, moreMinor: 400_000 },
  });
  // The label asks for recency and frequency, not for money: that comes last. Recency is at its best, so it comes first.
  expect(codes(reasons)).toEqual(['rfm.reason.recency', 'rfm.reason.frequencyOfDeals', 'rfm.reason.monetary']);
  expect(reasons[0]?.params).toEqual({
    score: 5,
    levels: 5,
    days: 12,
    lastDay: AS_OF_DAY - 12,
    fromDays: null,
    toDays: 29,
    dealId: '11',
  });
  expect(reasons[1]?.params).toEqual({ score: 4, levels: 5, frequency: 8, from: 7, to: 9 });
  expect(reasons[2]?.params).toEqual({
    score: 3,
    levels: 5,
    amountMinor: 1_600_000,
    fromMinor: 500_000,
    toMinor: 1_999_999,
  });
});

test('ageing alone: a champion is loyal after 90 days, on a day that is named', () => {
  const { ageing } = explain({ days: 12, frequency: 11, minor: 6_000_000 });
  expect(ageing).toEqual({
    code: 'rfm.ageing',
    params: { label: 'loyal', score: 3, onDay: AS_OF_DAY + 78, inDays: 78 },
  });
});

test('what is lost stays lost', () => {
  expect(explain({ days: 900, frequency: 1, minor: 100 }).ageing).toBeNull();
});

test('a deal today counts in all three metrics', () => {
  const { changes, labelId } = explain({ days: 200, frequency: 6, minor: 1_500_000 });
  expect(labelId).toBe('at-risk');
  expect(changes).toContainEqual({ code: 'rfm.change.dealToday', params: { label: 'loyal', atLeastMinor: 0 } });
  expect(changes).toContainEqual({
    code: 'rfm.change.dealToday',
    params: { label: 'champions', atLeastMinor: 500_000 },
  });
});

test('without the right to amounts no param tells one, and the label stays', () => {
  const account = { days: 12, frequency: 8, minor: 1_600_000 };
  const hidden = explainRfm({ ...evidenceOf(account, manual), monetaryMinor: null });
  const params = [hidden.rule, ...hidden.reasons, ...hidden.nearMisses, ...hidden.changes].flatMap((message) =>
    Object.entries(message.params),
  );
  expect(params.filter(([name]) => name.endsWith('Minor')).every(([, value]) => value === null)).toBe(true);
  expect(hidden.labelId).toBe('loyal');
  expect(codes(hidden.changes)).toContain('rfm.change.amount');
});

test('amounts can be taken out of a reason afterwards', () => {
  const message = { code: 'rfm.change.amount', params: { label: 'champions', moreMinor: 400_000 } };
  expect(hideAmounts(message)).toEqual({
    code: 'rfm.change.amount',
    params: { label: 'champions', moreMinor: null, amountsHidden: true },
  });
  const plain = { code: 'rfm.rule.none', params: { labels: 8 } };
  expect(hideAmounts(plain)).toBe(plain);
});

test('an account without purchases learns what its first deal would make of it', () => {
  const { basis } = evidenceOf({ days: 1, frequency: 1, minor: 1 }, manual);
  const explanation = explainRfm({
    evidence: { technique: 'rfm', labelId: null, rule: null, purchases: null },
    basis,
    monetaryMinor: null,
  });
  expect(codes(explanation.reasons)).toEqual(['rfm.reason.noPurchases']);
  expect(explanation.changes).toEqual([{ code: 'rfm.change.dealToday', params: { label: 'new', atLeastMinor: 0 } }]);
});

test('no deal is asked to vanish: an account with one deal has no lower neighbour in frequency', () => {
  const settings: RfmSettings = {
    ...manual,
    frequency: {
      mode: 'manual',
      levels: 2,
      bands: [
        { score: 1, anyOf: [{ from: null, to: 1 }] },
        { score: 2, anyOf: [{ from: 1, to: null }] },
      ],
    },
    labels: [
      {
        id: 'two',
        names: { en: 'Two', es: 'Dos' },
        colour: '#1E874B',
        optionId: null,
        matches: { r: null, f: { min: 2, max: 2 }, m: null },
      },
      {
        id: 'one',
        names: { en: 'One', es: 'Uno' },
        colour: '#1E874B',
        optionId: null,
        matches: { r: null, f: null, m: null },
      },
    ],
  };
  expect(explain({ days: 1, frequency: 1, minor: 1 }, settings).nearMisses).toEqual([]);
});

test('bands of calendar days age against the account, day by day', () => {
  const until = formatIsoDay(AS_OF_DAY);
  const settings: RfmSettings = {
    ...manual,
    recency: {
      mode: 'manual',
      levels: 2,
      bands: [
        { score: 2, anyOf: [{ fromDay: formatIsoDay(AS_OF_DAY - 400), toDay: until }] },
        { score: 1, anyOf: [{ fromDays: null, toDays: null }] },
      ],
    },
    labels: presetRfmSettings({ r: 2, f: 5, m: 5 }).labels,
  };
  // The deal's day stays inside the calendar band for ever.
  expect(explain({ days: 5, frequency: 8, minor: 1 }, settings).ageing).toBeNull();
});

const anyAccount = fc.record({
  days: fc.integer({ min: 0, max: 500 }),
  frequency: fc.integer({ min: 1, max: 12 }),
  minor: fc.integer({ min: -100_000, max: 7_000_000 }),
});

test('every forecast comes true when it is played out, and nothing less would do', () => {
  const number = (message: Message, name: string): number => Number(message.params[name]);
  fc.assert(
    fc.property(anyAccount, (account) => {
      const { labelId, changes, nearMisses, ageing } = explain(account);
      expect(labelId).toBe(labelOf(account));
      for (const change of [...changes, ...nearMisses]) {
        const { label } = change.params;
        const moved = (part: Partial<AccountTotals>) => labelOf({ ...account, ...part });
        if ('moreMinor' in change.params) {
          expect(moved({ minor: account.minor + number(change, 'moreMinor') })).toBe(label);
          expect(moved({ minor: account.minor + number(change, 'moreMinor') - 1 })).not.toBe(label);
        } else if ('lessMinor' in change.params) {
          expect(moved({ minor: account.minor - number(change, 'lessMinor') })).toBe(label);
          expect(moved({ minor: account.minor - number(change, 'lessMinor') + 1 })).toBe(labelId);
        } else if ('unitsMore' in change.params) {
          expect(moved({ frequency: account.frequency + number(change, 'unitsMore') })).toBe(label);
          expect(moved({ frequency: account.frequency + number(change, 'unitsMore') - 1 })).not.toBe(label);
        } else if ('unitsFewer' in change.params) {
          expect(moved({ frequency: account.frequency - number(change, 'unitsFewer') })).toBe(label);
          expect(moved({ frequency: account.frequency - number(change, 'unitsFewer') + 1 })).toBe(labelId);
        } else if ('daysFewer' in change.params) {
          expect(moved({ days: account.days - number(change, 'daysFewer') })).toBe(label);
        } else if ('daysMore' in change.params) {
          expect(moved({ days: account.days + number(change, 'daysMore') })).toBe(label);
        } else {
          const more = number(change, 'atLeastMinor');
          const after = (extra: number) =>
            labelOf({ days: 0, frequency: account.frequency + 1, minor: account.minor + extra });
          expect(after(more)).toBe(label);
          if (more > 0) expect(after(more - 1)).not.toBe(label);
        }
      }
      for (let inDays = 1; inDays <= 400; inDays++) {
        const label = labelOf(account, manual, AS_OF_DAY + inDays);
        if (label === labelId) continue;
        expect(ageing?.params).toMatchObject({ label, inDays, onDay: AS_OF_DAY + inDays });
        return;
      }
      expect(ageing).toBeNull();
    }),
    // Played out day by day, a case takes about 30 ms.
    { numRuns: Math.min(propertyRuns(60), 5_000) },
  );
});
