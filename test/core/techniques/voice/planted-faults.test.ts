import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintVoice } from '#core/techniques/voice/lint.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import {
  voiceSettingsSchema,
  type VoiceCondition,
  type VoiceLabel,
  type VoiceOperator,
} from '#core/techniques/voice/settings.ts';
import { countFaults, expectVariety, faultsFound, faultsOf, namedLabel } from '#test/support/planted-faults.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

/**
 * The linter against the definition itself, on small whole worlds: every account that there can be is tried. Limits are multiples of 25 per
 * cent and of small numbers, and the accounts of a world have every twentieth share and every number up to one more.
 */
interface Account {
  readonly shares: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
}

const TWENTIETHS = 20;
const MOST_TIMES = 4;
/** A keyword may be named in three moods, each with a number of its own: smaller ones keep the world small. */
const MOST_TIMES_IN_MOOD = 2;
const upTo = (most: number): number[] => Array.from({ length: most + 1 }, (_, number) => number);

/** All ways to share twenty texts out among the names. */
function splits(names: readonly string[]): Record<string, number>[] {
  const share = (left: number, rest: readonly string[]): Record<string, number>[] => {
    const [name = '', ...others] = rest;
    if (others.length === 0) return [{ [name]: left }];
    return upTo(left).flatMap((own) => share(left - own, others).map((split) => ({ ...split, [name]: own })));
  };
  return share(TWENTIETHS, names);
}

const operators = fc.constantFrom<VoiceOperator>('over', 'atLeast', 'atMost', 'under');
const percents = fc.constantFrom(0, 25, 50, 75, 100);
const numbers = (most: number) => fc.integer({ min: 0, max: most });
const intentCondition = fc.record({
  kind: fc.constant('intent' as const),
  intent: fc.constantFrom('purchase' as const, 'complaint' as const),
  operator: operators,
  percent: percents,
});
const moodCondition = (moods: readonly ('positive' | 'neutral' | 'negative')[]) =>
  fc.record({
    kind: fc.constant('sentiment' as const),
    sentiment: fc.constantFrom(...moods),
    operator: operators,
    percent: percents,
  });
const keywordCondition = fc.record({
  kind: fc.constant('keyword' as const),
  keyword: fc.constant('price'),
  sentiment: fc.constantFrom(null, 'negative' as const, 'positive' as const),
  operator: operators,
  times: numbers(MOST_TIMES_IN_MOOD),
});
const competitorCondition = fc.record({
  kind: fc.constant('competitor' as const),
  competitor: fc.constantFrom(null, 'Acme', 'Globex'),
  operator: operators,
  times: numbers(MOST_TIMES),
});

function compare(value: number, operator: VoiceOperator, limit: number): boolean {
  if (operator === 'over') return value > limit;
  if (operator === 'under') return value < limit;
  return operator === 'atLeast' ? value >= limit : value <= limit;
}

function holds(condition: VoiceCondition, { shares, counts }: Account): boolean {
  switch (condition.kind) {
    case 'intent':
      return compare((shares[condition.intent] ?? 0) * 5, condition.operator, condition.percent);
    case 'sentiment':
      return compare((shares[condition.sentiment] ?? 0) * 5, condition.operator, condition.percent);
    case 'keyword':
      return compare(counts[condition.sentiment ?? 'any'] ?? 0, condition.operator, condition.times);
    case 'competitor':
      return compare(counts[condition.competitor ?? 'all'] ?? 0, condition.operator, condition.times);
  }
}

/** By how many conditions there are: what joins them, as a pattern and as a function. */
const PATTERNS: Readonly<Record<number, readonly (readonly [string, (held: readonly boolean[]) => boolean])[]>> = {
  1: [['', ([one = false]) => one]],
  2: [
    ['', (held) => held.every(Boolean)],
    ['1 OR 2', (held) => held.some(Boolean)],
  ],
  3: [
    ['', (held) => held.every(Boolean)],
    ['1 OR 2 OR 3', (held) => held.some(Boolean)],
    ['1 AND (2 OR 3)', ([one = false, two = false, three = false]) => one && (two || three)],
    ['(1 AND 2) OR 3', ([one = false, two = false, three = false]) => (one && two) || three],
  ],
};

const moodSplits = splits(['positive', 'neutral', 'negative']);
const WORLDS: readonly (readonly [string, fc.Arbitrary<VoiceCondition>, readonly string[], Account[]])[] = [
  [
    'all three moods',
    moodCondition(['positive', 'neutral', 'negative']),
    [],
    moodSplits.map((shares) => ({ shares, counts: {} })),
  ],
  [
    'intents beside a mood',
    fc.oneof({ weight: 2, arbitrary: intentCondition }, { weight: 1, arbitrary: moodCondition(['negative']) }),
    [],
    splits(['purchase', 'complaint', 'other']).flatMap((intents) =>
      upTo(TWENTIETHS).map((negative) => ({ shares: { ...intents, negative }, counts: {} })),
    ),
  ],
  [
    'a keyword in moods',
    fc.oneof(
      { weight: 3, arbitrary: keywordCondition },
      { weight: 1, arbitrary: moodCondition(['positive', 'neutral', 'negative']) },
    ),
    [],
    moodSplits.flatMap((shares) => {
      const times = (mood: string): number[] => ((shares[mood] ?? 0) > 0 ? upTo(MOST_TIMES_IN_MOOD + 1) : [0]);
      return times('positive').flatMap((positive) =>
        times('negative').flatMap((negative) =>
          times('neutral').map((neutral) => ({
            shares,
            counts: { positive, negative, any: positive + negative + neutral },
          })),
        ),
      );
    }),
  ],
  ...[
    ['Acme', 'Globex'],
    ['Acme', 'Globex', 'Initech'],
  ].map(
    (competitors) =>
      [
        `competitors, ${competitors.length} known`,
        competitorCondition,
        competitors,
        upTo(MOST_TIMES + 1).flatMap((acme) =>
          upTo(MOST_TIMES + 1).flatMap((globex) =>
            (competitors.length > 2 ? upTo(MOST_TIMES + 1) : [0]).map((other) => ({
              shares: {},
              counts: { Acme: acme, Globex: globex, all: acme + globex + other },
            })),
          ),
        ),
      ] as const,
  ),
];

test.each(WORLDS)(
  'voice: every planted gap, overlap, shadowed and empty label is found, and nothing else: %s',
  (_, condition, competitors, accounts) => {
    const seen = new Map<string, number>();
    const drawn = fc.array(
      fc
        .array(condition, { minLength: 1, maxLength: 3 })
        .chain((conditions) =>
          fc
            .constantFrom(...(PATTERNS[conditions.length] ?? []))
            .map(([pattern, join]) => ({ conditions, pattern, join })),
        ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(drawn, (rules) => {
        const labels = rules.map(({ conditions, pattern }, index): VoiceLabel => ({
          ...namedLabel(index),
          conditions,
          pattern,
        }));
        const named = rules.flatMap(({ conditions }) =>
          conditions.flatMap((each) =>
            each.kind === 'competitor' && each.competitor !== null ? [each.competitor] : [],
          ),
        );
        const settings = { ...presetVoiceSettings(), competitors: [...competitors], keywords: ['price'], labels };
        expect(voiceSettingsSchema.safeParse(settings).success).toBe(true);
        const faults = faultsOf(
          rules.map(
            ({ conditions, join }) =>
              (account: Account) =>
                join(conditions.map((each) => holds(each, account))),
          ),
          accounts,
        );
        expect([named, faultsFound(lintVoice(settings))]).toEqual([named, faults]);
        countFaults(seen, faults);
      }),
      { numRuns: propertyRuns(80) },
    );
    expectVariety(seen);
  },
);
