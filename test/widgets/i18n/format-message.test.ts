import { parse } from '@formatjs/icu-messageformat-parser';
import fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { readTexts } from '#test/support/read-catalogue.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { compileMessage, KNOWN_ELEMENTS } from '#scripts/build/compile-message.ts';
import { formatMessage, type MessageWords } from '#widgets/shared/i18n/format-message.ts';

const wordsOf = (language: string): MessageWords => ({
  plural: (value, ordinal) => new Intl.PluralRules(language, { type: ordinal ? 'ordinal' : 'cardinal' }).select(value),
  number: (value) => new Intl.NumberFormat(language).format(value),
  nothing: () => '',
});
const fill = (text: string, params: Record<string, string | number | null>, language = 'en'): string => {
  const compiled = compileMessage(text);
  return typeof compiled === 'string' ? compiled : formatMessage(compiled, params, wordsOf(language));
};

test('plurals follow the language, exact numbers come first, # is the number', () => {
  const text = '{n, plural, =0 {none} one {# day} other {# days}}';
  expect([0, 1, 2, 1_200].map((n) => fill(text, { n }))).toEqual(['none', '1 day', '2 days', '1,200 days']);
});

test('an offset is taken from what # shows and from the plural, not from an exact number', () => {
  const text = '{n, plural, offset:1 =1 {you} one {you and # other} other {you and # others}}';
  expect([1, 2, 5].map((n) => fill(text, { n }))).toEqual(['you', 'you and 1 other', 'you and 4 others']);
});

test('an inner # belongs to the innermost plural', () => {
  const text = '{a, plural, other {# of {b, plural, other {#}} of #}}';
  expect(fill(text, { a: 2, b: 7 })).toBe('2 of 7 of 2');
});

test('null chooses none, and elsewhere what the words say for it', () => {
  expect(fill('{a, select, none {open} other {to {a}}}', { a: null })).toBe('open');
  const words = { ...wordsOf('en'), nothing: (name: string) => `<${name}>` };
  expect(formatMessage(['up to ', ['toMinor']], { toMinor: null }, words)).toBe('up to <toMinor>');
});

test('a missing param shows its name and takes nothing else down', () => {
  expect(fill('{who} has {n, plural, one {# deal} other {# deals}}', { n: 2 })).toBe('{who} has 2 deals');
});

test('numbers in a sentence are written as the viewer writes them', () => {
  expect(fill('{frequency} Stück', { frequency: 1234.5 }, 'de')).toBe('1.234,5 Stück');
});

for (const language of ['en', 'es'] as const) {
  const texts = Object.entries(readTexts(language));

  test(`every message in ${language} uses only what the formatter knows`, () => {
    const unknown = texts.filter(([, text]) =>
      elementTypes(parse(text, { ignoreTag: true })).some((type) => !KNOWN_ELEMENTS.includes(type)),
    );
    expect(unknown).toEqual([]);
  });

  test(`every message in ${language} reads as the standard formatter fills it`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.oneof(fc.nat(30), fc.constantFrom('none', 'Zylker')), { minLength: 12, maxLength: 12 }),
        ([key, text], values) => {
          const params = paramsOf(parse(text, { ignoreTag: true }));
          const numbers = new Set(params.filter(({ type }) => type === 2 || type === 6).map(({ name }) => name));
          const given = Object.fromEntries(
            params.map(({ name }, index) => {
              const value = values[index % values.length] ?? 0;
              return [name, numbers.has(name) ? (typeof value === 'number' ? value : 1) : value];
            }),
          );
          const standard = new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).format(given);
          expect(`${key}: ${fill(text, given, language)}`).toBe(`${key}: ${String(standard)}`);
        },
      ),
      { numRuns: propertyRuns(1_500) },
    );
  });
}

type Elements = ReturnType<typeof parse>;

function elementTypes(elements: Elements): number[] {
  return elements.flatMap((element) => [
    // A styled number is something else.
    element.type === 2 && element.style != null ? -1 : element.type,
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => elementTypes(value)) : []),
  ]);
}

function paramsOf(elements: Elements): { name: string; type: number }[] {
  return elements.flatMap((element) => [
    ...(element.type === 0 || element.type === 7 || element.type === 8
      ? []
      : [{ name: element.value, type: element.type }]),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => paramsOf(value)) : []),
  ]);
}
