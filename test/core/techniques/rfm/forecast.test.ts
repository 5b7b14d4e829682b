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
const PLAYED_DAYS = 60;

const SCORES = [1, 2, 3, 4];
const cut = fc.integer({ min: 0, max: 50 });
/** From one cut to the next, in days; now and then in the calendar, where an account never leaves its band. */
const bands = fc
  .tuple(fc.uniqueArray(cut, { minLength: 3, maxLength: 3 }), fc.shuffledSubarray(SCORES, { minLength: 4 }), fc.nat(9))
  .map(([cuts, scores, calendarBand]) => {
    const ends = [null, ...cuts.toSorted((a, b) => a - b), null];
    return scores.map((score, index) => {
      const [fromDays, toDays] = [ends[index] ?? null, ends[index + 1] ?? null];
      const calendar: RecencyRange = {
        fromDay: toDays === null ? null : formatIsoDay(AS_OF_DAY - toDays + 1),
        toDay: fromDays === null ? null : formatIsoDay(AS_OF_DAY - fromDays),
      };
      const relative: RecencyRange = { fromDays, toDays };
      return { score, anyOf: [index === calendarBand ? calendar : relative] };
    });
  });
const range = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 1 }))
  .map(([min, width]) => ({ min, max: Math.min(4, min + width) }));
const labels = fc.array(range, { minLength: 2, maxLength: 4 }).map((ranges) =>
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
    fc.property(bands, labels, cut, (anyBands, anyLabels, days) => {
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
    // Played out day by day, a case takes about 10 ms.
    { numRuns: Math.min(propertyRuns(150), 5_000) },
  );
});
