import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { propertyRuns } from '#test/support/property-runs.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { startSandbox, startSandboxForTest, type Caller, type TestSandbox } from './start-sandbox.ts';

let sandbox: TestSandbox;
let caller: Caller;
let accounts: readonly Record<string, unknown>[];
beforeAll(async () => {
  sandbox = await startSandbox();
  caller = sandbox.as('administrator');
  accounts = sandbox.sql(
    'SELECT CAST(id AS TEXT) AS id, Account_Name, Industry, Employees, Annual_Revenue, Billing_Country FROM Accounts ORDER BY id',
  );
});
afterAll(() => sandbox.close());

/** Ids that a query on accounts finds; null when it is refused. */
async function ids(where: string, on: Caller = caller): Promise<readonly unknown[] | null> {
  const answer = await on.coql(`select id from Accounts where ${where} limit 2000`);
  if (answer.status === 204) return [];
  return answer.status === 200 ? answer.rows.map((row) => row['id']) : null;
}

test('a query answers its columns, lookups with names, dotted fields under their path, ids always', async () => {
  const answer = await caller.coql(
    "select Deal_Name, Account_Name, Account_Name.Industry, Account_Name.Parent_Account.Account_Name as Group_Name from Deals where Deal_Name = 'Deal 19'",
  );
  expect(answer.rows).toEqual([
    {
      Deal_Name: 'Deal 19',
      Account_Name: { name: 'Account 20', id: sandbox.id('Accounts', 20) },
      'Account_Name.Industry': 'Healthcare',
      Group_Name: 'Account 19',
      id: sandbox.id('Deals', 19),
    },
  ]);
  expect(answer.at('info')).toEqual({ count: 1, more_records: false });
});

test('nothing found is 204, more than asked for is said', async () => {
  expect((await caller.coql("select id from Deals where Deal_Name = 'nobody'")).status).toBe(204);
  const answer = await caller.coql('select id from Deals where id is not null');
  expect([answer.rows.length, answer.at('info', 'more_records')]).toEqual([200, true]);
  expect((await caller.coql('select id from Deals where id is not null limit 900')).at('info', 'more_records')).toBe(
    false,
  );
});

test('order, offset and paging by id', async () => {
  const top = await caller.coql(
    'select Amount from Deals where Amount is not null order by Amount desc, id asc limit 3 offset 1',
  );
  expect(top.rows.map((row) => row['Amount'])).toEqual(
    sandbox
      .sql('SELECT Amount FROM Deals WHERE Amount IS NOT NULL ORDER BY Amount DESC LIMIT 3 OFFSET 1')
      .map((row) => row['Amount']),
  );
  const comma = await caller.coql('select Amount from Deals where Amount is not null order by Amount desc limit 1, 3');
  expect(comma.rows.map((row) => row['id'])).toEqual(top.rows.map((row) => row['id']));
  let last = '1';
  let seen = 0;
  for (;;) {
    const page = await caller.coql(`select id from Deals where id > ${last} order by id asc limit 250`);
    if (page.status === 204) break;
    seen += page.rows.length;
    last = String(page.rows.at(-1)?.['id']);
  }
  expect(seen).toBe(900);
});

test('groups and aggregates equal SQL over the table', async () => {
  const answer = await caller.coql(
    'select Stage, Currency, COUNT(id), SUM(Amount) as total, MIN(Closing_Date), MAX(Amount), AVG(Amount) from Deals where id is not null group by Stage, Currency order by COUNT(id) desc',
  );
  const expected = sandbox.sql(
    'SELECT Stage, Currency, count(id) AS "COUNT(id)", sum(Amount) AS total, min(Closing_Date) AS "MIN(Closing_Date)", max(Amount) AS "MAX(Amount)", avg(Amount) AS "AVG(Amount)" FROM Deals GROUP BY Stage, Currency ORDER BY count(id) DESC, Stage, Currency',
  );
  expect(answer.rows).toEqual(expected.map((row) => ({ ...row })));
  expect((await caller.coql('select COUNT(id) from Accounts where Employees is null')).rows).toEqual([
    { 'COUNT(id)': 42 },
  ]);
});

test.each([
  ["Industry = 'healthcare'", 'IN', "'Healthcare'"],
  ["Account_Name like 'ÄRZTE%'", 'LIKE', ''],
])('text ignores case beyond ASCII unless the switch says otherwise: %s', async (where) => {
  const strict = await startSandboxForTest({ switches: { textComparison: 'matchCase' } });
  const [loose, exact] = [await ids(where), await ids(where, strict.as('administrator'))];
  expect([(loose ?? []).length > 0, exact]).toEqual([true, []]);
});

test('like knows % alone; _ and other engines’ wildcards mean themselves', async () => {
  const names = async (pattern: string) =>
    (await caller.coql(`select Account_Name from Accounts where Account_Name like '${pattern}'`)).rows.map(
      (row) => row['Account_Name'],
    );
  expect(await names('under_%')).toEqual(['under_score']);
  expect(await names('%o_lines')).toEqual([]);
  expect(await names('%*%')).toEqual([]);
  expect(await names("O''Neill%")).toEqual(["O'Neill 100%"]);
});

test('quotes and comments in values stay values', async () => {
  const before = sandbox.sql('SELECT count(*) AS n FROM Accounts');
  for (const value of [
    "x'' or ''1''=''1",
    "''; DROP TABLE Accounts; --",
    '" or 1=1 --',
    String.raw`\'' or 1=1`,
    '%00?1$1:a@b',
  ]) {
    expect(await ids(`Account_Name = '${value}'`)).toEqual([]);
  }
  expect(sandbox.sql('SELECT count(*) AS n FROM Accounts')).toEqual(before);
});

test.each([
  ['select id from Accounts', 'SYNTAX_ERROR', { clause: 'where' }],
  ['select id where id is not null', 'SYNTAX_ERROR', { clause: 'from' }],
  ['update Accounts set x', 'SYNTAX_ERROR', { clause: 'select' }],
  ["select id from Accounts where Industry = 'A' and Employees = 1 and Employees = 2", 'SYNTAX_ERROR', { near: 'and' }],
  ['select id from Accounts where Employees = 1; drop table x', 'SYNTAX_ERROR', { near: ';' }],
  ["select id from Accounts where Industry = 'open", 'SYNTAX_ERROR', { near: "'" }],
  ['select external from Accounts where id is not null', 'SYNTAX_ERROR', { near: 'external' }],
  ['select id from Accounts where id is not null limit 2001', 'LIMIT_EXCEEDED', { clause: 'limit', limit: 2_000 }],
  [
    'select id from Accounts where id is not null limit 1000 offset 99001',
    'LIMIT_EXCEEDED',
    { clause: 'offset', limit: 100_000 },
  ],
  [
    `select id from Accounts where Employees in (${Array.from({ length: 101 }, (_, n) => n).join(', ')})`,
    'LIMIT_EXCEEDED',
    { clause: 'in', limit: 100 },
  ],
  [
    `select ${Array.from({ length: 501 }, () => 'Industry').join(', ')} from Accounts where id is not null`,
    'LIMIT_EXCEEDED',
    { clause: 'select', limit: 500 },
  ],
  [
    `select id from Accounts where id is not null order by ${Array.from({ length: 11 }, () => 'id').join(', ')}`,
    'LIMIT_EXCEEDED',
    { clause: 'order by', limit: 10 },
  ],
  [
    'select COUNT(id) from Accounts where id is not null group by Industry, Rating, Ownership, Account_Type, Phone',
    'LIMIT_EXCEEDED',
    { clause: 'group by', limit: 4 },
  ],
  [
    'select SUM(Employees), MIN(Employees), MAX(Employees), AVG(Employees), COUNT(id), COUNT(Industry) from Accounts where id is not null',
    'LIMIT_EXCEEDED',
    { limit: 5 },
  ],
  [
    'select Account_Name.id, Contact_Name.id, Campaign_Source.id from Deals where id is not null',
    'LIMIT_EXCEEDED',
    { clause: 'join', limit: 2 },
  ],
  ["select id from Accounts where Industry > 'A'", 'INVALID_QUERY', { column_name: 'Industry', operator: '>' }],
  ["select id from Accounts where Description like 'A%'", 'INVALID_QUERY', { column_name: 'Description' }],
  ["select id from Accounts where Employees like '1%'", 'INVALID_QUERY', { operator: 'like' }],
  ["select id from Accounts where Employees = 'many'", 'INVALID_QUERY', { column_name: 'Employees', value: 'many' }],
  ["select id from Deals where Closing_Date > '2025-02-30'", 'INVALID_QUERY', { column_name: 'Closing_Date' }],
  ["select id from Deals where Created_Time > '2025-02-28'", 'INVALID_QUERY', { column_name: 'Created_Time' }],
  ['select Nonsense from Accounts where id is not null', 'INVALID_QUERY', { column_name: 'Nonsense' }],
  ['select Industry.Name from Accounts where id is not null', 'INVALID_QUERY', { column_name: 'Industry' }],
  ['select Product_Details from Deals where id is not null', 'INVALID_QUERY', { column_name: 'Product_Details' }],
  ['select Industry, COUNT(id) from Accounts where id is not null', 'INVALID_QUERY', { column_name: 'Industry' }],
  ['select SUM(Industry) from Accounts where id is not null', 'INVALID_QUERY', { column_name: 'Industry' }],
  ['select id from Unicorns where id is not null', 'INVALID_MODULE', {}],
])('%s is refused with %s', async (query, code, details) => {
  const answer = await caller.coql(query);
  expect([answer.status, answer.at('code'), answer.at('status')]).toEqual([400, code, 'error']);
  expect(answer.at('details')).toMatchObject(details);
});

test('at most 25 criteria, and nesting in pairs may be lifted', async () => {
  const nested = (count: number) =>
    Array.from({ length: count }, () => 'Employees > 0').reduce((left, right) => `(${left} and ${right})`);
  expect(await ids(nested(25))).toHaveLength(258);
  expect((await caller.coql(`select id from Accounts where ${nested(26)}`)).at('details')).toEqual({
    clause: 'where',
    limit: 25,
  });
  const lenient = await startSandboxForTest({ switches: { criteriaPairs: 'optional' } });
  const free = "Employees > 100 and Employees < 300 or Industry = 'Retail'";
  expect(await ids(free, lenient.as('administrator'))).toEqual(
    await ids("((Employees > 100 and Employees < 300) or Industry = 'Retail')"),
  );
});

test('what the profile hides cannot be selected, compared, joined or ordered', async () => {
  const noAmounts = sandbox.as('noAmounts');
  for (const query of [
    'select Amount from Deals where id is not null',
    'select id from Deals where Amount > 10',
    'select id from Deals where id is not null order by Amount',
    'select SUM(Amount) from Deals where id is not null',
    'select Parent_Id.Amount from Deal_Line_Items where id is not null',
  ]) {
    const answer = await noAmounts.coql(query);
    expect([query, answer.status, answer.at('code')]).toEqual([query, 400, 'INVALID_QUERY']);
  }
  const denied = await sandbox.as('noDeals').coql('select id from Deals where id is not null');
  expect([denied.status, denied.at('details', 'permissions')]).toEqual([403, ['Crm_Implied_View_Deals']]);
});

test('a joined module needs View as well as the one that is queried', async () => {
  const denied = ['Crm_Implied_View_Accounts'];
  const profiles = ZYLKER.profiles.map((profile) => ({ ...profile, denied }));
  const own = await startSandboxForTest({ orgs: [{ definition: { ...ZYLKER, profiles }, seed: null }] });
  for (const query of [
    'select Account_Name.Industry from Contacts where id is not null',
    "select id from Contacts where Account_Name.Industry = 'Retail'",
  ]) {
    const answer = await own.as('rep').coql(query);
    expect([query, answer.status, answer.at('details', 'permissions')]).toEqual([query, 403, denied]);
  }
  const administrator = own.as('administrator');
  expect((await administrator.coql('select Account_Name.Industry from Contacts where id is not null')).status).toBe(
    204,
  );
});

/** A criterion with what it means, computed without SQL. null on either side satisfies nothing but `is null`. */
interface Case {
  readonly text: string;
  readonly holds: (account: Record<string, unknown>) => boolean;
}

const textColumn = fc.constantFrom('Account_Name', 'Industry', 'Billing_Country');
const textValue = fc.constantFrom(
  'Healthcare',
  'RETAIL',
  'germany',
  'Account 50',
  'ärztehaus SÜD',
  "O'Neill 100%",
  'nobody',
  'under_score',
  'two\nlines',
  'ACME "Labs"',
);
const numberColumn = fc.constantFrom('Employees', 'Annual_Revenue');
const numberValue = fc.oneof(fc.integer({ min: -10, max: 3_100 }), fc.constantFrom(1000.5, 10_005, 150_075));
const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;
const lower = (value: unknown) => String(value).toLowerCase();

const leaf: fc.Arbitrary<Case> = fc.oneof(
  fc.tuple(textColumn, textValue, fc.boolean()).map(([column, value, equal]) => ({
    text: `${column} ${equal ? '=' : '!='} ${quote(value)}`,
    holds: (row: Record<string, unknown>) => row[column] !== null && (lower(row[column]) === lower(value)) === equal,
  })),
  fc
    .tuple(textColumn, fc.array(textValue, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([column, values, inside]) => ({
      text: `${column} ${inside ? '' : 'not '}in (${values.map(quote).join(', ')})`,
      holds: (row: Record<string, unknown>) =>
        row[column] !== null && values.map(lower).includes(lower(row[column])) === inside,
    })),
  fc
    .tuple(
      textColumn,
      fc.constantFrom('an', 'Account 1', 'ÄRZTE', '0', "'", '"'),
      fc.constantFrom('', '%'),
      fc.constantFrom('', '%'),
      fc.boolean(),
    )
    .map(([column, part, before, after, like]) => ({
      text: `${column} ${like ? '' : 'not '}like ${quote(before + part + after)}`,
      holds: (row: Record<string, unknown>) => {
        if (row[column] === null) return false;
        const [value, sought] = [lower(row[column]), part.toLowerCase()];
        const found =
          before === '' && after === ''
            ? value === sought
            : before === ''
              ? value.startsWith(sought)
              : after === ''
                ? value.endsWith(sought)
                : value.includes(sought);
        return found === like;
      },
    })),
  fc
    .tuple(numberColumn, fc.constantFrom('=', '!=', '<', '>', '<=', '>='), numberValue)
    .map(([column, operator, value]) => ({
      text: `${column} ${operator} ${value}`,
      holds: (row: Record<string, unknown>) => {
        const actual = row[column];
        if (typeof actual !== 'number') return false;
        if (operator === '=') return actual === value;
        if (operator === '!=') return actual !== value;
        if (operator === '<') return actual < value;
        if (operator === '>') return actual > value;
        return operator === '<=' ? actual <= value : actual >= value;
      },
    })),
  fc.tuple(numberColumn, numberValue, numberValue).map(([column, from, to]) => ({
    text: `${column} between ${from} and ${to}`,
    holds: (row: Record<string, unknown>) => {
      const actual = row[column];
      return typeof actual === 'number' && actual >= from && actual <= to;
    },
  })),
  fc.tuple(fc.oneof(textColumn, numberColumn), fc.boolean()).map(([column, empty]) => ({
    text: `${column} is ${empty ? '' : 'not '}null`,
    holds: (row: Record<string, unknown>) => (row[column] === null) === empty,
  })),
);

const { criterion } = fc.letrec<{ criterion: Case }>((tie) => ({
  criterion: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.tuple(tie('criterion'), tie('criterion'), fc.boolean()).map(([left, right, and]) => ({
      text: `(${left.text} ${and ? 'and' : 'or'} ${right.text})`,
      holds: (row: Record<string, unknown>) =>
        and ? left.holds(row) && right.holds(row) : left.holds(row) || right.holds(row),
    })),
  ),
}));

test('any criteria find exactly the accounts that satisfy them', async () => {
  await fc.assert(
    fc.asyncProperty(criterion, async ({ text, holds }) => {
      expect(await ids(text)).toEqual(accounts.filter(holds).map((row) => row['id']));
    }),
    { numRuns: propertyRuns(300) },
  );
});
