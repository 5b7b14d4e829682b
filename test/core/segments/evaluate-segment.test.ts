import { expect, test } from 'vitest';
import { NULL_CODE, type Column, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import { checkSegment, evaluateSegment } from '#core/segments/evaluate-segment.ts';
import { explainMovement, type EvaluationCause } from '#core/segments/explain-movement.ts';
import { joinAccounts } from '#core/segments/join-accounts.ts';
import { diffMembers } from '#core/segments/members.ts';
import { SEGMENT_FORMAT, type Segment } from '#core/segments/segment.ts';
import { summariseSegment } from '#core/segments/summarise-segment.ts';

const CONTEXT = { asOfDay: 20_000, minorDigits: 2 };
const ids = (...values: bigint[]) => BigInt64Array.from(values);

function text(...texts: (string | null)[]): Column {
  const dictionary = [...new Set(texts.filter((value) => value !== null))];
  return {
    kind: 'text',
    codes: Int32Array.from(texts, (value) => (value === null ? NULL_CODE : dictionary.indexOf(value))),
    dictionary,
  };
}
const money = (...major: (number | null)[]): Column => ({
  kind: 'money',
  minor: Float64Array.from(major, (amount) => (amount === null ? Number.NaN : amount * 100)),
});

/** Five accounts; the last is outside the global criteria. */
const GENERATION: ColumnTable = {
  length: 5,
  columns: new Map<string, Column>([
    ['id', { kind: 'id', values: ids(11n, 12n, 13n, 14n, 15n) }],
    ['name', text('Acme', 'Bravo', 'Cosmo', 'Delta', 'Echo')],
    ['industry', text('Health', 'Health', 'Retail', null, 'Health')],
    ['abm:account.included', { kind: 'boolean', values: Uint8Array.of(1, 1, 1, 1, 0) }],
    ['abm:rfm.label', text('champions', 'lost', 'champions', null, 'champions')],
    ['abm:rfm.r', { kind: 'number', values: Float64Array.of(5, 1, 4, Number.NaN, 5) }],
    ['abm:deals.won', money(10_000, 200, 3_000, null, 99)],
    ['abm:deals.pipeline', money(2_000, null, 4_500, 10, 77)],
  ]),
};
const KINDS = new Map([...GENERATION.columns].map(([key, column]): [string, ColumnKind] => [key, column.kind]));

const champions: Condition = { field: 'abm:rfm.label', operator: 'is', value: 'champions' };
const health: Condition = { field: 'industry', operator: 'is', value: 'Health' };

function segment(conditions: readonly Condition[], more: Partial<Segment> = {}): Segment {
  return {
    format: SEGMENT_FORMAT,
    name: 'Test',
    module: 'accounts',
    nature: { kind: 'dynamic', interval: 'daily' },
    parent: null,
    criteria: { conditions: [...conditions], pattern: '' },
    ...more,
  };
}
const evaluate = (given: Segment, table = GENERATION, parentMembers: BigInt64Array | null = null) =>
  evaluateSegment({ segment: given, table, parentMembers, context: CONTEXT });

test('members are the accounts inside ABM whose labels and fields match', () => {
  expect(evaluate(segment([champions])).members).toEqual(ids(11n, 13n));
  expect(evaluate(segment([champions, health])).members).toEqual(ids(11n));
});

test('OR, raw scores and no conditions at all', () => {
  const either = segment([health, { field: 'abm:rfm.r', operator: 'atLeast', number: 4 }], {
    criteria: { conditions: [health, { field: 'abm:rfm.r', operator: 'atLeast', number: 4 }], pattern: '1 OR 2' },
  });
  expect(evaluate(either).members).toEqual(ids(11n, 12n, 13n));
  expect(evaluate(segment([])).members).toEqual(ids(11n, 12n, 13n, 14n));
});

test('a child is its parent AND its own criteria', () => {
  const parent = evaluate(segment([champions])).members;
  const child = segment([health], { parent: 'seg-1' });
  expect(evaluate(child, GENERATION, parent).members).toEqual(ids(11n));
  // What the parent does not hold the child does not either, whatever its own criteria say.
  expect(evaluate(child, GENERATION, ids()).members).toEqual(ids());
});

test('a child is not evaluated without its parent, nor another segment with one', () => {
  expect(() => evaluate(segment([health], { parent: 'seg-1' }))).toThrow(TypeError);
  expect(() => evaluate(segment([health]), GENERATION, ids(11n))).toThrow(TypeError);
});

test('a parent must exist, be of the same module and have no parent itself', () => {
  const child = segment([health], { parent: 'seg-1' });
  expect(checkSegment(child, KINDS, segment([champions]))).toEqual([]);
  const code = (parent: Segment | null) => checkSegment(child, KINDS, parent).map((problem) => problem.code);
  expect(code(null)).toEqual(['segment.parentMissing']);
  expect(code(segment([], { parent: 'seg-0' }))).toEqual(['segment.parentIsChild']);
  expect(code(segment([], { module: 'deals' }))).toEqual(['segment.parentOfOtherModule']);
});

test('criteria over a column that is not there are refused with their place', () => {
  const problems = checkSegment(segment([champions, { field: 'website', operator: 'isEmpty' }]), KINDS, null);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.where).toContain('criteria.conditions[1]');
});

function movement(before: BigInt64Array, given: Segment, cause: EvaluationCause, parent: BigInt64Array | null = null) {
  const evaluation = evaluate(given, GENERATION, parent);
  const difference = diffMembers(before, evaluation.members);
  return explainMovement({ difference, table: GENERATION, evaluation, cause }).map(({ id, direction, reason }) => [
    id,
    direction,
    reason.code,
    reason.params['conditions'],
  ]);
}

test('entries and exits say which conditions hold and which fail', () => {
  expect(movement(ids(12n, 13n, 14n), segment([champions, health]), 'refreshed')).toEqual([
    ['11', 'entered', 'segment.entered.conditions', '1,2'],
    ['12', 'exited', 'segment.exited.conditions', '1'],
    ['13', 'exited', 'segment.exited.conditions', '2'],
    ['14', 'exited', 'segment.exited.conditions', '1,2'],
  ]);
});

test('who left ABM, or is gone, left it; no condition is blamed', () => {
  expect(movement(ids(9n, 11n, 15n), segment([champions, health]), 'refreshed')).toEqual([
    ['9', 'exited', 'segment.exited.leftAbm', undefined],
    ['15', 'exited', 'segment.exited.leftAbm', undefined],
  ]);
});

test('who left only the parent is told so', () => {
  const child = segment([health], { parent: 'seg-1' });
  expect(movement(ids(11n, 12n), child, 'refreshed', ids(11n, 13n))).toEqual([
    ['12', 'exited', 'segment.exited.leftParent', undefined],
  ]);
});

test('the first evaluation and edited criteria are their own causes', () => {
  expect(movement(ids(), segment([champions]), 'created')).toEqual([
    ['11', 'entered', 'segment.entered.created', '1'],
    ['13', 'entered', 'segment.entered.created', '1'],
  ]);
  expect(movement(ids(11n, 12n), segment([champions]), 'criteriaEdited')).toEqual([
    ['13', 'entered', 'segment.entered.criteriaEdited', '1'],
    ['12', 'exited', 'segment.exited.criteriaEdited', '1'],
  ]);
});

const KEYS = { wonKey: 'abm:deals.won', pipelineKey: 'abm:deals.pipeline' };

test('the card of SEG-1: pipelines of 2,000 and 4,500 are 6,500', () => {
  const { members } = evaluate(segment([champions]));
  const summary = summariseSegment({ members, records: GENERATION, accountKey: 'id', accounts: GENERATION, ...KEYS });
  expect(summary).toEqual({ records: 2, accounts: 2, missing: 0, wonMinor: 1_300_000, pipelineMinor: 650_000 });
});

test('members that are gone are counted apart, amounts that are not there add nothing', () => {
  const summary = summariseSegment({
    members: ids(7n, 12n, 14n),
    records: GENERATION,
    accountKey: 'id',
    accounts: GENERATION,
    ...KEYS,
  });
  expect(summary).toEqual({ records: 2, accounts: 2, missing: 1, wonMinor: 20_000, pipelineMinor: 1_000 });
});

function sums(won: readonly number[], pipeline: readonly number[]) {
  const accounts: ColumnTable = {
    length: won.length,
    columns: new Map<string, Column>([
      ['id', { kind: 'id', values: BigInt64Array.from(won, (_, index) => BigInt(index + 1)) }],
      ['abm:deals.won', { kind: 'money', minor: Float64Array.from(won) }],
      ['abm:deals.pipeline', { kind: 'money', minor: Float64Array.from(pipeline) }],
    ]),
  };
  const members = BigInt64Array.from(won, (_, index) => BigInt(index + 1));
  return summariseSegment({ members, records: accounts, accountKey: 'id', accounts, ...KEYS });
}

test('a sum beyond exact numbers is not given as a number that is not exact', () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(sums([most, 1], [most, 0])).toMatchObject({ wonMinor: null, pipelineMinor: most });
});

test('a sum is exact even where its parts pass through what a number cannot hold', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const summary = sums([2 ** 52 - 2, most, -most], [most, most, -most]);
  expect(summary).toMatchObject({ wonMinor: 2 ** 52 - 2, pipelineMinor: most });
});

/** Contacts of Acme (two), Bravo, nobody, an unknown account, and Echo, which is outside ABM. */
const CONTACTS: ColumnTable = {
  length: 6,
  columns: new Map<string, Column>([
    ['id', { kind: 'id', values: ids(106n, 101n, 102n, 103n, 104n, 105n) }],
    ['account', { kind: 'id', values: ids(11n, 11n, 12n, 0n, 99n, 15n) }],
  ]),
};

test('labels reach contacts through their account', () => {
  const joined = joinAccounts(CONTACTS, 'account', GENERATION);
  const contacts = segment([champions], { module: 'contacts' });
  const { members } = evaluate(contacts, joined);
  expect(members).toEqual(ids(101n, 106n));
  // No condition: still only contacts of accounts inside ABM.
  expect(evaluate(segment([], { module: 'contacts' }), joined).members).toEqual(ids(101n, 102n, 106n));
  const summary = summariseSegment({ members, records: joined, accountKey: 'account', accounts: GENERATION, ...KEYS });
  expect(summary).toEqual({ records: 2, accounts: 1, missing: 0, wonMinor: 1_000_000, pipelineMinor: 200_000 });
});

test('a record without account has every column of accounts empty', () => {
  const { columns } = joinAccounts(CONTACTS, 'account', GENERATION);
  expect(columns.get('abm:rfm.label')).toMatchObject({ codes: Int32Array.of(0, 0, 1, NULL_CODE, NULL_CODE, 0) });
  expect(columns.get('abm:deals.won')).toEqual({
    kind: 'money',
    minor: Float64Array.of(1e6, 1e6, 20_000, Number.NaN, Number.NaN, 9_900),
  });
  expect(columns.get('abm:account.included')).toMatchObject({ values: Uint8Array.of(1, 1, 1, 2, 2, 0) });
  expect(columns.has('industry')).toBe(false);
});
