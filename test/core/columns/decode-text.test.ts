import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUtf8Decoder, findInvalidUtf8 } from '#core/columns/decode-text.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

/** Bytes that make almost-UTF-8: leads, continuations and the borders between what is allowed and what is not. */
const bytes = fc.uint8Array({ maxLength: 12 });
const tricky = fc
  .array(
    fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf1,
      0xf4,
      0xf5,
      0xff,
    ),
    { maxLength: 6 },
  )
  .map((values) => Uint8Array.from(values));

test('what the platform refuses is located, and only that', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, tricky), (input) => {
      const at = findInvalidUtf8(input, 0, input.length);
      const text = createUtf8Decoder().decode(input, 0, input.length);
      expect(text === null).toBe(at < input.length);
      // Everything before the located byte is sound.
      expect(createUtf8Decoder().decode(input, 0, at)).not.toBeNull();
    }),
    { numRuns: propertyRuns(5_000) },
  );
});

test('only the given range is decoded, marks inside it kept', () => {
  const input = new TextEncoder().encode('xx\uFEFFé{}yy');
  expect(createUtf8Decoder().decode(input, 2, input.length - 2)).toBe('\uFEFFé{}');
});
