import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteId } from '#core/criteria/coql-literal.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import { toCoql } from '#core/criteria/to-coql.ts';
import { publishedBasisSchema } from '#core/labels/published-basis.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import { parseQuery } from '#sandbox/coql/parse-query.ts';
import type { Criterion } from '#sandbox/coql/query.ts';
import { quoteText } from '#sandbox/coql/quote-text.ts';
import { DEFAULT_SWITCHES } from '#sandbox/switches.ts';
import { parseCoql } from '#test/support/parse-coql.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const PAYLOADS = [
  "' or '1'='1",
  "' or 1=1 --",
  "') or (id is not null",
  "x' or id is not null or Town = 'x",
  "' union select Password from Users where id is not null",
  "'; drop table Accounts; --",
  "' limit 2000 offset 0",
  "' order by Amount desc",
  "' group by Owner",
  "', 'y",
  "') or Town in ('y",
  "%' or Town like '%",
  "'' or ''=''",
  "'",
  "''",
  "'''",
  '"',
  '""',
  '" or "1"="1',
  '") or (id is not null) or (Town = "',
  '\\',
  "\\'",
  "\\\\'",
  '\\" or 1=1',
  '\\x27 or 1=1',
  '\\u0027 or 1=1',
  '&#39; or 1=1',
  '%27 or 1=1',
  '` or 1=1',
  '/* */ or 1=1',
  '-- \n or 1=1',
  '# or 1=1',
  '${id}',
  '{{id}}',
  ':id',
  '?',
  '$1',
  'null',
  'is null',
  ') or (',
  '()',
  ',',
  ';',
  '%',
  '_',
  '!Leads.Owner',
  'What_Id->Leads.id',
  'Account_Name.id',
  '\0',
  '\r\n',
  '\u2019 or 1=1',
  '\uFF07 or 1=1',
  '\u02BC or 1=1',
  '\uD800',
  '\u202E',
  'ʼ',
];
/** As they are, behind something, before something, and in other letters. */
const HOSTILE = PAYLOADS.flatMap((payload) => [payload, `Acme${payload}`, `${payload}Acme`, payload.toUpperCase()]);

const TYPES = ['text', 'email', 'phone', 'website', 'choice'] as const;
const OPERATORS = ['is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'endsWith'] as const;

function compile(condition: Condition, type: (typeof TYPES)[number]): string | null {
  const resolve = () => ({ apiName: 'Town', type, homeCurrency: true, comparesTextAsHere: true });
  const compiled = toCoql({ conditions: [condition], pattern: '' }, resolve, 0);
  return compiled.ok ? compiled.value : null;
}

/** Every literal that a sandbox reads in a query, and that it reads nothing but one condition on one field. */
function literalsOf(where: string, backslashInText: 'itself' | 'escapes'): readonly string[] {
  const read = (criterion: Criterion): readonly string[] => {
    if (criterion.kind === 'and' || criterion.kind === 'or') return [...read(criterion.left), ...read(criterion.right)];
    expect(criterion.path).toBe('Town');
    if (criterion.kind === 'null') return [];
    if (criterion.kind === 'between') return [criterion.from, criterion.to].map(({ value }) => String(value));
    return (criterion.kind === 'in' ? criterion.values : [criterion.value]).map(({ value }) => String(value));
  };
  const query = parseQuery(`select id from Accounts where ${where}`, { ...DEFAULT_SWITCHES, backslashInText });
  expect([query.groupBy, query.orderBy, query.limit, query.offset]).toEqual([[], [], null, 0]);
  return read(query.where);
}

function expectHeld(value: string, types: readonly (typeof TYPES)[number][] = TYPES): void {
  for (const type of types) {
    for (const operator of OPERATORS) {
      const where = compile({ field: 'crm:Town', operator, value }, type);
      if (where === null) continue;
      const before = operator === 'contains' || operator === 'doesNotContain' || operator === 'endsWith' ? '%' : '';
      const after = operator === 'contains' || operator === 'doesNotContain' || operator === 'startsWith' ? '%' : '';
      const written = before + value + after;
      expect(literalsOf(where, 'itself')).toEqual([written]);
      expect(literalsOf(where, 'escapes')).toEqual([written]);
      expect(JSON.stringify(parseCoql(where))).toContain(JSON.stringify(written));
    }
    const where = compile({ field: 'crm:Town', operator: 'isNoneOf', values: ['x', value] }, type);
    if (where !== null)
      expect([literalsOf(where, 'itself'), literalsOf(where, 'escapes')]).toEqual([
        ['x', value],
        ['x', value],
      ]);
  }
}

test(`${HOSTILE.length} hostile values stay values, or are not sent`, () => {
  expect(HOSTILE.length).toBeGreaterThan(200);
  for (const value of HOSTILE) expectHeld(value);
  // What cannot leave its quotes is sent, so that the test is not about refusals alone.
  expect(
    HOSTILE.filter((value) => compile({ field: 'crm:Town', operator: 'is', value }, 'text') !== null).length,
  ).toBeGreaterThan(60);
});

test('no value at all leaves its quotes', () => {
  const unit = fc.constantFrom(...`'"\\%_()=,;-/* abcIN ORnull09`);
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 20 }), (value) => expectHeld(value, ['text'])),
    { numRuns: propertyRuns(500) },
  );
});

test('what is no id is never quoted as one', () => {
  expect(quoteId('5843104000000100001')).toBe("'5843104000000100001'");
  for (const value of [...HOSTILE, '', '0', '-1', '1.5', '1e3', ' 1', '12345678901234567890'])
    expect(() => quoteId(value)).toThrow(RangeError);
});

test('no name in a query can carry one', () => {
  const mapping = (name: string) => ({
    accounts: { module: name, fields: {} },
    contacts: null,
    products: null,
    deals: { module: 'Deals', fields: { account: name } },
    dealProducts: { kind: 'none' },
  });
  expect(mappingSchema.safeParse(mapping('Accounts')).success).toBe(true);
  const { fieldPrefix } = publishedBasisSchema.shape;
  expect([fieldPrefix.safeParse('').success, fieldPrefix.safeParse('lodestar__').success]).toEqual([true, true]);
  for (const value of HOSTILE.filter((each) => /\W/.test(each))) {
    expect([value, mappingSchema.safeParse(mapping(value)).success]).toEqual([value, false]);
    expect([value, fieldPrefix.safeParse(value).success]).toEqual([value, false]);
  }
});

test('the sandbox’s own pages double quotes, and nothing leaves them', () => {
  for (const value of HOSTILE) expect(literalsOf(`Town = ${quoteText(value)}`, 'itself')).toEqual([value]);
});
