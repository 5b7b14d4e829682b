import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksum, checksumOf } from '#core/columns/checksum.ts';
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

test('bytes in pieces, wherever they lie in memory, have the checksum of the whole', () => {
  const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 70 }), fc.nat({ max: 7 })), { maxLength: 8 });
  fc.assert(
    fc.property(pieces, (drawn) => {
      const placed = drawn.map(([bytes, offset]) => {
        const memory = new Uint8Array(offset + bytes.length);
        memory.set(bytes, offset);
        return memory.subarray(offset);
      });
      const whole = Uint8Array.from(drawn.flatMap(([bytes]) => [...bytes]));
      expect(checksumOf(placed)).toBe(checksum(whole));
      expect(checksumOf([placed.at(0) ?? whole])).toBe(checksum(Uint8Array.from(placed.at(0) ?? whole)));
    }),
    { numRuns: propertyRuns(1_000) },
  );
});
