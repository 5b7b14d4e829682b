import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZohoError } from '#sandbox/api/zoho-error.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { DEFAULT_SWITCHES, switchesSchema, type SandboxSwitches } from '#sandbox/switches.ts';
import { openCoql, type CoqlAnswers } from '#test/support/ask-coql.ts';
import { startSandbox, type TestSandbox } from '../start-sandbox.ts';
import { TRUTH, type TruthRow } from './truth-rows.ts';

const SEED = { moduleUrl: new URL('./truth-seed.ts', import.meta.url).href, options: null };

let sandbox: TestSandbox;
let coql: CoqlAnswers;
beforeAll(async () => {
  sandbox = await startSandbox({ orgs: [{ definition: ZYLKER, seed: SEED }] });
  coql = openCoql(sandbox.databasePath(ZYLKER));
});
afterAll(async () => {
  coql.close();
  await sandbox.close();
});

/** Records that fill another field than the row's are empty in it: they are left out, unless the row is about none. */
function queryOf({ field, where, expected }: TruthRow): string {
  const shown = 'refused' in expected ? 'id' : field === 'Order' ? `'Order'` : field;
  return `select ${shown} from Accounts where ${where} order by id asc limit 2000`;
}

const order = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).toSorted();

/** One empty record a field stands for all of them. */
function onceEmpty(values: readonly unknown[], { field }: TruthRow): readonly unknown[] {
  const filled = values.filter((value) => value !== null);
  return field !== 'Order' && filled.length < values.length ? [null, ...filled] : values;
}

test.each(TRUTH.filter(({ switches }) => Object.keys(switches).length === 0))(
  'over HTTP: $field: $where ($source)',
  async (row) => {
    const answer = await sandbox.as('administrator').coql(queryOf(row));
    if ('refused' in row.expected) {
      expect([answer.status, answer.at('code')]).toEqual([400, row.expected.refused]);
      expect(answer.at('details')).toMatchObject(row.expected.details ?? {});
      return;
    }
    const found = answer.rows.map((record) => {
      const value = record[row.field];
      return Array.isArray(value) ? value.join(';') : value;
    });
    expect(order(onceEmpty(found, row))).toEqual(order(row.expected.holds));
  },
);

function codeOf(row: TruthRow, switches: SandboxSwitches): string {
  try {
    coql.firstColumn(queryOf(row), switches);
    return 'nothing refused';
  } catch (error) {
    if (error instanceof ZohoError) return error.code;
    throw error;
  }
}

test.each(TRUTH.filter(({ switches }) => Object.keys(switches).length > 0))(
  '$switches: $field: $where ($source)',
  (row) => {
    const switches = { ...DEFAULT_SWITCHES, ...row.switches };
    if ('refused' in row.expected) {
      expect(codeOf(row, switches)).toBe(row.expected.refused);
      return;
    }
    const found = coql.firstColumn(queryOf(row), switches);
    expect(order(onceEmpty(found, row))).toEqual(order(row.expected.holds));
  },
);

test('every source is a page or a switch, and every switch of criteria stands in the table with both its values', () => {
  const inTable = new Set(TRUTH.flatMap(({ switches }) => Object.entries(switches).map((entry) => entry.join(' '))));
  const named = new Set(TRUTH.flatMap(({ source }) => /^unknown: switch (\w+)$/.exec(source)?.[1] ?? []));
  const names: readonly (keyof SandboxSwitches)[] = [
    'textComparison',
    'accentComparison',
    'trailingSpaces',
    'emptyInNegation',
    'likeWildcards',
    'multiselectEquals',
    'picklistLike',
    'unlistedOption',
    'wideNumbers',
    'criteriaPairs',
    'backslashInText',
  ];
  expect(named).toEqual(new Set(names));
  for (const name of names) {
    const [, ...others] = switchesSchema.shape[name].options;
    for (const value of others) expect(inTable).toContain(`${name} ${value}`);
  }
});

test('joins, empty values in order, and the heads of aggregates go by their switches', async () => {
  const query = 'select Employees from Accounts where id is not null order by Employees asc limit 1';
  const [first, last] = [DEFAULT_SWITCHES, { ...DEFAULT_SWITCHES, emptyOrder: 'last' } as const];
  expect([coql.firstColumn(query, first)[0], coql.firstColumn(query, last)[0]]).toEqual([null, -5]);

  const three = 'select Account_Name.id, Contact_Name.id, Campaign_Source.id from Deals where id is not null';
  expect(() => coql.keys(three, DEFAULT_SWITCHES)).toThrow('join limit exceeded');
  expect(coql.keys(three, { ...DEFAULT_SWITCHES, joinLimit: 'five' })).toHaveLength(4);

  const counted = 'select COUNT(id), Account_Site from Accounts where id is not null group by Account_Site';
  expect(coql.keys(counted, DEFAULT_SWITCHES)).toEqual(['COUNT(id)', 'Account_Site']);
  expect(coql.keys(counted, { ...DEFAULT_SWITCHES, aggregateKeys: 'lowerCase' })[0]).toBe('count(id)');
  const answer = await sandbox.as('administrator').coql(counted);
  expect(answer.rows.find((each) => each['Account_Site'] === 'Key_Account')).toEqual({
    'COUNT(id)': 2,
    Account_Site: 'Key_Account',
  });
});

test.each([
  ['select id from Accounts where id is not null order by id, id', 'order by', 'id'],
  ['select COUNT(id) from Accounts where id is not null group by Rating, Rating', 'group by', 'Rating'],
  [
    'select MAX(Employees), MAX(Employees) as twice from Accounts where id is not null',
    'aggregate functions',
    'Employees',
  ],
])('a field twice in a clause is DUPLICATE_DATA: %s', async (query, clause, column_name) => {
  const answer = await sandbox.as('administrator').coql(query);
  expect([answer.status, answer.at('code'), answer.at('details')]).toEqual([
    400,
    'DUPLICATE_DATA',
    { clause, column_name },
  ]);
});

test('lookups compare by id, joined ones by their fields', async () => {
  const administrator = sandbox.as('administrator');
  const first = sandbox.id('Accounts', 1);
  const children = async (where: string) =>
    (await administrator.coql(`select id from Accounts where ${where}`)).rows.length;
  expect(await children(`Parent_Account = '${first}'`)).toBe(1);
  expect(await children(`Parent_Account in ('${first}', '${sandbox.id('Accounts', 2)}')`)).toBe(1);
  expect(await children(`Parent_Account != '${first}'`)).toBe(0);
  expect(await children(`Parent_Account.Account_Name = 'Account 1'`)).toBe(1);
  expect(await children('Parent_Account is not null')).toBe(1);
});
