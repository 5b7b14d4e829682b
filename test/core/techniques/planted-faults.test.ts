import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition } from '#core/criteria/criteria.ts';
import { lintEngagement } from '#core/techniques/engagement/lint.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import type { Finding } from '#core/techniques/finding.ts';
import { lintFirmographics } from '#core/techniques/firmographics/lint.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { lintRecommendations } from '#core/techniques/recommendations/lint.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import type { ProbabilityCondition, RecommendationsLabel } from '#core/techniques/recommendations/settings.ts';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RfmLabel } from '#core/techniques/rfm/settings.ts';
import { lintVoice } from '#core/techniques/voice/lint.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { countFaults, expectVariety, faultsFound, faultsOf, namedLabel } from '#test/support/planted-faults.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY } from '#test/support/rfm-data.ts';

/**
 * Linters against the definition itself: every account that there can be is tried, label by label. Faults come from drawing ranges
 * at random: labels that can take nobody, that earlier ones hide together, that share accounts, and accounts that nobody takes.
 * Engagement's and voice's are in their own folders. `npm run verify:lint` draws 2,000 of each.
 */
const CONTEXT = { asOfDay: AS_OF_DAY, minorDigits: 2 };
const SCORES = [1, 2, 3, 4, 5];
const anyRange = fc
  .option(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
          .map((two) => two.toSorted((a, b) => a - b)),
      },
      { weight: 1, arbitrary: fc.constant([4, 2]) },
    ),
    { freq: 2 },
  )
  .map((two) => (two === null ? null : { min: two[0] ?? 1, max: two[1] ?? 5 }));

test('RFM: every planted gap, overlap, shadowed and empty label is found, and nothing else', () => {
  const cells = SCORES.flatMap((r) => SCORES.flatMap((f) => SCORES.map((m) => ({ r, f, m }))));
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.record({ r: anyRange, f: anyRange, m: anyRange }), { minLength: 1, maxLength: 8 }),
      (drawn) => {
        const labels = drawn.map((matches, index): RfmLabel => ({ ...namedLabel(index), matches }));
        const faults = faultsOf(
          drawn.map(
            (matches) => (cell: (typeof cells)[number]) =>
              (['r', 'f', 'm'] as const).every((letter) => {
                const range = matches[letter];
                return range === null || (cell[letter] >= range.min && cell[letter] <= range.max);
              }),
          ),
          cells,
        );
        expect(faultsFound(lintRfm({ ...presetRfmSettings(), labels }, CONTEXT))).toEqual(faults);
        countFaults(seen, faults);
      },
    ),
    { numRuns: propertyRuns(250) },
  );
  expectVariety(seen);
});

test('RFM: every planted gap and overlap of bands is found, over every number of deals', () => {
  const bound = fc.option(fc.integer({ min: 0, max: 14 }), { freq: 4 });
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(fc.record({ from: bound, to: bound }), { minLength: 1, maxLength: 4 }), (ranges) => {
      const settings = {
        ...presetRfmSettings({ r: 5, f: 4, m: 5 }),
        frequency: {
          mode: 'manual' as const,
          levels: 4,
          bands: ranges.map((range, index) => ({ score: index + 1, anyOf: [range] })),
        },
      };
      const covering = Array.from({ length: 30 }, (_, index) => index + 1).map(
        (deals) => ranges.filter(({ from, to }) => deals >= (from ?? -Infinity) && deals < (to ?? Infinity)).length,
      );
      const faults = [
        ...(covering.includes(0) ? ['lint.bandGap'] : []),
        ...(covering.some((bands) => bands > 1) ? ['lint.bandOverlap'] : []),
        ...(ranges.some(({ from, to }) => from !== null && to !== null && from >= to) ? ['lint.emptyRange'] : []),
      ];
      const ofBands = lintRfm(settings, CONTEXT).filter(({ where }) => where.startsWith('frequency'));
      const codes = new Set(ofBands.map(({ message }) => message.code));
      codes.delete('lint.scoreNeverGiven');
      expect([...codes].toSorted()).toEqual(faults);
      countFaults(seen, faults);
    }),
    { numRuns: propertyRuns(250) },
  );
  expectVariety(seen, ['lint.bandGap', 'lint.bandOverlap', 'lint.emptyRange']);
});

test('firmographics: every planted gap, overlap, shadowed and empty label is found, and nothing else', () => {
  interface Company {
    readonly employees: number | null;
    readonly industry: string | null;
  }
  const sizes = [null, ...Array.from({ length: 27 }, (_, half) => half / 2 - 1)];
  const companies: Company[] = sizes.flatMap((employees) =>
    [null, 'bank', 'shop', 'farm'].map((industry) => ({ employees, industry })),
  );
  const bound = fc.integer({ min: 0, max: 11 });
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    { weight: 3, arbitrary: bound.map((number) => ({ field: 'employees', operator: 'atLeast' as const, number })) },
    { weight: 3, arbitrary: bound.map((number) => ({ field: 'employees', operator: 'lessThan' as const, number })) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom('bank', 'shop')
        .map((value) => ({ field: 'industry', operator: 'is' as const, value })),
    },
  );
  const holds = (each: Condition, { employees, industry }: Company): boolean => {
    if (each.operator === 'is') return 'value' in each && industry === each.value;
    if (employees === null || !('number' in each)) return false;
    return each.operator === 'atLeast' ? employees >= each.number : employees < each.number;
  };
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 5 }),
      (drawn) => {
        const labels = drawn.map((conditions, index) => ({
          ...namedLabel(index),
          criteria: { conditions, pattern: '' },
        }));
        const fields = new Set(drawn.flat().map(({ field }) => field));
        const faults = faultsOf(
          drawn.map((conditions) => (company: Company) => conditions.every((each) => holds(each, company))),
          companies,
          // An account whose field is empty may well have no label.
          ({ employees, industry }) =>
            (!fields.has('employees') || employees !== null) && (!fields.has('industry') || industry !== null),
        );
        expect(faultsFound(lintFirmographics({ labels }, CONTEXT))).toEqual(faults);
        countFaults(seen, faults);
      },
    ),
    { numRuns: propertyRuns(250) },
  );
  expectVariety(seen);
});

test('recommendations: every planted gap, overlap, shadowed and empty label is found, and nothing else', () => {
  /** Highest probability of any next buy, of product 5 as a next buy, and of any repeat buy. */
  interface Prospect {
    readonly next: number;
    readonly five: number;
    readonly repeat: number;
  }
  /** Of each range between thresholds its lowest value. */
  const values = Array.from({ length: 21 }, (_, at) => 10 * (at >> 1) + (at % 2)).filter((value) => value <= 100);
  const tens = fc.integer({ min: 0, max: 10 }).map((ten) => 10 * ten);
  const probability: fc.Arbitrary<ProbabilityCondition> = fc.oneof(
    tens.map((percent) => ({ operator: 'atLeast' as const, percent })),
    tens.map((percent) => ({ operator: 'atMost' as const, percent })),
    fc.tuple(tens, tens).map(([from, to]) => ({ operator: 'between' as const, from, to })),
  );
  const meets = (condition: ProbabilityCondition, value: number): boolean => {
    if (condition.operator === 'between') return value >= condition.from && value <= condition.to;
    return condition.operator === 'atLeast' ? value >= condition.percent : value <= condition.percent;
  };
  const anyLabel = fc.record({
    match: fc.constantFrom('any' as const, 'all' as const),
    product: fc.boolean(),
    nextBuy: probability,
    repeatBuy: probability,
  });
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(anyLabel, { minLength: 2, maxLength: 5 }), (drawn) => {
      const labels = drawn.map(({ match, product, nextBuy, repeatBuy }, index): RecommendationsLabel => ({
        ...namedLabel(index),
        match,
        types: {
          nextBuy: { products: product ? ['5'] : [], probability: nextBuy },
          repeatBuy: { products: [], probability: repeatBuy },
        },
      }));
      const [named5, namedAny] = [drawn.some(({ product }) => product), drawn.some(({ product }) => !product)];
      const prospects: Prospect[] = values.flatMap((next) =>
        (named5 ? values : [0]).flatMap((five) =>
          // What nobody asks about makes no difference; product 5 is never likelier than any product.
          (namedAny && five > next) || (!namedAny && next > 0) ? [] : values.map((repeat) => ({ next, five, repeat })),
        ),
      );
      const faults = faultsOf(
        drawn.map(({ match, product, nextBuy, repeatBuy }) => ({ next, five, repeat }: Prospect) => {
          const [one, other] = [meets(nextBuy, product ? five : next), meets(repeatBuy, repeat)];
          return match === 'any' ? one || other : one && other;
        }),
        prospects,
      );
      expect(faultsFound(lintRecommendations({ labels }))).toEqual(faults);
      countFaults(seen, faults);
    }),
    { numRuns: propertyRuns(120) },
  );
  expectVariety(seen);
});

test('presets lint clean: nothing that a person should mend, for any number of levels', () => {
  const mendable = (findings: readonly Finding<unknown>[]): unknown[] =>
    findings.filter(({ severity, fix }) => severity !== 'info' || fix !== null);
  for (const levels of [2, 3, 4, 5])
    expect(mendable(lintRfm(presetRfmSettings({ r: levels, f: levels, m: levels }), CONTEXT))).toEqual([]);
  expect(mendable(lintFirmographics(presetFirmographicsSettings(), CONTEXT))).toEqual([]);
  expect(mendable(lintEngagement(presetEngagementSettings()))).toEqual([]);
  expect(mendable(lintRecommendations(presetRecommendationsSettings()))).toEqual([]);
  expect(mendable(lintVoice(presetVoiceSettings()))).toEqual([]);
});
