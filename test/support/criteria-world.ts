import fc from 'fast-check';
import type { ColumnKind } from '#core/columns/column-table.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import type { FieldType } from '#core/crm/metadata.ts';

/** What a field of the world can hold, as the sandbox's seeds take it. */
export type WorldCell = string | number | boolean | null;

interface WorldField {
  readonly apiName: string;
  readonly type: FieldType;
  readonly kind: ColumnKind;
}

const worldField = (apiName: string, type: FieldType, kind: ColumnKind): WorldField => ({ apiName, type, kind });

/** Accounts with a field of every type, values that break careless comparisons, and conditions that come near them. */
export const WORLD: readonly WorldField[] = [
  worldField('Account_Name', 'text', 'text'),
  worldField('Town', 'text', 'text'),
  worldField('Mail', 'email', 'text'),
  worldField('Site', 'website', 'text'),
  worldField('Phone', 'phone', 'text'),
  worldField('Story', 'longText', 'text'),
  worldField('Order', 'text', 'text'),
  worldField('Sector', 'choice', 'text'),
  worldField('Tongues', 'choices', 'text'),
  worldField('Employees', 'integer', 'number'),
  worldField('Serial', 'integer', 'number'),
  worldField('Share', 'decimal', 'number'),
  worldField('Discount', 'percent', 'number'),
  worldField('Annual_Revenue', 'money', 'money'),
  worldField('Renewal', 'date', 'day'),
  worldField('Seen', 'instant', 'day'),
  worldField('Key_Account', 'boolean', 'boolean'),
  worldField('Parent_Account', 'lookup', 'id'),
];

export const WORLD_AS_OF_DAY = 20_000;

/** Without `;`: core takes a text that holds one entry by entry, and then no field can be asked in COQL. */
const WORDS = [
  'Acme',
  'ACME',
  'acme',
  'Ácme',
  'acme ',
  ' acme',
  'Acme Inc',
  'inc',
  'Health',
  'HEALTH & Co',
  'health',
  'España',
  'espana',
  'Straße',
  'STRASSE',
  'İstanbul',
  'istanbul',
  '\u{212A}elvin',
  'Kelvin',
  'ΟΔΟΣ',
  'οδος',
  '中文',
  '😀 party',
  '😁',
  "O'Neill",
  "''",
  'say "b"',
  String.raw`back\slash`,
  '\\',
  '100%',
  '%',
  'a_b',
  'axb',
  'A*B',
  'a?b',
  'two\nlines',
  'tab\there',
  'null',
  'true',
  '2024',
  '0',
  '-- comment',
  '/* x */',
  'a) or (1=1',
  'x'.repeat(190),
];
export const SECTORS = ['Acme', 'Health', 'health', 'Retail', 'España', "O'Neill & Co", 'a_b', '100%'];
export const TONGUES = ['English', 'German', 'acme'];

const words = fc.constantFrom(...WORDS);
const listed = fc.constantFrom(...SECTORS);
const integers = fc.oneof(fc.integer({ min: -4, max: 9 }), fc.constantFrom(999_999_999, -999_999_999));
const serials = fc.oneof(
  fc.integer({ min: -4, max: 9 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53 - 2),
);
const hundredths = fc.oneof(
  fc.integer({ min: -400, max: 900 }).map((value) => value / 100),
  fc.constantFrom(9_999_999_999.99, -9_999_999_999.99, 0.01, -0.01),
);
const days = fc.oneof(
  fc.integer({ min: WORLD_AS_OF_DAY - 12, max: WORLD_AS_OF_DAY + 12 }).map(isoDay),
  fc.constantFrom('0001-01-01', '1582-10-15', '1899-12-31', '1970-01-01', '2000-02-29', '9999-12-31'),
);
const empty = <T>(cell: fc.Arbitrary<T>) => fc.option(cell, { freq: 5 });
/** An empty text is no text: both ways of being empty must be one. */
const emptyText = <T extends string>(cell: fc.Arbitrary<T>): fc.Arbitrary<WorldCell> =>
  fc.oneof({ weight: 5, arbitrary: cell }, { weight: 1, arbitrary: fc.constantFrom(null, '') });

/** One account; its parent is the n-th account, 0 = none. */
export const worldRowArbitrary: fc.Arbitrary<Readonly<Record<string, WorldCell>>> = fc.record({
  Account_Name: fc.oneof(
    words,
    fc.tuple(words, words).map(([first, second]) => `${first};${second}`.slice(0, 200)),
  ),
  Town: emptyText(words),
  Mail: emptyText(fc.constantFrom('a@b.example', 'A@B.example', 'o.neill@x.example', 'zoë@x.example', "o'n@x.example")),
  Site: emptyText(fc.constantFrom('https://acme.example', 'HTTPS://ACME.example', 'https://x.example/a_b?c=%20')),
  Phone: emptyText(fc.constantFrom('600', '+34 600', '(600) ext a', '600 EXT A')),
  Story: emptyText(words),
  Order: emptyText(words),
  Sector: empty(fc.oneof({ weight: 5, arbitrary: listed }, { weight: 1, arbitrary: words })),
  Tongues: empty(fc.uniqueArray(fc.constantFrom(...TONGUES), { minLength: 1 }).map((each) => each.join(';'))),
  Employees: empty(integers),
  Serial: empty(serials),
  Share: empty(hundredths),
  Discount: empty(hundredths),
  Annual_Revenue: empty(hundredths),
  Renewal: empty(days),
  Seen: empty(fc.integer({ min: -3, max: 3 }).map((day) => (WORLD_AS_OF_DAY + day) * 86_400_000)),
  Key_Account: fc.boolean(),
  Parent_Account: fc.integer({ min: 0, max: 3 }),
});

/** A value that is there, its like in other letters, a part of it, or whatever breaks quotes. */
const wanted: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: words },
  { weight: 2, arbitrary: listed },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'acme',
      'aCME',
      'AC',
      'c',
      'me',
      'inc',
      ' ',
      'HEALTH',
      'ealt',
      '600',
      'A@b',
      'http',
      'i',
      'K',
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 8 }) },
);

const fieldsOf = (...types: readonly FieldType[]) =>
  fc.constantFrom(...WORLD.filter(({ type }) => types.includes(type)).map(({ apiName }) => `crm:${apiName}` as const));
const ordered = <T extends number | string>(value: fc.Arbitrary<T>) =>
  fc.tuple(value, value).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const)));
const aText = fieldsOf('text', 'email', 'website', 'phone', 'longText', 'choice', 'choices');
const cut = fc.oneof(
  integers,
  hundredths,
  fc.integer({ min: -4_000, max: 9_000 }).map((value) => value / 1_000),
  fc.constantFrom(1e21, -1e21, 1e-7, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e300, 0, -0),
);
const aNumber = fieldsOf('integer', 'decimal', 'percent', 'money');
const aDay = fieldsOf('date', 'date', 'instant');
const ids = fc.integer({ min: 1, max: 4 }).map((ordinal) => worldId(ordinal));
const fieldOfAny = fc.constantFrom(...WORLD.map(({ apiName }) => `crm:${apiName}` as const));

export const worldConditionArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      field: aText,
      operator: fc.constantFrom('is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'endsWith'),
      value: wanted,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      field: aText,
      operator: fc.constantFrom('isAnyOf', 'isNoneOf'),
      values: fc.array(wanted, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      field: aNumber,
      operator: fc.constantFrom('equals', 'doesNotEqual', 'atLeast', 'atMost', 'greaterThan', 'lessThan'),
      number: cut,
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(aNumber, fc.constantFrom('between', 'notBetween'), ordered(cut))
      .map(([field, operator, [from, to]]) => ({ field, operator, from, to }) as const),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      field: aDay,
      operator: fc.constantFrom('on', 'notOn', 'before', 'onOrBefore', 'after', 'onOrAfter'),
      day: days,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(aDay, ordered(days))
      .map(([field, [fromDay, toDay]]) => ({ field, operator: 'betweenDays', fromDay, toDay }) as const),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      field: aDay,
      operator: fc.constantFrom('inLastDays', 'notInLastDays', 'inNextDays', 'notInNextDays'),
      days: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(36_500)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ field: fieldsOf('boolean'), operator: fc.constantFrom('isTrue', 'isFalse') }) },
  { weight: 2, arbitrary: fc.record({ field: fieldOfAny, operator: fc.constantFrom('isEmpty', 'isNotEmpty') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      field: fieldsOf('lookup'),
      operator: fc.constantFrom('isAnyOf', 'isNoneOf'),
      values: fc.array(ids, { minLength: 1, maxLength: 2 }),
    }),
  },
);

/** Nordlicht's n-th account. */
function worldId(ordinal: number): string {
  return `211720311${String(ordinal).padStart(10, '0')}`;
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
