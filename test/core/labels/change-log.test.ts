import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  deriveLabelChanges,
  encodeLabelChanges,
  parseLabelChanges,
  type LabelColumn,
} from '#core/labels/change-log.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const RUN = { technique: 'rfm', at: '2026-01-01T02:00:00+01:00', generation: 'g2', cause: 'data' } as const;

function column(labels: ReadonlyMap<number, string | null>): LabelColumn {
  const rows = [...labels].sort(([a], [b]) => a - b);
  return {
    length: rows.length,
    ids: BigInt64Array.from(rows, ([id]) => BigInt(id)),
    labelAt: (row) => rows[row]?.[1] ?? null,
  };
}

test('moves, arrivals and departures are told apart', () => {
  const before = column(
    new Map([
      [1, 'lost'],
      [2, 'loyal'],
      [3, null],
      [4, 'new'],
    ]),
  );
  const after = column(
    new Map([
      [2, 'champions'],
      [3, null],
      [4, 'new'],
      [5, 'new'],
      [6, null],
    ]),
  );
  const changes = [...deriveLabelChanges({ ...RUN, before, after })].map(({ account, from, to, cause }) => ({
    account,
    from,
    to,
    cause,
  }));
  expect(changes).toEqual([
    { account: '1', from: 'lost', to: null, cause: 'left' },
    { account: '2', from: 'loyal', to: 'champions', cause: 'data' },
    { account: '5', from: null, to: 'new', cause: 'entered' },
  ]);
});

test('a first run logs the labels gained, with its own cause', () => {
  const after = column(
    new Map([
      [1, 'lost'],
      [2, null],
    ]),
  );
  const changes = [...deriveLabelChanges({ ...RUN, cause: 'firstRun', before: null, after })];
  expect(changes).toEqual([{ ...RUN, cause: 'firstRun', account: '1', from: null, to: 'lost' }]);
});

test('changes turn the labels before into the labels after, and survive their file', () => {
  const labels = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.option(fc.constantFrom('a', 'b', 'c'))), { maxLength: 12 })
    .map((entries) => new Map<number, string | null>(entries));
  fc.assert(
    fc.property(labels, labels, (before, after) => {
      const changes = [...deriveLabelChanges({ ...RUN, before: column(before), after: column(after) })];
      expect(parseLabelChanges(encodeLabelChanges(changes), 'log')).toEqual({ ok: true, value: changes });
      const played = new Map(before);
      for (const { account, from, to } of changes) {
        expect(played.get(Number(account)) ?? null).toBe(from);
        played.set(Number(account), to);
      }
      for (let id = 1; id <= 12; id++) expect(played.get(id) ?? null).toBe(after.get(id) ?? null);
    }),
    { numRuns: propertyRuns(500) },
  );
});

test.each([
  ['', 'log:1', 'changes.unknownFormat'],
  ['{"format":"lodestar.changes/2"}\n', 'log:1', 'changes.unknownFormat'],
  ['{"format":"lodestar.changes/1"}\n{"account":"1"', 'log:2', 'changes.cutOff'],
  ['{"format":"lodestar.changes/1"}\n{"account":"1"}\n', 'log:2', 'changes.unreadable'],
  ['{"format":"lodestar.changes/1"}\nnothing\n', 'log:2', 'changes.unreadable'],
])('%s is a problem at %s', (text, where, code) => {
  expect(parseLabelChanges(text, 'log')).toMatchObject({ ok: false, error: { where, code } });
});
