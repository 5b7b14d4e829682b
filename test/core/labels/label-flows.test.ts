import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabelColumn } from '#core/labels/change-log.ts';
import { labelFlows } from '#core/labels/label-flows.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const LABELS = ['a', 'b', 'c'];

function column(labels: ReadonlyMap<number, string | null>): LabelColumn {
  const rows = [...labels].toSorted(([one], [other]) => one - other);
  return {
    length: rows.length,
    ids: BigInt64Array.from(rows, ([id]) => BigInt(id)),
    labelAt: (row) => rows[row]?.[1] ?? null,
  };
}

test('every account is counted once between the two dates; those without a label on both are left out', () => {
  const before = column(new Map([[1, 'a'], [2, 'a'], [3, 'b'], [5, null], [6, 'old']])); // prettier-ignore
  const after = column(new Map([[1, 'a'], [2, 'b'], [4, 'c'], [5, null], [6, null]])); // prettier-ignore
  expect(labelFlows(before, after, LABELS)).toEqual([
    { from: 'a', to: 'a', accounts: 1 },
    { from: 'a', to: 'b', accounts: 1 },
    { from: 'b', to: null, accounts: 1 },
    { from: 'old', to: null, accounts: 1 },
    { from: null, to: 'c', accounts: 1 },
  ]);
});

const anyLabels = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom<string | null>('a', 'b', 'c', null)), {
    maxLength: 40,
  })
  .map((entries) => new Map(entries));

test('flows leave a label as often as accounts had it, and enter it as often as they have it', () => {
  fc.assert(
    fc.property(anyLabels, anyLabels, (before, after) => {
      const flows = labelFlows(column(before), column(after), LABELS);
      for (const label of LABELS) {
        const count = (labels: ReadonlyMap<number, string | null>): number =>
          [...labels.values()].filter((each) => each === label).length;
        const sum = (side: 'from' | 'to'): number =>
          flows.filter((flow) => flow[side] === label).reduce((total, { accounts }) => total + accounts, 0);
        expect([label, sum('from'), sum('to')]).toEqual([label, count(before), count(after)]);
      }
      expect(flows.some(({ from, to }) => from === null && to === null)).toBe(false);
    }),
    { numRuns: propertyRuns(200) },
  );
});
