import { expect, test } from 'vitest';
import { applyRecommendationsFix, lintRecommendations } from '#core/techniques/recommendations/lint.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import {
  recommendationsSettingsSchema,
  type ProbabilityCondition,
  type RecommendationsLabel,
} from '#core/techniques/recommendations/settings.ts';
import { conditionHolds } from '#core/techniques/recommendations/verdict.ts';

const PRESET = presetRecommendationsSettings();
const FROM_70: ProbabilityCondition = { operator: 'atLeast', percent: 70 };

function label(id: string, match: 'any' | 'all', types: RecommendationsLabel['types']): RecommendationsLabel {
  return { id, names: { en: id, es: id }, colour: '#2F72D6', optionId: null, match, types };
}
function both(probability: ProbabilityCondition): RecommendationsLabel['types'] {
  return { nextBuy: { products: [], probability }, repeatBuy: { products: [], probability } };
}
function codesOf(labels: readonly RecommendationsLabel[], ...severities: string[]): string[] {
  return lintRecommendations({ labels: [...labels] })
    .filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(({ where, message }) => `${where} ${message.code}`);
}
function accepts(change: (settings: typeof PRESET) => unknown): boolean {
  return recommendationsSettingsSchema.safeParse(change(structuredClone(PRESET))).success;
}
function withLabel(types: unknown): (settings: typeof PRESET) => unknown {
  return (settings) => ({ ...settings, labels: [{ ...settings.labels[0], types }, ...settings.labels.slice(1)] });
}
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

test('the preset is accepted and lints clean: hot from 70 % in any type, cold under 30 % in all', () => {
  expect(accepts((settings) => settings)).toBe(true);
  expect(codesOf(PRESET.labels, 'error', 'warning')).toEqual([]);
  expect(PRESET.labels.map(({ match }) => match)).toEqual(['any', 'all']);
  expect(codesOf(PRESET.labels)).toEqual(['labels lint.gap']);
});

test.each<[string, boolean, (settings: typeof PRESET) => unknown]>([
  ['one label', false, (settings) => ({ ...settings, labels: settings.labels.slice(1) })],
  ['five labels', true, (settings) => ({ ...settings, labels: Array.from({ length: 5 }, () => settings.labels[0]) })],
  ['six labels', false, (settings) => ({ ...settings, labels: Array.from({ length: 6 }, () => settings.labels[0]) })],
  ['one type', false, withLabel({ nextBuy: { products: [], probability: FROM_70 } })],
  ['two types', true, withLabel(both(FROM_70))],
  ['ten products', true, withLabel({ ...both(FROM_70), crossSell: { products: ids(10), probability: FROM_70 } })],
  ['eleven products', false, withLabel({ ...both(FROM_70), crossSell: { products: ids(11), probability: FROM_70 } })],
  [
    'a product twice',
    false,
    withLabel({ ...both(FROM_70), crossSell: { products: ['1', '1'], probability: FROM_70 } }),
  ],
  [
    'two bundles',
    true,
    withLabel({
      ...both(FROM_70),
      bundle: {
        bundles: [
          ['1', '2'],
          ['1', '3'],
        ],
        probability: FROM_70,
      },
    }),
  ],
  [
    'three bundles',
    false,
    withLabel({
      ...both(FROM_70),
      bundle: {
        bundles: [
          ['1', '2'],
          ['1', '3'],
          ['2', '3'],
        ],
        probability: FROM_70,
      },
    }),
  ],
  [
    'a bundle of three',
    false,
    withLabel({ ...both(FROM_70), bundle: { bundles: [['1', '2', '3']], probability: FROM_70 } }),
  ],
  [
    'a bundle of one twice',
    false,
    withLabel({ ...both(FROM_70), bundle: { bundles: [['1', '1']], probability: FROM_70 } }),
  ],
  [
    'the same bundle twice',
    false,
    withLabel({
      ...both(FROM_70),
      bundle: {
        bundles: [
          ['1', '2'],
          ['2', '1'],
        ],
        probability: FROM_70,
      },
    }),
  ],
  ['101 %', false, withLabel(both({ operator: 'atLeast', percent: 101 }))],
  ['half per cents', false, withLabel(both({ operator: 'atMost', percent: 29.5 }))],
  ['an unknown key', false, (settings) => ({ ...settings, colour: 'red' })],
  ['a horizon of a day', false, (settings) => ({ ...settings, horizonDays: 1 })],
  ['four cell fields', false, (settings) => ({ ...settings, cellFields: ['a', 'b', 'c', 'd'] })],
])('%s: accepted %s', (_, expected, change) => {
  expect(accepts(change)).toBe(expected);
});

test('conditions hold with their ends included; with bands a percentage is the band it falls in', () => {
  expect([69, 70].map((value) => conditionHolds(FROM_70, value, 'percent'))).toEqual([false, true]);
  expect([29, 30].map((value) => conditionHolds({ operator: 'atMost', percent: 29 }, value, 'percent'))).toEqual([
    true,
    false,
  ]);
  const between: ProbabilityCondition = { operator: 'between', from: 30, to: 69 };
  expect([29, 30, 69, 70].map((value) => conditionHolds(between, value, 'percent'))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([0, 1, 2].map((value) => conditionHolds(FROM_70, value, 'band'))).toEqual([false, false, true]);
  expect([0, 1, 2].map((value) => conditionHolds({ operator: 'atMost', percent: 29 }, value, 'band'))).toEqual([
    true,
    false,
    false,
  ]);
  expect([0, 1, 2].map((value) => conditionHolds(between, value, 'band'))).toEqual([false, true, false]);
});

test('planted: a label that cannot hold, one that an earlier one hides, an overlap, a gap, and duplicates', () => {
  const empty = label('empty', 'any', both({ operator: 'between', from: 60, to: 40 }));
  expect(codesOf([...PRESET.labels, empty], 'warning')).toEqual(['labels[2].types lint.emptyLabel']);
  // Any product of a list at 80 % means any product at all is at 80 %: hidden by "any at 70 %".
  const hidden = label('hidden', 'all', {
    nextBuy: { products: ['5'], probability: { operator: 'atLeast', percent: 80 } },
    repeatBuy: { products: [], probability: { operator: 'atLeast', percent: 10 } },
  });
  expect(codesOf([...PRESET.labels, hidden], 'warning')).toEqual(['labels[2].types lint.shadowedLabel']);
  const wide = label('wide', 'any', both({ operator: 'atLeast', percent: 50 }));
  expect(codesOf([...PRESET.labels, wide], 'info')).toContain('labels[2].types lint.overlap');
  expect(codesOf([label('low', 'all', both({ operator: 'atMost', percent: 49 })), wide])).toEqual([]);
  expect(codesOf([label('low', 'all', both({ operator: 'atMost', percent: 48 })), wide])).toEqual(['labels lint.gap']);
  expect(codesOf([wide, { ...wide, match: 'all' }], 'error')).toEqual([
    'labels[1].id lint.duplicateId',
    'labels[1].names.en lint.duplicateName',
    'labels[1].names.es lint.duplicateName',
  ]);
});

test('a hidden label is mended by one click, an empty one removed', () => {
  const any = label('any', 'any', both({ operator: 'atLeast', percent: 10 }));
  const hot = label('hot', 'any', both(FROM_70));
  const settings = { ...PRESET, labels: [any, hot] };
  const finding = lintRecommendations(settings).find(({ severity }) => severity === 'warning');
  expect(finding?.fix).toEqual({ kind: 'moveLabel', label: 1, before: 0 });
  if (finding?.fix == null) throw new Error('no fix');
  const mended = applyRecommendationsFix(settings, finding.fix);
  expect(mended.labels.map(({ id }) => id)).toEqual(['hot', 'any']);
  expect(codesOf(mended.labels, 'warning')).toEqual([]);
  const empty = label('empty', 'all', both({ operator: 'between', from: 9, to: 2 }));
  const removal = lintRecommendations({ labels: [any, hot, empty] }).find(({ where }) => where.startsWith('labels[2]'));
  expect(removal?.fix).toEqual({ kind: 'removeLabel', label: 2 });
});
