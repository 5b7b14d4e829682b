import fc from 'fast-check';
import type { Condition, Criteria } from '#core/criteria/criteria.ts';
import type { FirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import type { FirmographicsEvidence } from '#core/techniques/firmographics/evidence.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { RfmEvidence } from '#core/techniques/rfm/evidence.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RfmMatches, RfmSettings } from '#core/techniques/rfm/settings.ts';
import { AS_OF_DAY, scoreAccounts } from './rfm-data.ts';

export interface RfmCase {
  readonly basis: RfmBasis;
  readonly evidence: RfmEvidence;
  readonly monetaryMinor: number | null;
}

const levels = fc.integer({ min: 2, max: 5 });
const range = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).map(([a, b]) => ({
  min: Math.min(a, b),
  max: Math.max(a, b),
}));
const matches: fc.Arbitrary<RfmMatches> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ r: fc.option(range), f: fc.option(range), m: fc.option(range) }) },
  { weight: 1, arbitrary: fc.constant('noPurchases' as const) },
);

const cuts = (count: number, max: number): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max }), { minLength: count, maxLength: count })
    .map((found) => found.toSorted((a, b) => a - b));

/** Manual bands from rising cuts, best score for the largest numbers. */
function numberScoring(max: number): fc.Arbitrary<RfmSettings['monetary']> {
  const manual = levels.chain((count) =>
    cuts(count - 1, max).map((at) => ({
      mode: 'manual' as const,
      levels: count,
      bands: Array.from({ length: count }, (_, index) => ({
        score: index + 1,
        anyOf: [{ from: at[index - 1] ?? null, to: at[index] ?? null }],
      })),
    })),
  );
  return fc.oneof(
    levels.map((count) => ({ mode: 'automatic' as const, levels: count })),
    manual,
  );
}

const recencyScoring: fc.Arbitrary<RfmSettings['recency']> = fc.oneof(
  levels.map((count) => ({ mode: 'automatic' as const, levels: count })),
  levels.chain((count) =>
    cuts(count - 1, 900).map((at) => ({
      mode: 'manual' as const,
      levels: count,
      bands: Array.from({ length: count }, (_, index) => ({
        score: count - index,
        anyOf: [{ fromDays: at[index - 1] ?? null, toDays: at[index] ?? null }],
      })),
    })),
  ),
  fc.constant<RfmSettings['recency']>({
    mode: 'manual',
    levels: 3,
    bands: [
      { score: 3, anyOf: [{ fromDay: '2025-10-01', toDay: null }] },
      { score: 2, anyOf: [{ fromDay: '2025-01-01', toDay: '2025-09-30' }] },
      { score: 1, anyOf: [{ fromDay: null, toDay: '2024-12-31' }] },
    ],
  }),
);

const settings: fc.Arbitrary<RfmSettings> = fc
  .record({
    frequencyOf: fc.constantFrom('deals' as const, 'products' as const),
    recency: recencyScoring,
    frequency: numberScoring(40),
    monetary: numberScoring(90_000),
    patterns: fc.array(matches, { minLength: 1, maxLength: 8 }),
  })
  .map(({ patterns, ...chosen }) => ({
    ...presetRfmSettings(),
    ...chosen,
    labels: patterns.map((pattern, index) => ({
      id: `label-${index + 1}`,
      names: { en: `Label ${index + 1}`, es: `Etiqueta ${index + 1}` },
      colour: '#1E874B',
      optionId: null,
      matches: pattern,
    })),
  }));

const population = Array.from({ length: 40 }, (_, index) => ({
  days: (index * 37) % 700,
  frequency: 1 + ((index * 7) % 23),
  minor: ((index * 7_919) % 9_000_000) + 100,
}));

/** Any basis that a run could publish with any evidence that fits it. */
export const rfmCases: fc.Arbitrary<RfmCase> = settings.chain((chosen) => {
  const { basis } = scoreAccounts(population, chosen);
  const purchases = fc.record({
    lastDay: fc.integer({ min: AS_OF_DAY - 1_200, max: AS_OF_DAY }),
    frequency:
      chosen.frequencyOf === 'deals'
        ? fc.integer({ min: 1, max: 60 })
        : fc.integer({ min: 0, max: 60_000 }).map((n) => n / 1_000),
    r: fc.constant(1),
    f: fc.constant(1),
    m: fc.constant(1),
    monetaryStep: fc.integer({ min: 0, max: basis.monetary.steps.starts.length }),
    dealIds: fc.constant(['5843104000000200001']),
  });
  return fc.record({
    basis: fc.constant(basis),
    evidence: fc.record({
      technique: fc.constant('rfm' as const),
      labelId: fc.constant(null),
      rule: fc.constant(null),
      purchases: fc.option(purchases, { freq: 8 }),
    }),
    monetaryMinor: fc.option(fc.integer({ min: -5_000, max: 20_000_000 }), { freq: 3 }),
  });
});

export interface FirmographicsCase {
  readonly basis: FirmographicsBasis;
  readonly evidence: FirmographicsEvidence;
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>(
    { field: 'industry', operator: 'is', value: 'Energy' },
    { field: 'industry', operator: 'isNot', value: 'Energy' },
    { field: 'industry', operator: 'contains', value: 'ner' },
    { field: 'industry', operator: 'doesNotContain', value: 'ner' },
    { field: 'industry', operator: 'startsWith', value: 'E' },
    { field: 'industry', operator: 'endsWith', value: 'y' },
    { field: 'industry', operator: 'isAnyOf', values: ['Energy', 'Mining'] },
    { field: 'industry', operator: 'isNoneOf', values: ['Energy'] },
    { field: 'employees', operator: 'equals', number: 5 },
    { field: 'employees', operator: 'doesNotEqual', number: 5 },
    { field: 'employees', operator: 'atLeast', number: 1_000 },
    { field: 'employees', operator: 'atMost', number: 1_000 },
    { field: 'employees', operator: 'greaterThan', number: 1_000 },
    { field: 'employees', operator: 'lessThan', number: 1_000 },
    { field: 'employees', operator: 'between', from: 1, to: 9 },
    { field: 'employees', operator: 'notBetween', from: 1, to: 9 },
    { field: 'crm:Signed', operator: 'on', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'notOn', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'before', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'onOrBefore', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'after', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'onOrAfter', day: '2025-01-31' },
    { field: 'crm:Signed', operator: 'betweenDays', fromDay: '2025-01-31', toDay: '2025-02-28' },
    { field: 'crm:Signed', operator: 'inLastDays', days: 1 },
    { field: 'crm:Signed', operator: 'notInLastDays', days: 30 },
    { field: 'crm:Signed', operator: 'inNextDays', days: 30 },
    { field: 'crm:Signed', operator: 'notInNextDays', days: 1 },
    { field: 'crm:Partner', operator: 'isTrue' },
    { field: 'crm:Partner', operator: 'isFalse' },
    { field: 'crm:Hidden', operator: 'isEmpty' },
    { field: 'industry', operator: 'isNotEmpty' },
  ),
);

const criteria: fc.Arbitrary<Criteria> = fc
  .record({ conditions: fc.array(condition, { maxLength: 4 }), any: fc.boolean() })
  .map(({ conditions, any }) => ({
    conditions,
    pattern: any ? conditions.map((_, index) => index + 1).join(' OR ') : '',
  }));

export const firmographicsCases: fc.Arbitrary<FirmographicsCase> = fc
  .array(fc.record({ criteria, bits: fc.nat(15) }), { minLength: 1, maxLength: 5 })
  .map((labels) => ({
    basis: {
      format: 'lodestar.firmographics-basis/1',
      technique: 'firmographics',
      asOfDay: AS_OF_DAY,
      minorDigits: 2,
      settingsHash: 'x',
      population: 1,
      labels: labels.map((label, index) => ({ id: `label-${index + 1}`, criteria: label.criteria })),
    },
    evidence: {
      technique: 'firmographics',
      labelId: null,
      rule: null,
      conditionBits: labels.map(({ bits, criteria: { conditions } }) => bits % 2 ** conditions.length),
    },
  }));
