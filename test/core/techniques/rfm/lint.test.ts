import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyRfmFix, type RfmFix } from '#core/techniques/rfm/lint-fix.ts';
import { lintRfm, needsGapConfirmation } from '#core/techniques/rfm/lint.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { rfmSettingsSchema, type RfmLabel, type RfmMatches, type RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { Finding } from '#core/techniques/finding.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY, scoreAccounts } from '#test/support/rfm-data.ts';

const CONTEXT = { asOfDay: AS_OF_DAY, minorDigits: 2 };
const lint = (settings: RfmSettings) => lintRfm(settings, CONTEXT);

function label(id: string, matches: RfmMatches): RfmLabel {
  return { id, names: { en: id, es: `${id} es` }, colour: '#1E874B', optionId: null, matches };
}
function withLabels(...labels: readonly RfmLabel[]): RfmSettings {
  return { ...presetRfmSettings(), labels: [...labels] };
}
function only(findings: readonly Finding<RfmFix>[], code: string): Finding<RfmFix> {
  const found = findings.filter(({ message }) => message.code === code);
  expect(found).toHaveLength(1);
  return found[0] ?? { severity: 'error', message: { code: '', params: {} }, where: '', fix: null };
}
function repaired(settings: RfmSettings, { fix }: Finding<RfmFix>): RfmSettings {
  if (fix === null) throw new Error('no fix offered');
  return applyRfmFix(settings, fix);
}

const everything = { r: null, f: null, m: null };
const top = { r: { min: 4, max: 5 }, f: null, m: null };

test('cells that no label takes are counted, with one of them named, and a catch-all is offered', () => {
  const settings = withLabels(label('top', top));
  const finding = only(lint(settings), 'lint.gap');
  expect(finding.message.params).toEqual({ cells: 75, of: 125, r: 1, f: 1, m: 1 });
  const fixed = repaired(settings, finding);
  expect(fixed.labels.map(({ id }) => id)).toEqual(['top', 'others']);
  expect(lint(fixed).map(({ message }) => message.code)).toEqual(['lint.overlap']);
});

test('a gap under eight labels widens the last one', () => {
  const settings = withLabels(
    ...Array.from({ length: 8 }, (_, index) =>
      label(`l${index}`, { ...top, m: { min: (index % 5) + 1, max: (index % 5) + 1 } }),
    ),
  );
  const fixed = repaired(settings, only(lint(settings), 'lint.gap'));
  expect(fixed.labels[7]?.matches).toEqual(everything);
});

test('a label hidden by earlier ones is moved up where that hides no other', () => {
  const settings = withLabels(label('all', everything), label('top', top));
  const finding = only(lint(settings), 'lint.shadowedLabel');
  expect(finding.message.params).toEqual({ label: 'top' });
  expect(finding.fix).toEqual({ kind: 'moveLabel', label: 1, before: 0 });
  expect(lint(repaired(settings, finding)).map(({ message }) => message.code)).toEqual(['lint.overlap']);
});

test('a label hidden by several together is found, and one that repeats another is to be removed', () => {
  const halves = [
    label('low', { ...everything, r: { min: 1, max: 2 } }),
    label('high', { ...everything, r: { min: 3, max: 5 } }),
  ];
  const hidden = withLabels(...halves, label('middle', { ...everything, r: { min: 2, max: 3 } }));
  expect(only(lint(hidden), 'lint.shadowedLabel').message.params).toEqual({ label: 'middle' });
  const repeated = withLabels(label('a', everything), label('b', everything));
  expect(only(lint(repeated), 'lint.shadowedLabel').fix).toEqual({ kind: 'removeLabel', label: 1 });
});

test('a second label for accounts without purchases never applies', () => {
  const settings = withLabels(
    label('all', everything),
    label('never', 'noPurchases'),
    label('never-two', 'noPurchases'),
  );
  expect(only(lint(settings), 'lint.shadowedLabel').fix).toEqual({ kind: 'removeLabel', label: 2 });
});

test('scores beyond the levels are an error and are cut back', () => {
  const settings = {
    ...presetRfmSettings({ r: 3, f: 3, m: 3 }),
    labels: [label('top', top), label('all', everything)],
  };
  const finding = only(lint(settings), 'lint.scoreOutsideLevels');
  expect(finding).toMatchObject({ severity: 'error', fix: { kind: 'removeLabel', label: 0 } });
  const partly = { ...settings, labels: [label('top', { ...top, r: { min: 3, max: 5 } }), label('all', everything)] };
  const fixed = repaired(partly, only(lint(partly), 'lint.scoreOutsideLevels'));
  expect(fixed.labels[0]?.matches).toEqual({ r: { min: 3, max: 3 }, f: null, m: null });
});

test('an upside-down range takes no cell', () => {
  const settings = withLabels(label('none', { ...everything, f: { min: 4, max: 2 } }), label('all', everything));
  expect(only(lint(settings), 'lint.emptyLabel').fix).toEqual({ kind: 'removeLabel', label: 0 });
});

test('two labels with one id or one name are errors', () => {
  const twice = withLabels(label('a', top), { ...label('a', everything), names: { en: 'Other', es: 'Otra' } });
  expect(only(lint(twice), 'lint.duplicateId').where).toBe('labels[1].id');
  const named = withLabels(label('a', top), { ...label('b', everything), names: { en: 'A', es: 'Otra' } });
  expect(only(lint(named), 'lint.duplicateName').where).toBe('labels[1].names.en');
});

const money = (
  ...bands: readonly { score: number; anyOf: { from: number | null; to: number | null }[] }[]
): RfmSettings => ({
  ...presetRfmSettings(),
  monetary: { mode: 'manual', levels: 2, bands: [...bands] },
  labels: [label('all', everything)],
});

test('a gap between bands is said with its amounts, asks for a confirmation, and closes to the band below', () => {
  const settings = money(
    { score: 1, anyOf: [{ from: null, to: 100 }] },
    { score: 2, anyOf: [{ from: 250, to: null }] },
  );
  const finding = only(lint(settings), 'lint.bandGap');
  expect(finding.message.params).toEqual({ metric: 'monetary', fromMinor: 10_000, toMinor: 25_000, score: 1 });
  expect(needsGapConfirmation(lint(settings))).toBe(true);
  const fixed = repaired(settings, finding);
  expect(fixed.monetary).toEqual({
    mode: 'manual',
    levels: 2,
    bands: [
      { score: 2, anyOf: [{ from: 250, to: null }] },
      { score: 1, anyOf: [{ from: null, to: 250 }] },
    ],
  });
  expect(needsGapConfirmation(lint(fixed))).toBe(false);
});

test('overlapping bands, empty ranges, missing and impossible scores are said', () => {
  const overlap = money({ score: 1, anyOf: [{ from: null, to: 300 }] }, { score: 2, anyOf: [{ from: 250, to: null }] });
  expect(only(lint(overlap), 'lint.bandOverlap').message.params).toMatchObject({
    fromMinor: 25_000,
    toMinor: 30_000,
    score: 2,
    hidden: 1,
  });
  const empty = money({ score: 1, anyOf: [{ from: null, to: null }] }, { score: 2, anyOf: [{ from: 9, to: 9 }] });
  expect(only(lint(empty), 'lint.emptyRange').message.params).toMatchObject({ fromMinor: 900 });
  expect(only(lint(empty), 'lint.scoreNeverGiven')).toMatchObject({
    severity: 'info',
    message: { params: { score: 2 } },
  });
  expect(only(lint(money({ score: 3, anyOf: [{ from: null, to: null }] })), 'lint.bandOutsideLevels').severity).toBe(
    'error',
  );
});

test('between whole deals there is no gap', () => {
  const settings: RfmSettings = {
    ...money(),
    monetary: { mode: 'automatic', levels: 2 },
    frequency: {
      mode: 'manual',
      levels: 2,
      bands: [
        { score: 1, anyOf: [{ from: 1, to: 3.5 }] },
        { score: 2, anyOf: [{ from: 3.7, to: null }] },
      ],
    },
  };
  expect(needsGapConfirmation(lint(settings))).toBe(false);
  expect(needsGapConfirmation(lint({ ...settings, frequencyOf: 'products' }))).toBe(true);
});

const bound = fc.option(fc.integer({ min: 0, max: 30 }));
const bandsOf = (from: string, to: string) =>
  fc.array(
    fc.record({
      score: fc.integer({ min: 1, max: 4 }),
      anyOf: fc.array(fc.record({ [from]: bound, [to]: bound }), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 4 },
  );
const range = fc.option(fc.record({ min: fc.integer({ min: 0, max: 6 }), max: fc.integer({ min: 0, max: 6 }) }));
const anySettings = fc
  .record({
    recency: bandsOf('fromDays', 'toDays'),
    frequency: bandsOf('from', 'to'),
    monetary: bandsOf('from', 'to'),
    frequencyOf: fc.constantFrom('deals', 'products'),
    labels: fc.array(
      fc.oneof({ weight: 6, arbitrary: fc.record({ r: range, f: range, m: range }) }, fc.constant('noPurchases')),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
  })
  .map(({ labels, recency, frequency, monetary, frequencyOf }) =>
    rfmSettingsSchema.parse({
      ...presetRfmSettings(),
      frequencyOf,
      recency: { mode: 'manual', levels: 4, bands: recency },
      frequency: { mode: 'manual', levels: 4, bands: frequency },
      monetary: { mode: 'manual', levels: 4, bands: monetary },
      labels: labels.map((matches, index) => ({
        id: `l${index}`,
        names: { en: `L${index}`, es: `E${index}` },
        colour: '#1E874B',
        optionId: null,
        matches,
      })),
    }),
  );

test('applying every offered fix ends with nothing left to fix, and fixing bands changes no score', () => {
  const accounts = Array.from({ length: 33 }, (_, index) => ({
    days: index,
    frequency: index + 1,
    minor: index * 100,
  }));
  fc.assert(
    fc.property(anySettings, (start) => {
      let settings = start;
      for (let round = 0; round < 40; round++) {
        const fix = lint(settings).find((finding) => finding.fix !== null)?.fix;
        if (fix === undefined || fix === null || (fix.kind === 'removeLabel' && settings.labels.length === 1)) break;
        const before = scoreAccounts(accounts, settings);
        settings = applyRfmFix(settings, fix);
        expect(rfmSettingsSchema.safeParse(settings).success).toBe(true);
        const after = scoreAccounts(accounts, settings);
        expect([...after.r, ...after.f, ...after.m]).toEqual([...before.r, ...before.f, ...before.m]);
      }
      const left = lint(settings).filter(({ fix }) => fix !== null);
      if (settings.labels.length > 1) expect(left).toEqual([]);
    }),
    // Repair by repair, a case takes about 5 ms.
    { numRuns: Math.min(propertyRuns(200), 20_000) },
  );
});
