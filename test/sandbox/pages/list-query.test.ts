import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelFields } from '#core/labels/label-fields.ts';
import { parseQuery } from '#sandbox/coql/parse-query.ts';
import { DEFAULT_SWITCHES } from '#sandbox/switches.ts';
import {
  formatListState,
  LABEL_FIELDS,
  listColumns,
  NO_LABEL,
  parseListState,
  toCriteria,
  toQuery,
  type ListState,
} from '#sandbox/pages/browser/list-query.ts';
import type { FieldInfo } from '#sandbox/pages/browser/crm-api.ts';
import { startSandbox, type TestSandbox } from '../start-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const field = (api_name: string, data_type = 'text', custom_field = false): FieldInfo => ({
  api_name,
  field_label: api_name,
  data_type,
  custom_field,
  lookup: {},
  pick_list_values: [],
});
const FIELDS = [
  field('Owner', 'ownerlookup'),
  field('Industry', 'picklist'),
  field('Account_Name'),
  ...LABEL_FIELDS.map((name) => field(name, 'picklist', true)),
  field('ABM_Evidence', 'textarea', true),
  field('Renewal_Date', 'date', true),
  field('Contract_Lines', 'subform', true),
];

function state(changes: Partial<ListState> = {}): ListState {
  return { search: '', page: 1, sort: 'Account_Name', descending: false, labels: new Map(), ...changes };
}

const anyState = fc.record({
  search: fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom("O'Neill 100%", "''", "' or id is not null", '"', '\\', '%', '_'),
  ),
  page: fc.integer({ min: 1, max: 2000 }),
  sort: fc.constantFrom('Account_Name', 'Industry', 'Renewal_Date'),
  descending: fc.boolean(),
  labels: fc
    .tuple(
      fc.uniqueArray(fc.oneof(fc.constant(NO_LABEL), fc.string({ maxLength: 20 }))),
      fc.uniqueArray(fc.string({ maxLength: 20 })),
    )
    .map((chosen) => new Map(LABEL_FIELDS.map((name, index) => [name, new Set(chosen[index])]))),
});

test('every state is a query that the CRM reads, criteria in pairs', () => {
  fc.assert(
    fc.property(anyState, (any) => {
      const query = parseQuery(toQuery(any, listColumns(FIELDS), FIELDS), DEFAULT_SWITCHES);
      expect(query.limit).toBe(50);
      expect(query.offset).toBe((any.page - 1) * 50);
    }),
  );
});

test('an address carries the whole state and gives it back', () => {
  fc.assert(
    fc.property(anyState, (any) => {
      const back = parseListState(new URLSearchParams(formatListState(any)));
      expect(back).toEqual(any);
    }),
  );
});

test('an address written by hand is taken as far as it makes sense', () => {
  const odd = parseListState(new URLSearchParams('page=-3&sort=id; drop&order=up&q=x'));
  expect([odd.page, odd.sort, odd.descending, odd.search]).toEqual([1, 'Account_Name', false, 'x']);
  expect(parseListState(new URLSearchParams('page=99999')).page).toBe(1);
  // A column that the user does not see sorts nothing.
  expect(toQuery(state({ sort: 'Annual_Revenue' }), listColumns(FIELDS), FIELDS)).toContain(
    'order by Account_Name asc',
  );
});

test('the columns are the usual ones, the labels, what the org added, the owner; nothing for machines', () => {
  expect(listColumns(FIELDS).map(({ api_name }) => api_name)).toEqual([
    'Account_Name',
    ...LABEL_FIELDS,
    'Industry',
    'Renewal_Date',
    'Owner',
  ]);
});

test('every label field that a configuration makes is a column and a filter', () => {
  const none: never[] = [];
  const made = labelFields({ rfm: none, firmographics: none, engagement: none, recommendations: none, voice: none });
  const labels = made.filter(({ field: { type } }) => type === 'choice').map(({ field: { apiName } }) => apiName);
  expect(labels).toHaveLength(5);
  expect(LABEL_FIELDS).toEqual(labels);
});

test('a label field that the org or the user does not have filters nothing', () => {
  const chosen = new Map([[LABEL_FIELDS[0] ?? '', new Set(['Champions'])]]);
  expect(toCriteria(state({ labels: chosen }), [field('Account_Name')])).toBe('id is not null');
});

test.each([
  ["O'Neill 100%", ["O'Neill 100%"]],
  ['ACME', ['ACME "Labs"', 'Acme, Inc.']],
  ['er_sc', ['under_score']],
  ["' or id is not null", []],
  ['"Labs', ['ACME "Labs"']],
])('searching for %s finds what a person means', async (search, names) => {
  const fields = [field('Account_Name')];
  const answer = await sandbox.as('rep').coql(toQuery(state({ search }), fields, fields));
  expect(answer.rows.map((row) => String(row['Account_Name'])).toSorted()).toEqual(names.toSorted());
});

test('a list with amounts also reads each record’s currency, which is no column of its own, and only where it exists', () => {
  const fields = [...FIELDS, field('Annual_Revenue', 'currency')];
  const withCurrency = [...fields, field('Currency', 'picklist')];
  const selected = (some: readonly FieldInfo[]): readonly string[] =>
    /select (.*) from/.exec(toQuery(state(), listColumns(some), some))?.[1]?.split(', ') ?? [];
  expect(selected(withCurrency)).toContain('Currency');
  expect(listColumns(withCurrency).map(({ api_name }) => api_name)).not.toContain('Currency');
  expect(selected(fields)).not.toContain('Currency');
  expect(selected([...FIELDS, field('Currency', 'picklist')])).not.toContain('Currency');
});
