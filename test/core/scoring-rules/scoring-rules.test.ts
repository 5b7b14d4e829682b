import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { scoreChange, scoreForAll, type RecordNow, type ScoredTouchPoint } from '#core/scoring-rules/apply-rules.ts';
import { evaluateFieldRules, ruleFields } from '#core/scoring-rules/evaluate-rules.ts';
import {
  pointsByRule,
  rankByScore,
  summariseAsOf,
  summariseLedger,
  type LedgerRow,
} from '#core/scoring-rules/ledger.ts';
import { parseScoringRules } from '#core/scoring-rules/parse-scoring-rules.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const TODAY = 20_634;
const shared = { names: { en: 'Rule', es: 'Regla' }, module: 'contacts', active: true } as const;

function fieldRule(
  id: string,
  points: number,
  more: Partial<Extract<ScoringRule, { kind: 'field' }>> = {},
): ScoringRule {
  const conditions = [{ field: 'crm:Title', operator: 'contains', value: 'chief' } as const];
  return {
    ...shared,
    id,
    kind: 'field',
    points,
    fromDay: '2026-01-01',
    criteria: { conditions, pattern: '' },
    ...more,
  };
}

function touchRule(id: string, points: number, response = 'opened', fromDay = '2026-06-01'): ScoringRule {
  return { ...shared, id, kind: 'touch', points, fromDay, channel: 'email', response };
}

const touch = (id: number, day: number, response = 'opened'): ScoredTouchPoint => ({
  id: `emails:${id}:${response}`,
  channel: 'email',
  response,
  day,
});
const record = (holding: readonly string[], touchPoints: readonly ScoredTouchPoint[] = []): RecordNow => ({
  holds: (rule) => holding.includes(rule),
  touchPoints,
});
const summaryOf = (rows: readonly LedgerRow[]): number[] => {
  const { total, positive, negative } = summariseLedger(rows);
  return [total, positive, negative];
};

test('a field rule counts while it holds, and takes back what it gave', () => {
  const rules = [fieldRule('chief', 8), fieldRule('free-mail', -3)];
  const first = scoreChange([], rules, record(['chief', 'free-mail']), TODAY);
  expect(first).toEqual([
    { day: TODAY, rule: 'chief', points: 8, total: 8, touchPoint: null },
    { day: TODAY, rule: 'free-mail', points: -3, total: 5, touchPoint: null },
  ]);
  expect(summaryOf(first)).toEqual([5, 8, -3]);
  const left = [...first, ...scoreChange(first, rules, record(['free-mail']), TODAY + 4)];
  expect(left.at(-1)).toEqual({ day: TODAY + 4, rule: 'chief', points: -8, total: -3, touchPoint: null });
  expect(summaryOf(left)).toEqual([-3, 0, -3]);
  expect(summariseAsOf(left, TODAY + 3)).toEqual({ total: 5, positive: 8, negative: -3 });
});

test('a touch rule counts each touch point from its day on, once', () => {
  const rules = [touchRule('opened', 2, 'opened', formatIsoDay(TODAY - 5))];
  const touches = [
    touch(1, TODAY - 6),
    touch(2, TODAY - 5),
    touch(3, TODAY),
    touch(4, TODAY + 1),
    touch(5, TODAY, 'sent'),
  ];
  const rows = scoreChange([], rules, record([], touches), TODAY);
  expect(rows.map(({ touchPoint, total }) => `${touchPoint} ${total}`)).toEqual([
    'emails:2:opened 2',
    'emails:3:opened 4',
  ]);
  const all = [...rows, ...scoreForAll(rows, rules, record([], touches), TODAY)];
  expect(summaryOf(all)).toEqual([6, 6, 0]);
});

test('rules act from now on; run for all they replace what edited, switched off and removed rules gave', () => {
  const before = scoreChange(
    [],
    [fieldRule('a', 5), fieldRule('b', 4), fieldRule('c', 3)],
    record(['a', 'b', 'c']),
    TODAY,
  );
  const edited = [fieldRule('a', 9), fieldRule('b', 4, { active: false })];
  const now = record(['a', 'b', 'c']);
  expect(scoreChange(before, edited, now, TODAY + 1)).toEqual([]);
  const after = [...before, ...scoreForAll(before, edited, now, TODAY + 1)];
  expect([...pointsByRule(after)]).toEqual([['a', 9]]);
  const later = fieldRule('later', 7, { fromDay: formatIsoDay(TODAY + 9) });
  expect(scoreChange([], [later], record(['later']), TODAY)).toEqual([]);
});

const RULES = ['f1', 'f2', 'f3'].map((id, index) => fieldRule(id, [4, -6, 10][index] ?? 1));
const TOUCH_RULES = [touchRule('t1', 2), touchRule('t2', -5, 'bounced', '2026-06-20'), touchRule('t3', 1, 'sent')];
const records = fc.record({
  holding: fc.subarray(['f1', 'f2', 'f3']),
  touches: fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      back: fc.integer({ min: -2, max: 40 }),
      response: fc.constantFrom('opened', 'bounced', 'sent', 'clicked'),
    }),
    { maxLength: 12 },
  ),
});
const toRecord = ({
  holding,
  touches,
}: {
  holding: string[];
  touches: { id: number; back: number; response: string }[];
}) =>
  record(
    holding,
    touches.map(({ id, back, response }) => touch(id, TODAY - back, response)),
  );

test('every line carries the running total, and repeating adds nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(records, fc.boolean()), { minLength: 1, maxLength: 6 }), (steps) => {
      const rules = [...RULES, ...TOUCH_RULES];
      let rows: LedgerRow[] = [];
      for (const [step, [state, forAll]] of steps.entries()) {
        const apply = forAll ? scoreForAll : scoreChange;
        const now = toRecord(state);
        rows = [...rows, ...apply(rows, rules, now, TODAY + step)];
        expect(apply(rows, rules, now, TODAY + step)).toEqual([]);
      }
      let total = 0;
      for (const row of rows) {
        total += row.points;
        expect(row.total).toBe(total);
        expect(row.points).not.toBe(0);
      }
      const summary = summariseLedger(rows);
      expect(summary.total).toBe(total);
      expect(summary.positive + summary.negative).toBe(total);
      expect(summary.positive >= 0 && summary.negative <= 0).toBe(true);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('run for all, a record has what its fields and all its touch points are worth, whatever its ledger held', () => {
  fc.assert(
    fc.property(records, records, fc.boolean(), (past, state, reversed) => {
      const rules = [...RULES, ...TOUCH_RULES];
      const before = scoreChange([], rules, toRecord({ ...past, touches: [] }), TODAY - 1);
      const now = toRecord({ ...state, touches: reversed ? state.touches.toReversed() : state.touches });
      const rows = [...before, ...scoreForAll(before, rules, now, TODAY)];
      const worth = [
        ...RULES.filter(({ id }) => state.holding.includes(id)).map(({ points }) => points),
        ...[...new Map(now.touchPoints.filter(({ day }) => day <= TODAY).map((each) => [each.id, each])).values()].map(
          ({ response }) => ({ opened: 2, bounced: -5, sent: 1 })[response] ?? 0,
        ),
      ];
      // Two touch points of one id with different days are one: whichever counts has the same points, unless only one lies in the future.
      expect(summariseLedger(rows).total).toBe(worth.reduce((sum, points) => sum + points, 0));
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('records are ranked by score', () => {
  const of = (id: string, total: number, negative = 0) => ({
    id,
    summary: { total, positive: total - negative, negative },
  });
  const ranked = rankByScore([of('9', 5), of('10', 5), of('3', 5, -2), of('4', 7), of('5', -1, -1)]);
  expect(ranked.map(({ id }) => id)).toEqual(['4', '9', '10', '3', '5']);
});

test('field rules are evaluated over tables of their module', () => {
  const table: ColumnTable = {
    length: 2,
    columns: new Map([
      ['crm:Title', { kind: 'text', codes: Int32Array.of(0, 1), dictionary: ['Chief buyer', 'Clerk'] }],
    ]),
  };
  const rules = [fieldRule('chief', 8), fieldRule('lead', 2, { module: 'leads' }), touchRule('opened', 2)];
  const holds = evaluateFieldRules(rules, 'contacts', table, { asOfDay: TODAY, minorDigits: 2 });
  expect(ruleFields(rules, 'contacts')).toEqual(['crm:Title']);
  expect([holds('chief', 0), holds('chief', 1), holds('lead', 0), holds('opened', 0)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('what is wrong with rules is said with its place', () => {
  const document = (rules: readonly unknown[]) => ({ format: 'lodestar.scoring-rules/1', version: 1, rules });
  const found = (rules: readonly unknown[]): string[] => {
    const parsed = parseScoringRules(document(rules));
    return parsed.ok ? [] : parsed.error.map(({ code, where }) => `${code} @ ${where}`);
  };
  expect(found([fieldRule('a', 1), touchRule('b', -10)])).toEqual([]);
  expect(found([fieldRule('a', 0)])).toEqual(['schema.invalid @ rules[0].points']);
  expect(found([fieldRule('a', 11)])).toEqual(['schema.tooLarge @ rules[0].points']);
  expect(found([fieldRule('a', 1), touchRule('a', 1)])).toEqual(['scoringRules.ruleTwice @ rules[1].id']);
  expect(found([touchRule('a', 1, 'read')])).toEqual(['touchPoints.unknownResponse @ rules[0].response']);
  expect(found([touchRule('a', 1, 'sent', '2026-02-30')])).toHaveLength(1);
  const many = Array.from({ length: 51 }, (_, index) => fieldRule(`r${index}`, 1));
  expect(found(many)).toEqual(['scoringRules.tooMany @ rules']);
});
