import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const id = fc.oneof(
  fc.bigInt({ min: 1n, max: 40n }),
  fc.bigInt({ min: 2n ** 31n - 3n, max: 2n ** 32n + 3n }),
  fc.bigInt({ min: 2n ** 62n, max: 2n ** 63n - 1n }),
);

test('ids that ascend are found where the index of any order finds them, asked in whatever order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(fc.oneof(id, fc.constant(0n))), (ids, others) => {
      const sorted = BigInt64Array.from(ids).sort();
      for (const wanted of [sorted, BigInt64Array.from([...others, ...ids])]) {
        const found = new Int32Array(wanted.length);
        const expected = new Int32Array(wanted.length);
        createAscendingIndex(sorted).locate(wanted, wanted.length, found);
        createIdIndex(sorted).locate(wanted, wanted.length, expected);
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

test.each([[[2n, 1n]], [[1n, 1n]], [[2n ** 32n, 1n]]])('%s do not ascend, and are no such index', (ids) => {
  expect(() => createAscendingIndex(BigInt64Array.from(ids))).toThrow('The ids do not ascend');
});
