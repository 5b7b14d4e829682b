import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdRanges } from '#core/columns/id-ranges.ts';

const id = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
/** Neighbours, and ids that differ in the lower half's sign alone: where halves are easily compared wrongly. */
const near = fc
  .tuple(fc.constantFrom(0n, 2n ** 31n, 2n ** 32n, 2n ** 33n - 1n, 5_843_104_000_000_000_000n), fc.nat(3))
  .map(([base, more]) => base + BigInt(more));

test('each id lies in the last range that begins at or below it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(id, near), { minLength: 1, maxLength: 12 }),
      fc.array(fc.oneof(id, near), { maxLength: 20 }),
      (bounds, ids) => {
        const starts = BigInt64Array.from([0n, ...bounds]).sort();
        const all = BigInt64Array.from([...ids, ...bounds]);
        const found = new Int32Array(all.length);
        createIdRanges(starts).locate(all, all.length, found);
        expect([...found]).toEqual([...all].map((each) => starts.findLastIndex((start) => start <= each)));
      },
    ),
  );
});
