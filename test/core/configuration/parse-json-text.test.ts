import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parentJsonPath } from '#core/configuration/json-path.ts';
import { parseJsonText } from '#core/configuration/parse-json-text.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const refusal = (text: string) => {
  const parsed = parseJsonText(text);
  return parsed.ok
    ? 'accepted'
    : `${parsed.error.code} ${parsed.error.line}:${parsed.error.column} ${parsed.error.path}`;
};

test('values and keys know where they stand', () => {
  const parsed = parseJsonText('{\n  "labels": [\r\n    {"a b": 1},\r    null\n  ]}');
  if (!parsed.ok) throw new Error(parsed.error.code);
  expect(parsed.value.value).toEqual({ labels: [{ 'a b': 1 }, null] });
  expect(parsed.value.positionOf('$', 'value')).toEqual({ line: 1, column: 1 });
  expect(parsed.value.positionOf('labels', 'key')).toEqual({ line: 2, column: 3 });
  expect(parsed.value.positionOf('labels[0]["a b"]', 'value')).toEqual({ line: 3, column: 13 });
  expect(parsed.value.positionOf('labels[1]', 'value')).toEqual({ line: 4, column: 5 });
  expect(parsed.value.positionOf('labels[2]', 'value')).toBeNull();
});

test.each([
  ['', 'empty 1:1 $'],
  ['  \n ', 'empty 2:2 $'],
  ['{"a": 1', 'endsTooEarly 1:8 $'],
  ['{"a": [1,\n2,]}', 'unexpected 2:3 a[2]'],
  ['{"a": 1,}', 'unexpected 1:9 $'],
  ['{a: 1}', 'unexpected 1:2 $'],
  ['{"a" 1}', 'unexpected 1:6 a'],
  ['[1] 2', 'unexpected 1:5 $'],
  ['{"a": "x', 'unclosedText 1:7 a'],
  ['{"a": "x\ty"}', 'controlCharacter 1:9 a'],
  ['{"a": "\\x"}', 'badEscape 1:8 a'],
  ['{"a": "\\u12g4"}', 'badEscape 1:8 a'],
  ['{"a": 01}', 'unexpected 1:8 $'],
  ['{"a": .5}', 'unexpected 1:7 a'],
  ['{"a": NaN}', 'unexpected 1:7 a'],
  ['{"a": 1, "b": 2, "a": 3}', 'duplicateKey 1:18 a'],
  ['{"x": {"__proto__": {}}}', 'forbiddenKey 1:8 x.__proto__'],
  ['{"x": {"\\u005f_proto__": {}}}', 'forbiddenKey 1:8 x.__proto__'],
  ['{"constructor": 1}', 'forbiddenKey 1:2 constructor'],
  ['[{"prototype": 1}]', 'forbiddenKey 1:3 [0].prototype'],
  ['[9007199254740993]', 'numberNotExact 1:2 [0]'],
  ['[1e400]', 'numberNotExact 1:2 [0]'],
  ['[1e-400]', 'numberNotExact 1:2 [0]'],
  ['[-0]', 'numberNotExact 1:2 [0]'],
  ['[90071992547409.91]', 'numberNotExact 1:2 [0]'],
  ['["\\ud800"]', 'loneSurrogate 1:2 [0]'],
  ['[1.50, 1e3, -2.5E-1, 0.10]', 'accepted'],
  ['\uFEFF{}', 'accepted'],
  ['["\\ud83d\\ude00\\/\\n"]', 'accepted'],
])('%j: %s', (text, expected) => {
  expect(refusal(text)).toBe(expected);
});

test('deep nesting is refused long before the stack', () => {
  expect(refusal('['.repeat(100_000))).toMatch(/^tooDeep 1:41 /);
});

test('a huge text is refused unread', () => {
  expect(refusal(`"${'x'.repeat(2_000_000)}"`)).toBe('tooLarge 1:1 $');
});

test('it reads what JSON.stringify writes, whatever the layout', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      if (/"(?:__proto__|constructor|prototype)":/.test(text)) return;
      const parsed = parseJsonText(text);
      expect(parsed.ok && parsed.value.value).toEqual(JSON.parse(text));
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('it never takes what JSON.parse refuses, and never reads it otherwise', () => {
  let accepted = 0;
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"',
    '\\',
    '1',
    '-',
    '.5',
    'e3',
    '0',
    'true',
    'nul',
    ' ',
    '\n',
    '\u0000',
    '"\\u0041"',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 9 }).map((parts) => parts.join('')),
      (text) => {
        const parsed = parseJsonText(text);
        if (!parsed.ok) return;
        accepted++;
        expect(parsed.value.value).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: propertyRuns(5000) },
  );
  expect(accepted).toBeGreaterThan(0);
});

test('paths lead upwards to the document', () => {
  const steps = ['a.b[0]["c \\"] d"].e'];
  for (let path = parentJsonPath(steps[0] ?? ''); path !== null; path = parentJsonPath(path)) steps.push(path);
  expect(steps).toEqual(['a.b[0]["c \\"] d"].e', 'a.b[0]["c \\"] d"]', 'a.b[0]', 'a.b', 'a', '$']);
});
