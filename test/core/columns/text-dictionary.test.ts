import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INVALID_TEXT, createTextDictionaries, createTextDictionary } from '#core/columns/text-dictionary.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { csvBytes } from '#test/support/csv-text.ts';

test('codes equal those of a Map of texts', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { maxLength: 600 });
  fc.assert(
    fc.property(texts, (values) => {
      const dictionary = createTextDictionary();
      const map = new Map<string, number>();
      for (const text of [...values, ...values]) {
        if (!map.has(text)) map.set(text, map.size);
        const bytes = csvBytes(`<${text}>`);
        expect(dictionary.encode(bytes, 1, bytes.length - 1)).toBe(map.get(text));
      }
      expect([...dictionary.entries]).toEqual([...map.keys()]);
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('bytes that are no UTF-8 get no code and leave nothing behind', () => {
  const dictionary = createTextDictionary();
  expect(dictionary.encode(Uint8Array.of(0x43, 0xe9), 0, 2)).toBe(INVALID_TEXT);
  expect(dictionary.encode(csvBytes('Cé'), 0, 3)).toBe(0);
  expect([...dictionary.entries]).toEqual(['Cé']);
});

test('values made to collide keep their codes', () => {
  // Found by search: all of them begin at the same few slots, far more than are probed before the map takes over.
  const colliding: Uint8Array[] = [];
  for (let number = 0; colliding.length < 400; number++) {
    const text = number.toString(36);
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    if (((hash ^ (hash >>> 13)) & 0x3ff) === 7) colliding.push(csvBytes(text));
  }
  const dictionary = createTextDictionary();
  for (let pass = 0; pass < 2; pass++) {
    for (const [code, bytes] of colliding.entries()) expect(dictionary.encode(bytes, 0, bytes.length)).toBe(code);
  }
});

test.each([
  ['liquid', 'costarring'],
  ['macallums', 'declinate'],
  ['zinke', 'altarage'],
])('%s and %s have one FNV-1a hash and still two codes', (one, other) => {
  const dictionary = createTextDictionary();
  const encode = (text: string) => dictionary.encode(csvBytes(text), 0, text.length);
  expect([encode(one), encode(other), encode(one)]).toEqual([0, 1, 0]);
});

test('dictionaries are kept by column', () => {
  const dictionaries = createTextDictionaries();
  expect(dictionaries.of('name')).toBe(dictionaries.of('name'));
  expect(dictionaries.of('name')).not.toBe(dictionaries.of('stage'));
});
