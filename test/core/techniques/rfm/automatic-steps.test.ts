import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveAutomaticSteps } from '#core/techniques/rfm/automatic-steps.ts';
import { scoreAt, type Better } from '#core/techniques/rfm/steps.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { slowScores } from '#test/support/slow-rfm.ts';

const RUNS = { numRuns: propertyRuns(2_000) };

const safeInteger = fc.maxSafeInteger();
const levels = fc.integer({ min: 2, max: 5 });
const better = fc.constantFrom<Better>('higher', 'lower');
/** Days, counts and money: a handful of values with many ties, ordinary amounts, and the whole range of safe integers. */
const values = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: -5_000, max: 2_000_000 }), { minLength: 1, maxLength: 40 }),
  fc.array(safeInteger, { minLength: 1, maxLength: 20 }),
  fc.array(fc.oneof(safeInteger, fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER)), {
    minLength: 1,
    maxLength: 20,
  }),
);

function score(input: readonly number[], k: number, side: Better): number[] {
  const { steps } = deriveAutomaticSteps(Float64Array.from(input), k, side);
  return input.map((value) => scoreAt(steps, value));
}

test('scores equal an independent implementation in exact rational arithmetic', () => {
  fc.assert(
    fc.property(values, levels, better, (input, k, side) => {
      expect(score(input, k, side)).toEqual(slowScores(input, k, side));
    }),
    RUNS,
  );
});

test('the integer cut decides as the rational break does, for money at the ends of the safe range', () => {
  fc.assert(
    fc.property(fc.array(safeInteger, { minLength: 2, maxLength: 12 }), levels, safeInteger, (input, k, x) => {
      const sorted = [...input].sort((a, b) => a - b);
      const { breaks } = deriveAutomaticSteps(Float64Array.from(input), k, 'higher');
      breaks.forEach(({ whole, part }, index) => {
        const position = (sorted.length - 1) * (index + 1);
        const below = BigInt(sorted[Math.floor(position / k)] ?? 0);
        const above = BigInt(sorted[Math.floor(position / k) + 1] ?? sorted.at(-1) ?? 0);
        const scaledBreak = BigInt(k) * below + BigInt(position % k) * (above - below);
        expect(x > whole).toBe(BigInt(k) * BigInt(x) > scaledBreak);
        expect(BigInt(whole) * BigInt(k) + BigInt(part)).toBe(scaledBreak);
      });
    }),
    RUNS,
  );
});

test('equal values score equally, better values never worse, and all scores are levels', () => {
  fc.assert(
    fc.property(values, levels, better, (input, k, side) => {
      const scores = score(input, k, side);
      const sign = side === 'higher' ? 1 : -1;
      const order = input.map((_, index) => index).sort((a, b) => sign * ((input[a] ?? 0) - (input[b] ?? 0)));
      order.forEach((at, index) => {
        const own = scores[at] ?? 0;
        expect(own >= 1 && own <= k).toBe(true);
        const before = order[index - 1];
        if (before === undefined) return;
        if (input[before] === input[at]) expect(scores[before]).toBe(own);
        else expect(own).toBeGreaterThanOrEqual(scores[before] ?? 0);
      });
    }),
    RUNS,
  );
});

// Only while percentiles decide: where the number of distinct values falls below the levels, or rises to them, the rule itself
// changes, and an account can lose a level by improving. The documented rule has it so; the run warns about few values.
test('an account that gets better never scores worse for it, although the breaks move with it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 12 }),
      levels,
      better,
      (input, position, by, k, side) => {
        const at = position % input.length;
        const improved = input.with(at, (input[at] ?? 0) + (side === 'higher' ? by : -by));
        fc.pre(new Set(input).size >= k && new Set(improved).size >= k);
        expect(score(improved, k, side)[at]).toBeGreaterThanOrEqual(score(input, k, side)[at] ?? 0);
      },
    ),
    RUNS,
  );
});

test('with two distinct values or more, the best and the worst accounts take the end levels', () => {
  fc.assert(
    fc.property(values, levels, better, (input, k, side) => {
      fc.pre(new Set(input).size > 1);
      const scores = score(input, k, side);
      const [low, high] = side === 'higher' ? [1, k] : [k, 1];
      expect(scores[input.indexOf(Math.min(...input))]).toBe(low);
      expect(scores[input.indexOf(Math.max(...input))]).toBe(high);
    }),
    RUNS,
  );
});

test('the order of the accounts does not matter', () => {
  fc.assert(
    fc.property(values, levels, better, (input, k, side) => {
      expect(score(input.toReversed(), k, side)).toEqual(score(input, k, side).toReversed());
    }),
    RUNS,
  );
});

test('recency is the mirror image: k + 1 minus what the same values score upwards', () => {
  fc.assert(
    fc.property(values, levels, (input, k) => {
      fc.pre(new Set(input).size > 1);
      expect(score(input, k, 'lower')).toEqual(score(input, k, 'higher').map((rising) => k + 1 - rising));
    }),
    RUNS,
  );
});

test('scoring -x upwards equals scoring x downwards wherever no value stands on a break', () => {
  fc.assert(
    fc.property(fc.uniqueArray(safeInteger, { minLength: 5, maxLength: 30 }), levels, (input, k) => {
      const { breaks, rule } = deriveAutomaticSteps(Float64Array.from(input), k, 'lower');
      fc.pre(rule === 'percentiles' && breaks.every(({ whole, part }) => part > 0 || !input.includes(whole)));
      const negated = input.map((value) => -value);
      expect(score(negated, k, 'higher')).toEqual(score(input, k, 'lower'));
    }),
    RUNS,
  );
});

test('scaling and shifting all values changes no score', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 40 }),
      levels,
      better,
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer(),
      (input, k, side, factor, shift) => {
        expect(
          score(
            input.map((value) => value * factor + shift),
            k,
            side,
          ),
        ).toEqual(score(input, k, side));
      },
    ),
    RUNS,
  );
});

test('a value equal to a break belongs to the lower side', () => {
  // Nine accounts, two levels: the break is the fifth value itself.
  expect(score([1, 2, 3, 4, 5, 6, 7, 8, 9], 2, 'higher')).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2]);
  expect(score([1, 2, 3, 4, 5, 6, 7, 8, 9], 2, 'lower')).toEqual([2, 2, 2, 2, 2, 1, 1, 1, 1]);
});

test('a tie that leaves the best level empty gives it to the accounts at the top', () => {
  const input = [1, 2, 3, 3, 3, 3, 3, 3];
  const { rule, steps } = deriveAutomaticSteps(Float64Array.from(input), 3, 'higher');
  expect(rule).toBe('extremeFilled');
  expect(input.map((value) => scoreAt(steps, value))).toEqual([1, 1, 3, 3, 3, 3, 3, 3]);
  expect(score(input, 3, 'lower')).toEqual([3, 3, 1, 1, 1, 1, 1, 1]);
});

test('fewer distinct values than levels are spread over the levels by rank', () => {
  expect(score([1, 1, 2, 2, 9], 5, 'higher')).toEqual([1, 1, 3, 3, 5]);
  expect(score([1, 1, 2, 2, 9], 4, 'higher')).toEqual([1, 1, 2, 2, 4]);
  expect(score([1, 1, 2, 2, 9], 4, 'lower')).toEqual([4, 4, 3, 3, 1]);
});

test.each([
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 3],
])('without variation, %i levels give everybody %i', (k, middle) => {
  expect(score([7, 7, 7], k, 'higher')).toEqual([middle, middle, middle]);
  expect(score([7, 7, 7], k, 'lower')).toEqual([middle, middle, middle]);
  expect(deriveAutomaticSteps(Float64Array.from([7, 7]), k, 'higher').rule).toBe('noVariation');
});
