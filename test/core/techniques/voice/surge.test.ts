import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectSurge, MAX_CHANCE, MIN_NEGATIVE } from '#core/techniques/voice/surge.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

test.each([
  ['five angry mails where one in ten was angry', { recentTexts: 6, recentNegative: 5, texts: 46, negative: 9 }, true],
  ['the same share as ever', { recentTexts: 10, recentNegative: 5, texts: 110, negative: 55 }, false],
  ['two angry mails are two mails', { recentTexts: 2, recentNegative: 2, texts: 102, negative: 2 }, false],
  ['a new account that only complains', { recentTexts: 5, recentNegative: 5, texts: 5, negative: 5 }, true],
  ['three of four from an account without a past', { recentTexts: 4, recentNegative: 3, texts: 4, negative: 3 }, false],
  ['a quiet week', { recentTexts: 0, recentNegative: 0, texts: 50, negative: 20 }, false],
  ['ten thousand texts', { recentTexts: 5_000, recentNegative: 2_700, texts: 10_000, negative: 5_000 }, true],
])('%s', (_, counts, alert) => {
  expect(detectSurge(counts).alert).toBe(alert);
});

test('one more negative text never ends an alert, and chance stays a probability', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(200), fc.nat(200), (recentNegative, others, negative, texts) => {
      const recentTexts = recentNegative + others;
      const counts = {
        recentTexts,
        recentNegative,
        texts: recentTexts + negative + texts,
        negative: recentNegative + negative,
      };
      const before = detectSurge(counts);
      const after = detectSurge({
        recentTexts: recentTexts + 1,
        recentNegative: recentNegative + 1,
        texts: counts.texts + 1,
        negative: counts.negative + 1,
      });
      expect(before.chance).toBeGreaterThanOrEqual(0);
      expect(before.chance).toBeLessThanOrEqual(1);
      if (before.alert) {
        expect(recentNegative).toBeGreaterThanOrEqual(MIN_NEGATIVE);
        expect(before.chance).toBeLessThanOrEqual(MAX_CHANCE);
        expect(after.alert).toBe(true);
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});
