import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScoredTouchPoint } from '#core/scoring-rules/apply-rules.ts';
import { rankByScore, summariseLedger, type LedgerRow } from '#core/scoring-rules/ledger.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { rankOf } from '#server-functions/scoring-rules/rank-records.ts';
import { scoreRange } from '#server-functions/scoring-rules/score-range.ts';
import {
  fromLedgerTable,
  SUMMARY,
  toLedgerTable,
  toSummaryTable,
} from '#server-functions/scoring-rules/score-tables.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const TODAY = 20_634;
const names = { en: 'Rule', es: 'Regla' };
const points = fc.integer({ min: -10, max: 10 }).filter((each) => each !== 0);
const field = (id: string) =>
  fc.record({ points, active: fc.boolean() }).map((each): ScoringRule => ({
    ...each,
    id,
    names,
    module: 'contacts',
    fromDay: '2026-01-01',
    kind: 'field',
    criteria: { conditions: [{ field: 'crm:Title', operator: 'isEmpty' }], pattern: '' },
  }));
const touch = (id: string) =>
  fc.record({ points, active: fc.boolean() }).map((each): ScoringRule => ({
    ...each,
    id,
    names,
    module: 'contacts',
    fromDay: '2026-01-01',
    kind: 'touch',
    channel: 'email',
    response: 'opened',
  }));
const record = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  chief: fc.boolean(),
  free: fc.boolean(),
  opened: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
});
const run = fc.record({
  kind: fc.constantFrom('all' as const, 'changes' as const),
  rules: fc.tuple(field('chief'), field('free'), touch('opened')),
  records: fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 6 }),
  gone: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
});

test('after any runs the points of each ledger add up to its last total and to its summary, through the tables they lie in', () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (runs) => {
      let ledgers = new Map<bigint, LedgerRow[]>();
      for (const [at, { kind, rules, records, gone }] of runs.entries()) {
        const judged = new Map(
          records.map(({ id, chief, free }) => [
            BigInt(id),
            (rule: string) => (rule === 'chief' ? chief : rule === 'free' && free),
          ]),
        );
        const touchPoints = new Map(
          records.map(({ id, opened }) => [
            BigInt(id),
            opened.map((mail): ScoredTouchPoint => ({
              id: `emails:${mail}:opened`,
              channel: 'email',
              response: 'opened',
              day: TODAY - mail,
            })),
          ]),
        );
        const facts = { ledgers, judged, touchPoints, gone: new Set(gone.map(BigInt)) };
        const scored = scoreRange({ kind, rules, today: TODAY + at }, facts);
        const again = { ...facts, ledgers: new Map(scored.records.map(({ id, rows }) => [id, rows])) };
        expect(scoreRange({ kind, rules, today: TODAY + at }, again).lines).toBe(0);

        const table = toLedgerTable(scored.records);
        ledgers = fromLedgerTable(table, () => true);
        const summaries = toSummaryTable(scored.records);
        const ids = columnOf(summaries, SUMMARY.id, 'id').values;
        expect([...ids]).toEqual([...ids].toSorted((a, b) => (a < b ? -1 : 1)));
        expect([...ledgers.keys()]).toEqual([...ids]);
        for (let row = 0; row < summaries.length; row++) {
          const rows = ledgers.get(ids[row]!) ?? [];
          const sum = rows.reduce((all, each) => all + each.points, 0);
          const at2 = (key: 'total' | 'positive' | 'negative'): number =>
            columnOf(summaries, key, 'number').values[row]!;
          expect(sum).toBe(at2('total'));
          expect(rows.at(-1)?.total).toBe(sum);
          expect(at2('positive') + at2('negative')).toBe(sum);
        }
        const ranked = rankByScore(
          [...ledgers].map(([id, rows]) => ({ id: String(id), summary: summariseLedger(rows) })),
        );
        expect([...rankOf(summaries)].map((row) => String(ids[row]))).toEqual(ranked.map(({ id }) => id));
      }
    }),
    { numRuns: propertyRuns(300), seed: propertySeed() },
  );
});

test('a run of changes leaves records alone that it did not read, and forgets those that are gone', () => {
  const line = { day: TODAY - 9, rule: 'chief', points: 5, total: 5, touchPoint: null };
  const ledgers = new Map([1n, 2n, 3n].map((id) => [id, [line]]));
  const rules: ScoringRule[] = [
    {
      id: 'chief',
      names,
      module: 'contacts',
      active: true,
      points: 5,
      fromDay: '2026-01-01',
      kind: 'field',
      criteria: { conditions: [{ field: 'crm:Title', operator: 'isEmpty' }], pattern: '' },
    },
    {
      id: 'opened',
      names,
      module: 'contacts',
      active: true,
      points: 2,
      fromDay: '2026-01-01',
      kind: 'touch',
      channel: 'email',
      response: 'opened',
    },
  ];
  const mail = { id: 'emails:1:opened', channel: 'email', response: 'opened', day: TODAY } as const;
  const { records } = scoreRange(
    { kind: 'changes', rules, today: TODAY },
    {
      ledgers,
      judged: new Map([[2n, () => false]]),
      touchPoints: new Map([[1n, [mail]]]),
      gone: new Set([3n]),
    },
  );
  expect(records.map(({ id, rows }) => [id, rows.map((row) => [row.rule, row.points, row.total])])).toEqual([
    [
      1n,
      [
        ['chief', 5, 5],
        ['opened', 2, 7],
      ],
    ],
    [
      2n,
      [
        ['chief', 5, 5],
        ['chief', -5, 0],
      ],
    ],
  ]);
});
