import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNameSuggester, editDistance, MAX_COMPARED_NAMES } from '#core/recipes/suggest-name.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const suggest = (unknown: string, ...names: readonly string[]) => createNameSuggester(() => names).suggest(unknown);

test('the same letters in another spelling are suggested: spaces, case, accents and punctuation aside', () => {
  expect(suggest('GTXPro', 'GTX Plus Pro', 'GTX Pro')).toBe('GTX Pro');
  expect(suggest('clinica san rafael', 'Clínica San-Rafael')).toBe('Clínica San-Rafael');
});

test('a slip is suggested, the nearest first, and strangers are not', () => {
  expect(suggest('technolgy', 'biology', 'technology')).toBe('technology');
  expect(suggest('Northgate Medicla', 'Northgate Medical')).toBe('Northgate Medical');
  expect(suggest('Acme', 'Umbrella', 'Initech')).toBeNull();
  expect(suggest('Beta', 'Meta', 'Beta')).toBe('Beta');
});

test('short names may differ by one edit only', () => {
  expect(suggest('abcd', 'abce')).toBe('abce');
  expect(suggest('abcd', 'abef')).toBeNull();
});

test('very long lists are searched for the same letters only', () => {
  const names = Array.from({ length: MAX_COMPARED_NAMES + 1 }, (_, index) => `Account ${index} GmbH`);
  const suggester = createNameSuggester(() => names);
  expect(suggester.suggest('account 17 gmbh')).toBe('Account 17 GmbH');
  expect(suggester.suggest('Acount 17 GmbH')).toBeNull();
});

test('edit distances are those of the plain recursive definition, and never exceed the limit', () => {
  const slow = (a: string, b: string): number => {
    if (a === '' || b === '') return a.length + b.length;
    const edits = [
      slow(a.slice(1), b) + 1,
      slow(a, b.slice(1)) + 1,
      slow(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
    ];
    if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) edits.push(slow(a.slice(2), b.slice(2)) + 1);
    return Math.min(...edits);
  };
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 6 }), (a, b, limit) => {
      expect(editDistance(a, b, limit)).toBe(Math.min(limit, slow(a, b)));
    }),
    { numRuns: propertyRuns(300) },
  );
});
