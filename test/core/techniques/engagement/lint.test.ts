import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { bandOfScore } from '#core/techniques/engagement/bands.ts';
import { applyEngagementFix, lintEngagement } from '#core/techniques/engagement/lint.ts';
import { presetEngagementLabels, presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { MAX_LABELS, MIN_LABELS, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const preset = presetEngagementSettings();

function withBands(bands: readonly (readonly [from: number, to: number])[]): EngagementSettings {
  return {
    ...preset,
    labels: bands.map(([from, to], index) => ({
      id: `l${index}`,
      names: { en: `L${index}`, es: `E${index}` },
      colour: '#75777C',
      optionId: null,
      from,
      to,
    })),
  };
}

const codes = (settings: EngagementSettings): string[] =>
  lintEngagement(settings).map(({ message, where }) => `${message.code} ${where}`);

test('the preset has nothing to complain about', () => {
  expect(lintEngagement(preset)).toEqual([]);
});

test('what was planted is found', () => {
  expect(
    codes(
      withBands([
        [0, 20],
        [20, 40],
        [45, 60],
        [60, 80],
        [80, 100],
      ]),
    ),
  ).toEqual(['lint.scoreGap labels']);
  expect(
    codes(
      withBands([
        [0, 20],
        [20, 45],
        [40, 60],
        [60, 80],
        [80, 100],
      ]),
    ),
  ).toEqual(['lint.scoreOverlap labels[2].from']);
  expect(
    codes(
      withBands([
        [0, 50],
        [10, 20],
        [50, 60],
        [60, 80],
        [80, 100],
      ]),
    ),
  ).toEqual(['lint.shadowedLabel labels[1].from', 'lint.scoreOverlap labels[1].from']);
  expect(
    codes(
      withBands([
        [0, 20],
        [20, 20],
        [20, 60],
        [60, 80],
        [80, 100],
      ]),
    ),
  ).toEqual(['lint.emptyLabel labels[1].from']);
  const [first, ...rest] = presetEngagementLabels();
  if (first === undefined) throw new Error('no preset');
  expect(codes({ ...preset, labels: [first, { ...first, from: 20, to: 40 }, ...rest.slice(1)] })).toEqual([
    'lint.duplicateId labels[1].id',
    'lint.duplicateName labels[1].names.en',
    'lint.duplicateName labels[1].names.es',
  ]);
  expect(codes({ ...preset, channels: { email: { on: true, points: { opened: -1 } } } })).toEqual([
    'lint.noPositivePoints channels',
  ]);
});

test('engagement: every planted gap, overlap, shadowed and empty label is found, and nothing else', () => {
  const band = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(fc.array(band, { minLength: MIN_LABELS, maxLength: MAX_LABELS }), (bands) => {
      const settings = withBands(bands);
      const { labels } = settings;
      const scores = [...Array.from({ length: 200 }, (_, index) => index / 2), 100];
      const takes = (label: number, score: number): boolean => {
        const own = labels[label];
        return own !== undefined && bandOfScore([own], score) === 0;
      };
      const found = (code: string): Message['params'][] =>
        lintEngagement(settings)
          .filter(({ message }) => message.code === code)
          .map(({ message }) => message.params);
      const first = (score: number): number => bandOfScore(labels, score);

      const reached = new Set(scores.map(first));
      const unreached = labels.filter((_, index) => !reached.has(index));
      const isEmpty = ({ from, to }: (typeof labels)[number]): boolean => from >= to;
      expect(found('lint.emptyLabel')).toEqual(unreached.filter(isEmpty).map(({ id }) => ({ label: id })));
      expect(found('lint.shadowedLabel')).toEqual(
        unreached.filter((label) => !isEmpty(label)).map(({ id }) => ({ label: id })),
      );

      const uncovered = scores.filter((score) => first(score) < 0);
      const starts = uncovered.filter((score) => score === 0 || first(score - 0.5) >= 0);
      expect(found('lint.scoreGap').map((params) => params['from'])).toEqual(starts);

      const overlapping = labels.flatMap((later, index) =>
        labels
          .slice(0, index)
          .flatMap((earlier, at) =>
            scores.some((score) => takes(index, score) && takes(at, score)) ? [`${later.id} ${earlier.id}`] : [],
          ),
      );
      expect(
        found('lint.scoreOverlap').map((params) => `${String(params['label'])} ${String(params['earlier'])}`),
      ).toEqual(overlapping);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('applying what is offered ends with nothing to complain about but what a person must decide', () => {
  const gappy = withBands([
    [5, 20],
    [20, 40],
    [45, 60],
    [60, 80],
    [85, 90],
    [95, 100],
    [10, 20],
  ]);
  let settings = gappy;
  for (let step = 0; step < 20; step++) {
    const fix = lintEngagement(settings).find((finding) => finding.fix !== null)?.fix;
    if (fix === null || fix === undefined) break;
    settings = applyEngagementFix(settings, fix);
  }
  expect(lintEngagement(settings)).toEqual([]);
  expect(settings.labels.length).toBe(6);
});
