import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backTestLabels, MIN_ACCOUNTS_TO_CLAIM, MIN_BUYERS_TO_CLAIM } from '#core/labels/back-test-labels.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const LABELS = ['best', 'rest'];

/** `best` brings `times` as much an account as the others, with noise; every tenth account has no label. */
function planted(accounts: number, times: number, seed = 3) {
  const random = createRandom(seed);
  const label = Int16Array.from({ length: accounts }, (_, account) =>
    account % 10 === 0 ? -1 : account % 4 === 0 ? 0 : 1,
  );
  const wonMinor = Float64Array.from(label, (each) =>
    random() < 0.5 ? 0 : Math.round(1_000 * (each === 0 ? times : 1) * (0.5 + random())),
  );
  return backTestLabels({ label, labels: LABELS, wonMinor, seed: 1 });
}
const outcomeOf = (tested: ReturnType<typeof planted>, id: string | null) =>
  tested.outcomes.find(({ labelId }) => labelId === id);

test('a label whose accounts bring three times as much is above average, its interval holds the planted lift', () => {
  const tested = planted(1_000, 3);
  const best = outcomeOf(tested, 'best');
  // 200 of 1,000 accounts are best: 3 / (0.2 x 3 + 0.8) = 2.14.
  expect(best).toMatchObject({ accounts: 200, share: 0.2, verdict: 'more' });
  expect(best?.lift?.low).toBeLessThan(2.14);
  expect(best?.lift?.high).toBeGreaterThan(2.14);
  expect(outcomeOf(tested, 'rest')?.verdict).toBe('less');
  expect(tested.outcomes.map(({ labelId }) => labelId)).toEqual(['best', 'rest', null]);
  expect(best?.recall).toBeCloseTo((best?.lift?.value ?? 0) * 0.2, 12);
});

test('labels that tell nothing are no better than chance, and few accounts or few buyers carry no claim', () => {
  expect(outcomeOf(planted(1_000, 1), 'best')?.verdict).toBe('same');
  const few = planted(4 * MIN_ACCOUNTS_TO_CLAIM, 5);
  expect(outcomeOf(few, 'best')).toMatchObject({ lift: null, verdict: 'tooFew' });
  expect(outcomeOf(few, 'rest')?.lift).not.toBeNull();
  const wonMinor = new Float64Array(500).fill(100, 0, MIN_BUYERS_TO_CLAIM - 1);
  const quiet = backTestLabels({ label: new Int16Array(500), labels: LABELS, wonMinor, seed: 1 });
  expect(quiet.outcomes.map(({ verdict }) => verdict)).toEqual(['tooFew', 'tooFew', 'tooFew']);
  expect(quiet.outcomes[0]?.recall).toBe(1);
});

test('nothing won is nothing to recall; the same seed gives the same intervals', () => {
  const empty = backTestLabels({ label: [0, 1], labels: LABELS, wonMinor: new Float64Array(2), seed: 1 });
  expect(empty.outcomes.map(({ recall }) => recall)).toEqual([null, null, null]);
  expect(planted(300, 2)).toEqual(planted(300, 2));
});

test('accounts, revenue, shares and recalls add up to all, whatever the labels', () => {
  const account = fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -500, max: 5_000 }));
  fc.assert(
    fc.property(fc.array(account, { minLength: 1, maxLength: 60 }), (accounts) => {
      const wonMinor = Float64Array.from(accounts, ([, won]) => won);
      const tested = backTestLabels({ label: accounts.map(([label]) => label), labels: LABELS, wonMinor, seed: 1 });
      const sum = (of: (outcome: (typeof tested.outcomes)[number]) => number): number =>
        tested.outcomes.reduce((total, outcome) => total + of(outcome), 0);
      expect(sum((outcome) => outcome.accounts)).toBe(accounts.length);
      expect(sum((outcome) => outcome.wonMinor)).toBe(tested.wonMinor);
      expect(sum((outcome) => outcome.buyers)).toBe(tested.buyers);
      expect(sum((outcome) => outcome.share)).toBeCloseTo(1, 12);
      if (tested.wonMinor > 0) expect(sum((outcome) => outcome.recall ?? 0)).toBeCloseTo(1, 12);
    }),
    { numRuns: propertyRuns(100) },
  );
});
