import type { SandboxSwitches } from '#sandbox/switches.ts';
import { TEXTS } from './truth-seed.ts';

/**
 * What a condition finds, written down by hand. `holds` names the values of the records found, null = the empty one;
 * `refused` is the code of the error and what its details must hold.
 */
export interface TruthRow {
  readonly field: string;
  readonly where: string;
  readonly expected:
    | { readonly holds: readonly (string | number | boolean | null)[] }
    | { readonly refused: string; readonly details?: Readonly<Record<string, unknown>> };
  /** The page that says so, or the switch that stands for what none says. */
  readonly source: string;
  /** What is set otherwise than by default. */
  readonly switches: Partial<SandboxSwitches>;
}

/** Zoho, "Query API - Overview" and "Query API - Limitations", v2 to v8. */
const OVERVIEW = 'Query API, overview: the syntax and its meaning are SQL’s';
const LIMITATIONS = 'Query API, limitations: comparators';
const PART_2 = 'Kaizen 81, COQL API part II: operators by type';
const FAQ = 'Kaizen 171, FAQs on COQL: quotes, reserved words, pairs';
const FACTS = 'Zoho CRM API v8, queries';
const unknown = (name: keyof SandboxSwitches) => `unknown: switch ${name}`;

type Value = string | number | boolean | null;
const row = (
  name: string,
  where: string,
  holds: readonly Value[],
  source: string,
  switches: Partial<SandboxSwitches> = {},
): TruthRow => ({ field: name, where, expected: { holds }, source, switches });
const refused = (
  name: string,
  where: string,
  code: string,
  source: string,
  switches: Partial<SandboxSwitches> = {},
  details: Readonly<Record<string, unknown>> = { column_name: name },
): TruthRow => ({ field: name, where, expected: { refused: code, details }, source, switches });

const except = (...values: readonly Value[]) => TEXTS.filter((text) => !values.includes(text));

const TEXT: readonly TruthRow[] = [
  row('T', 'T is null', [null], LIMITATIONS),
  row('T', 'T is not null', TEXTS, LIMITATIONS),
  row('T', "T = 'nobody'", [], OVERVIEW),
  row('T', "T = 'Acme'", ['Acme', 'ACME'], unknown('textComparison')),
  row('T', "T = 'Acme'", ['Acme'], unknown('textComparison'), { textComparison: 'matchCase' }),
  row('T', "T = 'Acme'", ['Acme', 'ACME', 'Ácme'], unknown('accentComparison'), { accentComparison: 'ignored' }),
  row('T', "T = 'Acme'", ['Acme', 'ACME', 'Acme '], unknown('trailingSpaces'), { trailingSpaces: 'ignored' }),
  row('T', "T = 'Acme   '", [], unknown('trailingSpaces')),
  row('T', "T = 'Acme   '", ['Acme', 'ACME', 'Acme '], unknown('trailingSpaces'), { trailingSpaces: 'ignored' }),
  row('T', "T = 'οδοσ'", ['ΟΔΟΣ'], unknown('textComparison')),
  row('T', "T = 'οδοσ'", [], unknown('textComparison'), { textComparison: 'matchCase' }),
  row('T', "T = '2024'", ['2024'], OVERVIEW),
  row('T', 'T = 2024', ['2024'], OVERVIEW),
  row('T', "T = '😀 party'", ['😀 party'], OVERVIEW),
  row('T', "T = 'two\nlines'", ['two\nlines'], OVERVIEW),
  row('T', "T = 'O''Neill'", ["O'Neill"], FAQ),
  row('T', 'T = "O\'Neill"', ["O'Neill"], FAQ),
  row('T', 'T = "say ""b"""', ['say "b"'], FAQ),
  row('T', String.raw`T = 'back\slash'`, [String.raw`back\slash`], unknown('backslashInText')),
  row('T', String.raw`T = 'back\slash'`, [], unknown('backslashInText'), { backslashInText: 'escapes' }),
  row('T', String.raw`T = 'back\\slash'`, [], unknown('backslashInText')),
  row('T', String.raw`T = 'back\\slash'`, [String.raw`back\slash`], unknown('backslashInText'), {
    backslashInText: 'escapes',
  }),
  refused('T', String.raw`T = 'O\'Neill'`, 'SYNTAX_ERROR', unknown('backslashInText'), {}, { near: "'" }),
  row('T', String.raw`T = 'O\'Neill'`, ["O'Neill"], unknown('backslashInText'), { backslashInText: 'escapes' }),
  row('T', "T != 'Acme'", except('Acme', 'ACME'), unknown('emptyInNegation')),
  row('T', "T != 'Acme'", [null, ...except('Acme', 'ACME')], unknown('emptyInNegation'), {
    emptyInNegation: 'included',
  }),
  row('T', "T in ('ACME INC', 'a_b')", ['acme inc', 'a_b'], LIMITATIONS),
  row('T', "T in ('ACME INC', 'a_b')", ['a_b'], unknown('textComparison'), { textComparison: 'matchCase' }),
  row('T', "T not in ('acme', 'a_b')", except('Acme', 'ACME', 'a_b'), unknown('emptyInNegation')),
  row('T', "T not in ('acme', 'a_b')", [null, ...except('Acme', 'ACME', 'a_b')], unknown('emptyInNegation'), {
    emptyInNegation: 'included',
  }),
  row('T', "T like 'ac%'", ['Acme', 'ACME', 'acme inc', 'Acme '], LIMITATIONS),
  row('T', "T like 'ac%'", ['acme inc'], unknown('textComparison'), { textComparison: 'matchCase' }),
  row('T', "T like 'ac%'", ['Acme', 'ACME', 'acme inc', 'Ácme', 'Acme '], unknown('accentComparison'), {
    accentComparison: 'ignored',
  }),
  row('T', "T like '%me'", ['Acme', 'ACME', 'Ácme'], LIMITATIONS),
  row('T', "T like '%me'", ['Acme', 'ACME', 'Ácme'], unknown('trailingSpaces'), { trailingSpaces: 'ignored' }),
  row('T', "T like '%me%'", ['Acme', 'ACME', 'acme inc', 'Ácme', 'Acme '], LIMITATIONS),
  row('T', "T like 'acme'", ['Acme', 'ACME'], OVERVIEW),
  row('T', "T like '%'", TEXTS, OVERVIEW),
  row('T', "T like 'two%'", ['two\nlines'], OVERVIEW),
  row('T', "T like 'a_b'", ['a_b'], unknown('likeWildcards')),
  row('T', "T like 'a_b'", ['a_b', 'axb', 'a*b', 'a;b'], unknown('likeWildcards'), { likeWildcards: 'underscoreToo' }),
  row('T', "T like 'a*b'", ['a*b'], LIMITATIONS),
  row('T', "T like 'a?b'", [], LIMITATIONS),
  row('T', "T like '%0%'", ['100%', '2024'], LIMITATIONS),
  row('T', String.raw`T like '%\%'`, [String.raw`back\slash`], unknown('backslashInText')),
  row('T', String.raw`T like '%\%'`, ['100%'], unknown('backslashInText'), { backslashInText: 'escapes' }),
  row('T', "T not like 'ac%'", except('Acme', 'ACME', 'acme inc', 'Acme '), LIMITATIONS),
  row('T', "T not like 'ac%'", [null, ...except('Acme', 'ACME', 'acme inc', 'Acme ')], unknown('emptyInNegation'), {
    emptyInNegation: 'included',
  }),
  refused('T', "T > 'a'", 'INVALID_QUERY', FACTS),
  refused('T', "T between 'a' and 'b'", 'INVALID_QUERY', FACTS),
  refused('T', "T <> 'a'", 'SYNTAX_ERROR', LIMITATIONS, {}, { near: '>' }),
  refused('T', 'T = a', 'SYNTAX_ERROR', OVERVIEW, {}, { near: 'a' }),
  refused('T', 'T = null', 'SYNTAX_ERROR', LIMITATIONS, {}, { near: 'null' }),
  refused('T', "Order = 'x'", 'SYNTAX_ERROR', FAQ, {}, { near: 'Order' }),
  row('Order', "('Order' is null and Account_Site = 'Key_Account')", [null, null], FAQ),
];

const LISTS: readonly TruthRow[] = [
  row('Rating', "Rating = 'Active'", ['Active', 'ACTIVE'], unknown('textComparison')),
  row('Rating', "Rating = 'Active'", ['Active'], unknown('textComparison'), { textComparison: 'matchCase' }),
  row('Rating', "Rating != 'Active'", ['Acquired'], PART_2),
  row('Rating', "Rating in ('Active', 'Acquired')", ['Active', 'Acquired', 'ACTIVE'], PART_2),
  row('Rating', "Rating = 'nobody'", [], unknown('unlistedOption')),
  refused('Rating', "Rating = 'nobody'", 'INVALID_QUERY', unknown('unlistedOption'), { unlistedOption: 'refused' }),
  row('Rating', "Rating like 'Ac%'", ['Active', 'Acquired', 'ACTIVE'], unknown('picklistLike')),
  refused('Rating', "Rating like 'Ac%'", 'INVALID_QUERY', unknown('picklistLike'), { picklistLike: 'refused' }),
  row('Rating', 'Rating is null', [null], LIMITATIONS),
  refused('Rating', "Rating >= 'Active'", 'INVALID_QUERY', FACTS),
  row('Languages', "Languages = 'English;German'", ['English;German'], unknown('multiselectEquals')),
  row('Languages', "Languages = 'German'", ['German'], unknown('multiselectEquals')),
  row('Languages', "Languages = 'german'", ['English;German', 'German'], unknown('multiselectEquals'), {
    multiselectEquals: 'anyEntry',
  }),
  row('Languages', "Languages not in ('English')", ['German'], unknown('multiselectEquals'), {
    multiselectEquals: 'anyEntry',
  }),
  row('Languages', 'Languages is not null', ['English', 'English;German', 'German'], LIMITATIONS),
];

const NUMBERS: readonly TruthRow[] = [
  row('Employees', 'Employees = 5', [5], LIMITATIONS),
  row('Employees', "Employees = '5'", [5], OVERVIEW),
  row('Employees', 'Employees = 0', [0], OVERVIEW),
  row('Employees', 'Employees != 5', [0, -5, 999_999_999], LIMITATIONS),
  row('Employees', 'Employees != 5', [null, 0, -5, 999_999_999], unknown('emptyInNegation'), {
    emptyInNegation: 'included',
  }),
  row('Employees', 'Employees < 5', [0, -5], LIMITATIONS),
  row('Employees', 'Employees <= 5', [0, 5, -5], LIMITATIONS),
  row('Employees', 'Employees > -5', [0, 5, 999_999_999], LIMITATIONS),
  row('Employees', 'Employees >= 5', [5, 999_999_999], LIMITATIONS),
  row('Employees', 'Employees between 0 and 5', [0, 5], LIMITATIONS),
  row('Employees', 'Employees between 5 and 0', [], OVERVIEW),
  row('Employees', 'Employees in (5, -5)', [5, -5], LIMITATIONS),
  row('Employees', 'Employees is null', [null], LIMITATIONS),
  row('Employees', 'Employees < 1.5', [0, -5], unknown('wideNumbers')),
  refused('Employees', 'Employees < 1.5', 'INVALID_QUERY', unknown('wideNumbers'), { wideNumbers: 'refused' }),
  row('Employees', 'Employees < 12345678901', [0, 5, -5, 999_999_999], unknown('wideNumbers')),
  refused('Employees', 'Employees < 12345678901', 'INVALID_QUERY', unknown('wideNumbers'), { wideNumbers: 'refused' }),
  refused('Employees', "Employees like '5%'", 'INVALID_QUERY', FACTS),
  refused('Employees', 'Employees = true', 'INVALID_QUERY', FACTS),
  refused('Employees', "Employees = 'many'", 'INVALID_QUERY', FACTS),
  refused('Employees', 'Employees = 1e3', 'SYNTAX_ERROR', OVERVIEW, {}, { near: '1' }),
  row('Share', 'Share > 12.49', [12.5, 99.99], LIMITATIONS),
  row('Share', 'Share = -0.25', [-0.25], LIMITATIONS),
  row('Share', 'Share < 0.001', [0, -0.25], unknown('wideNumbers')),
  refused('Share', 'Share < 0.001', 'INVALID_QUERY', unknown('wideNumbers'), { wideNumbers: 'refused' }),
  row('Annual_Revenue', 'Annual_Revenue >= 10.01', [10.01], LIMITATIONS),
  row('Annual_Revenue', 'Annual_Revenue between -10 and 10', [0, 10, -10], LIMITATIONS),
];

const DAYS: readonly TruthRow[] = [
  row('Renewal', "Renewal = '2024-02-29'", ['2024-02-29'], LIMITATIONS),
  row('Renewal', "Renewal != '2024-02-29'", ['2024-03-01', '1899-12-31', '9999-12-31'], LIMITATIONS),
  row('Renewal', "Renewal < '2024-03-01'", ['2024-02-29', '1899-12-31'], LIMITATIONS),
  row('Renewal', "Renewal between '2024-02-29' and '2024-03-01'", ['2024-02-29', '2024-03-01'], LIMITATIONS),
  row('Renewal', "Renewal >= '9999-12-31'", ['9999-12-31'], LIMITATIONS),
  row('Renewal', 'Renewal is null', [null], LIMITATIONS),
  refused('Renewal', "Renewal = '2024-02-30'", 'INVALID_QUERY', FACTS),
  refused('Renewal', "Renewal = '01/03/2024'", 'INVALID_QUERY', FACTS),
  refused('Renewal', "Renewal like '2024%'", 'INVALID_QUERY', FACTS),
  row(
    'Last_Activity_Time',
    "Last_Activity_Time >= '2024-03-01T12:00:00+00:00'",
    ['2024-03-01T07:00:00-05:00'],
    LIMITATIONS,
  ),
  row(
    'Last_Activity_Time',
    "Last_Activity_Time < '2024-03-01T13:00:00+01:00'",
    ['2024-02-29T19:00:00-05:00'],
    LIMITATIONS,
  ),
  refused('Last_Activity_Time', "Last_Activity_Time > '2024-03-01'", 'INVALID_QUERY', FACTS),
];

const OTHERS: readonly TruthRow[] = [
  row('Key_Account', "(Key_Account = true and Account_Site = 'Key_Account')", [true], PART_2),
  row('Key_Account', "(Key_Account = 'false' and Account_Site = 'Key_Account')", [false], PART_2),
  refused('Key_Account', 'Key_Account != true', 'INVALID_QUERY', PART_2),
  refused('Key_Account', 'Key_Account in (true)', 'INVALID_QUERY', PART_2),
  refused('Key_Account', 'Key_Account is null', 'INVALID_QUERY', PART_2),
  refused('Key_Account', "Key_Account = 'yes'", 'INVALID_QUERY', PART_2),
  row('Phone', "Phone = '600'", ['600'], LIMITATIONS),
  row('Phone', "Phone like '+34%'", ['+34 600 111 222'], LIMITATIONS),
  row('Site', "Site like '%ACME%'", ['https://Acme.example/Path'], unknown('textComparison')),
  row('Site', "Site like '%ACME%'", [], unknown('textComparison'), { textComparison: 'matchCase' }),
  refused('Description', "Description like 'A%'", 'INVALID_QUERY', LIMITATIONS),
  refused('Description', 'Description is null', 'INVALID_QUERY', LIMITATIONS),
  refused('Nobody', 'Nobody is null', 'INVALID_QUERY', FACTS),
  refused('Parent_Account', "Parent_Account = 'Account 1'", 'INVALID_QUERY', FACTS),
  refused('Parent_Account', "Parent_Account > '1'", 'INVALID_QUERY', PART_2),
];

const JOINING: readonly TruthRow[] = [
  row('T', "(T = 'a_b' or T = 'axb')", ['a_b', 'axb'], FAQ),
  row('T', "((T = 'a_b' or T = 'axb') and T != 'axb')", ['a_b'], FAQ),
  row('T', "(T != 'a_b' or T is null)", [null, ...except('a_b')], OVERVIEW),
  refused('T', "T = 'a' or T = 'b' and T = 'c'", 'SYNTAX_ERROR', FAQ, {}, { near: 'and' }),
  row('T', "T = 'a_b' or T = 'axb' and T = 'nobody'", ['a_b'], unknown('criteriaPairs'), { criteriaPairs: 'optional' }),
  refused(
    'T',
    'Parent_Account.Parent_Account.Parent_Account.id is null',
    'LIMIT_EXCEEDED',
    LIMITATIONS,
    {},
    { clause: 'join', limit: 2 },
  ),
];

export const TRUTH: readonly TruthRow[] = [...TEXT, ...LISTS, ...NUMBERS, ...DAYS, ...OTHERS, ...JOINING];
