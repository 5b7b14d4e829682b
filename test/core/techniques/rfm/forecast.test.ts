import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIsoDay } from '#core/crm/days.ts';
import { nextLabelByAgeing } from '#core/techniques/rfm/forecast.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RecencyRange, RfmLabel, RfmSettings } from '#core/techniques/rfm/settings.ts';
import { stepAt } from '#core/techniques/rfm/steps.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY, scoreAccounts } from '#test/support/rfm-data.ts';

/** Days that every case is played out for. */
const PLAYED_DAYS = 260;

const dayOrOpen = fc.option(fc.integer({ min: 0, max: 400 }));
const relative: fc.Arbitrary<RecencyRange> = fc.record({ fromDays: dayOrOpen, toDays: dayOrOpen });
const calendar: fc.Arbitrary<RecencyRange> = fc.record({ from: dayOrOpen, to: dayOrOpen }).map(({ from, to }) => ({
  fromDay: from === null ? null : formatIsoDay(AS_OF_DAY - from),
  toDay: to === null ? null : formatIsoDay(AS_OF_DAY - to + 150),
}));
const bands = fc.array(
  fc.record({
    score: fc.integer({ min: 1, max: 4 }),
    anyOf: fc.array(fc.oneof({ weight: 3, arbitrary: relative }, calendar), { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const range = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }))
  .map(([min, width]) => ({ min, max: Math.min(4, min + width) }));
const labels = fc.array(range, { minLength: 1, maxLength: 4 }).map((ranges) =>
  ranges.map((r, index): RfmLabel => ({
    id: `l${index}`,
    names: { en: `L${index}`, es: `E${index}` },
    colour: '#1E874B',
    optionId: null,
    matches: { r, f: null, m: null },
  })),
);

test('the forecast by ageing is what playing every day out gives, for bands of days and of the calendar', () => {
  const { frequency, monetary } = presetRfmSettings({ r: 4, f: 2, m: 2 });
  const manualOf = (anyOf: { from: null; to: null }[]) => ({
    mode: 'manual' as const,
    levels: 2,
    bands: [{ score: 1, anyOf }],
  });
  expect([frequency.mode, monetary.mode]).toEqual(['automatic', 'automatic']);
  const everything = manualOf([{ from: null, to: null }]);
  fc.assert(
    fc.property(bands, labels, fc.integer({ min: 0, max: 300 }), (anyBands, anyLabels, days) => {
      const settings: RfmSettings = {
        ...presetRfmSettings(),
        recency: { mode: 'manual', levels: 4, bands: anyBands },
        frequency: everything,
        monetary: everything,
        labels: anyLabels,
      };
      const scoredOn = (inDays: number) =>
        scoreAccounts([{ days: days + inDays, frequency: 2, minor: 500 }], settings, AS_OF_DAY + inDays);
      const now = scoredOn(0);
      const labelOn = ({ label }: typeof now): string | null => anyLabels[label[0] ?? -1]?.id ?? null;
      const { basis } = now;
      const purchases = {
        lastDay: AS_OF_DAY - days,
        frequency: 2,
        r: now.r[0] ?? 0,
        f: now.f[0] ?? 0,
        m: now.m[0] ?? 0,
        monetaryStep: stepAt(basis.monetary.steps, 500),
        dealIds: ['11'],
      };
      const foretold = nextLabelByAgeing(purchases, basis, labelOn(now));
      let inDays = 1;
      while (inDays <= PLAYED_DAYS && labelOn(scoredOn(inDays)) === labelOn(now)) inDays++;
      if (inDays > PLAYED_DAYS) expect(foretold === null || Number(foretold.params['inDays']) > PLAYED_DAYS).toBe(true);
      else
        expect(foretold?.params).toMatchObject({
          label: labelOn(scoredOn(inDays)),
          inDays,
          onDay: AS_OF_DAY + inDays,
        });
    }),
    // Played out day by day, a case takes about 15 ms.
    { numRuns: Math.min(propertyRuns(60), 5_000) },
  );
});
