import { expect, test } from 'vitest';
import { cellsOf, takesCell, type LevelCounts } from '#core/techniques/rfm/label-cells.ts';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { presetRfmLabels, presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { contrast, distance } from '#test/support/colours.ts';
import { AS_OF_DAY } from '#test/support/rfm-data.ts';

const LEVELS = [2, 3, 4, 5];
const combinations: LevelCounts[] = LEVELS.flatMap((r) => LEVELS.flatMap((f) => LEVELS.map((m) => ({ r, f, m }))));

test.each(combinations)(
  'levels $r x $f x $m: every cell has a label, every label a cell, nothing to lint',
  (levels) => {
    const labels = presetRfmLabels(levels);
    const firsts = cellsOf(levels).map((cell) => labels.find(({ matches }) => takesCell(matches, cell))?.id);
    expect(firsts).toHaveLength(levels.r * levels.f * levels.m);
    expect(firsts).not.toContain(undefined);
    expect(new Set(firsts)).toEqual(new Set(labels.map(({ id }) => id)));
    const settings = presetRfmSettings(levels);
    expect(rfmSettingsSchema.safeParse(settings).success).toBe(true);
    expect(
      lintRfm(settings, { asOfDay: AS_OF_DAY, minorDigits: 2 }).filter(({ severity }) => severity !== 'info'),
    ).toEqual([]);
  },
);

test('five levels are the documented eight labels', () => {
  const range = (min: number, max: number) => ({ min, max });
  expect(presetRfmLabels({ r: 5, f: 5, m: 5 }).map(({ names, matches }) => [names.en, matches])).toEqual([
    ['Champions', { r: range(4, 5), f: range(4, 5), m: range(4, 5) }],
    ['Loyal', { r: range(3, 5), f: range(3, 5), m: null }],
    ['New', { r: range(4, 5), f: range(1, 1), m: null }],
    ['Promising', { r: range(3, 5), f: range(1, 2), m: null }],
    ['Can’t Lose', { r: range(1, 2), f: range(4, 5), m: range(4, 5) }],
    ['At Risk', { r: range(1, 2), f: range(3, 5), m: null }],
    ['Hibernating', { r: range(2, 2), f: range(1, 2), m: null }],
    ['Lost', { r: range(1, 1), f: range(1, 2), m: null }],
  ]);
});

test('the best cell is a champion and the worst is lost, whatever the levels', () => {
  for (const levels of combinations) {
    const labels = presetRfmLabels(levels);
    const labelOf = (r: number, f: number, m: number) =>
      labels.find(({ matches }) => takesCell(matches, { r, f, m }))?.id;
    expect(labelOf(levels.r, levels.f, levels.m)).toBe('champions');
    expect(labelOf(1, 1, 1)).toBe('lost');
  }
});

test('names differ in both languages, colours stand out in light and dark and from each other', () => {
  const labels = presetRfmLabels({ r: 5, f: 5, m: 5 });
  expect(new Set(labels.map(({ names }) => names.en)).size).toBe(8);
  expect(new Set(labels.map(({ names }) => names.es)).size).toBe(8);
  const faint = labels.filter(({ colour }) => Math.min(contrast(colour, '#FFFFFF'), contrast(colour, '#1B1B1F')) < 3);
  expect(faint.map(({ id }) => id)).toEqual([]);
  const alike = labels.flatMap(({ id, colour }, index) =>
    labels.slice(0, index).flatMap((other) => (distance(colour, other.colour) < 0.1 ? [`${id} ${other.id}`] : [])),
  );
  expect(alike).toEqual([]);
});
