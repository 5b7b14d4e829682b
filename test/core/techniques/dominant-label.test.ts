import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dominantLabel } from '#core/techniques/dominant-label.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const counts = (...accounts: readonly number[]) => [
  ...accounts.map((each, index) => ({ labelId: `label-${index}`, accounts: each })),
  { labelId: null, accounts: 7 },
];

test('one label on more than nine in ten of the accounts that have one is said, with its share of these', () => {
  expect(dominantLabel('recommendations', counts(0, 1993))).toEqual({
    code: 'labels.mostlyOne',
    params: { technique: 'recommendations', label: 'label-1', labelledShare: 1 },
  });
  expect(dominantLabel('engagement', counts(2, 91, 7))?.params).toEqual({
    technique: 'engagement',
    label: 'label-1',
    labelledShare: 0.91,
  });
});

test('nine in ten are not more than nine in ten, and accounts without a label are none of them', () => {
  expect(dominantLabel('rfm', counts(90, 10))).toBeNull();
  expect(dominantLabel('rfm', [...counts(60, 40).slice(0, 2), { labelId: null, accounts: 5000 }])).toBeNull();
});

test('a technique of one label, and a handful of accounts, tell nothing of thresholds', () => {
  expect(dominantLabel('firmographics', counts(500))).toBeNull();
  expect(dominantLabel('rfm', counts(19, 0))).toBeNull();
  expect(dominantLabel('rfm', counts(20, 0))).not.toBeNull();
  expect(dominantLabel('rfm', [])).toBeNull();
});

test('whatever the counts, the label that is said has the share that is said', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000), { minLength: 2, maxLength: 10 }), (accounts) => {
      const labelled = accounts.reduce((sum, each) => sum + each, 0);
      const share = Math.max(...accounts) / labelled;
      const found = dominantLabel('voice', counts(...accounts));
      expect(found === null).toBe(labelled < 20 || !(share > 0.9));
      if (found !== null) expect(found.params['labelledShare']).toBe(share);
    }),
    { numRuns: propertyRuns(200), seed: propertySeed() },
  );
});
