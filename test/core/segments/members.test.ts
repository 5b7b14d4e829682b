import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffMembers, insideMask, intersectMembers, membersOf } from '#core/segments/members.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const ids = (...values: bigint[]) => BigInt64Array.from(values);
const sortedIds = fc
  .uniqueArray(fc.bigInt({ min: -3n, max: 12n }), { maxLength: 12 })
  .map((values) => BigInt64Array.from(values).sort());

test('members are the ids of the kept rows, ascending', () => {
  const table = { length: 3, columns: new Map([['id', { kind: 'id' as const, values: ids(30n, 10n, 20n, 5n) }]]) };
  expect(membersOf(table, Uint8Array.of(1, 1, 0, 1))).toEqual(ids(10n, 30n));
});

test('a table without ids is a bug', () => {
  expect(() => membersOf({ length: 0, columns: new Map() }, new Uint8Array())).toThrow(TypeError);
});

test('difference and intersection are those of sets, in order', () => {
  fc.assert(
    fc.property(sortedIds, sortedIds, (before, after) => {
      const [old, now] = [new Set(before), new Set(after)];
      expect(intersectMembers(before, after)).toEqual(before.filter((id) => now.has(id)));
      expect(diffMembers(before, after)).toEqual({
        entered: after.filter((id) => !old.has(id)),
        exited: before.filter((id) => !now.has(id)),
      });
    }),
    { numRuns: propertyRuns(2_000) },
  );
});

test('only what is surely inside ABM is inside', () => {
  const values = Uint8Array.of(1, 0, 2);
  const table = { length: 3, columns: new Map([['abm:account.included', { kind: 'boolean' as const, values }]]) };
  expect(insideMask(table, 'abm:account.included')).toEqual(Uint8Array.of(1, 0, 0));
  expect(insideMask({ length: 2, columns: new Map() }, 'abm:account.included')).toEqual(Uint8Array.of(1, 1));
});
