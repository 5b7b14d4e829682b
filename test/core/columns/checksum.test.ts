import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksum } from '#core/columns/checksum.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { csvBytes } from '#test/support/csv-text.ts';

test.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('published values of XXH32: %j', (text, expected) => {
  expect(checksum(csvBytes(text))).toBe(expected);
});

test('any single changed byte changes it', () => {
  const change = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(change, ([bytes, place, flip]) => {
      const at = place % bytes.length;
      const damaged = bytes.map((byte, index) => (index === at ? byte ^ flip : byte));
      expect(checksum(damaged)).not.toBe(checksum(bytes));
    }),
    { numRuns: propertyRuns(1_000) },
  );
});
