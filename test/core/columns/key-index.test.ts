import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdIndex, createTextIndex } from '#core/columns/key-index.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

function locate(ids: readonly bigint[], wanted: readonly bigint[]): number[] {
  const out = new Int32Array(wanted.length);
  createIdIndex(BigInt64Array.from(ids)).locate(BigInt64Array.from(wanted), wanted.length, out);
  return [...out];
}

/** Few distinct halves, so that ids often share one. */
const halves = fc.constantFrom(0n, 1n, 2n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn);
const ids = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -20n, max: 20n }),
  fc.tuple(halves, halves).map(([high, low]) => BigInt.asIntN(64, (high << 32n) | low)),
  fc.bigInt({ min: 5_843_104_000_000_123_400n, max: 5_843_104_000_000_123_500n }),
);

test('ids are found at their first row, absent and empty ones are not', () => {
  expect(locate([30n, 10n, 20n, 10n, 0n], [10n, 20n, 30n, 40n, 0n, -10n])).toEqual([1, 2, 0, -1, -1, -1]);
  expect(locate([], [1n])).toEqual([-1]);
});

test('the index equals a Map, negative and large ids included', () => {
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 300 }), fc.array(ids, { maxLength: 100 }), (known, others) => {
      const map = new Map<bigint, number>();
      for (const [row, id] of known.entries()) if (id !== 0n && !map.has(id)) map.set(id, row);
      const wanted = [...known, ...others];
      expect(locate(known, wanted)).toEqual(wanted.map((id) => map.get(id) ?? -1));
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('views into a larger buffer are read from their own place', () => {
  const buffer = BigInt64Array.of(99n, 7n, 8n, 99n);
  const out = new Int32Array(2);
  createIdIndex(buffer.subarray(1, 3)).locate(BigInt64Array.of(0n, 8n, 7n).subarray(1), 2, out);
  expect([...out]).toEqual([1, 0]);
});

test('only the first `length` ids are looked up', () => {
  const out = new Int32Array(3).fill(5);
  createIdIndex(BigInt64Array.of(1n, 2n, 3n)).locate(BigInt64Array.of(3n, 2n, 1n), 2, out);
  expect([...out]).toEqual([2, 1, 5]);
});

test('ids made to collide cost no more than a moment', () => {
  // All of them stir to one hash: the low half undoes what the high half contributes.
  const colliding = BigInt64Array.from({ length: 60_000 }, (_, index) => {
    const high = index + 1;
    return (BigInt(high) << 32n) | BigInt(Math.imul(high, 0x9e3779b1) >>> 0);
  });
  // Each of them a second time: the first row still counts.
  const twice = BigInt64Array.from([...colliding, ...colliding]);
  const out = new Int32Array(colliding.length);
  const started = performance.now();
  createIdIndex(twice).locate(colliding, colliding.length, out);
  // Quadratic probing through them would take 10^9 steps and more.
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(out.every((row, index) => row === index)).toBe(true);
});

test('names get ordinals in the order of their first appearance', () => {
  const index = createTextIndex();
  expect([index.add('Acme'), index.add('Bolt'), index.add('Acme')]).toEqual([0, 1, 0]);
  expect([index.size, index.texts, index.ordinal('Bolt'), index.ordinal('acme')]).toEqual([2, ['Acme', 'Bolt'], 1, -1]);
  const out = new Int32Array(4);
  index.locate({ kind: 'text', codes: Int32Array.of(1, 0, -1, 2), dictionary: ['Bolt', 'Acme', 'Cog'] }, 4, out);
  expect([...out]).toEqual([0, 1, -1, -1]);
});
