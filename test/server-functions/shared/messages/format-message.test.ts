import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { CLI_SENTENCES } from '#cli/cli-sentences.ts';
import { CONFIGURATION_SENTENCES } from '#server-functions/shared/messages/configuration-sentences.ts';
import { FILE_SENTENCES } from '#server-functions/shared/messages/file-sentences.ts';
import {
  formatCountedProblem,
  formatMessage,
  formatProblem,
} from '#server-functions/shared/messages/format-message.ts';

test('a problem reads as place, sentence and remedy', () => {
  const problem = {
    code: 'csv.unreadableDay',
    params: {
      file: 'deals.csv',
      line: 17,
      column: 'close_date',
      value: '31/31/2017',
      remedy: 'csv.remedy.checkDateFormat',
    },
    where: 'deals.csv:17',
  };
  expect(formatProblem(problem)).toBe(
    'deals.csv:17: The date "31/31/2017" in column "close_date" cannot be read. ' +
      'Correct the date, or the dateFormat of this column in the recipe.',
  );
});

test('a problem of a settings file also names the JSON path', () => {
  const problem = {
    code: 'schema.unknownKey',
    params: { key: 'recency_days', path: 'techniques.rfm.recency_days', line: 8, column: 5 },
    where: 'settings.json:8:5',
  };
  expect(formatProblem(problem)).toBe(
    'settings.json:8:5: The key "recency_days" is unknown here. Remove it or correct its spelling. (techniques.rfm.recency_days)',
  );
});

test('a value from a file cannot steer the terminal', () => {
  const text = formatMessage({ code: 'csv.missingHeader', params: { column: '\u001B[31mred', found: 'a\nb' } });
  expect(text).toBe('The file has no column "�[31mred"; it has: a�b.');
});

test('a counted problem says how often, and leaves out a suggestion that there is not', () => {
  const problem = { code: 'recipe.unknownReference', where: 'deals.csv:3', count: 1480 };
  const params = { column: 'product', value: 'GTXPro', to: 'products' };
  expect(formatCountedProblem({ ...problem, params: { ...params, suggestion: 'GTX Pro' } })).toBe(
    'deals.csv:3: 1480 rows: "GTXPro" in column "product" is not among the products. The rows are kept without it. Closest name: GTX Pro.',
  );
  expect(formatCountedProblem({ ...problem, params: { ...params, suggestion: null } })).toMatch(/without it\.$/);
});

test('an unknown code is shown, not swallowed', () => {
  expect(formatMessage({ code: 'new.code', params: { count: 3 } })).toBe('new.code {"count":3}');
});

/** Codes that only pages show, from their own catalogues: reasons, criteria in words, advice while editing, stored evidence. */
const SHOWN_BY_PAGES =
  /^(?:rfm\.(?:reason|rule|ageing|notWritable|forecast)|criteria\.(?:everything|sentence|condition)|firmographics\.(?:reason|rule)|labels\.mostlyOne|recommendations\.(?:grounds|nearMiss|rule|leftOut|linesNotReadable|productsNotReadable)|engagement\.(?:reason|rule|nearMiss|change|fieldsMissing|nothingRead|emailsPartly|emailsRead|sourceNotReadable|contactsNotReadable)|changes|voice\.(?:rule|competitorsOff|judged)|lint|basis|coql)\b/;
const FAMILIES =
  /'((?:csv|json|document|schema|recipe|import|labels|rfm|firmographics|criteria|pattern|field|mapping|techniques|run|cli)\.[A-Za-z]\w*(?:\.\w+)*)'/g;
/** Files that build codes as `family.${code}` from the first argument of a function. */
const BUILT = /`(schema|json|field|pattern)\.\$\{code\}`/;
const FIRST_ARGUMENT = /(?:problem|new (?:JsonTextError|NotPlain|PatternError))\('([a-z]\w*)'/g;

test('every code that a file, a configuration or a run can answer with has a sentence', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const codes = new Set<string>();
  for (const file of globSync(
    '{core/{columns,configuration,criteria,mapping,techniques,recipes},server-functions/score,cli}/**/*.ts',
    { cwd: root },
  )) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const literal of source.matchAll(/code: '([^']+\.[^']+)'|\['((?:rfm|import)\.\w+)', /g))
      codes.add(literal[1] ?? literal[2] ?? '');
    if (/csv-error|recipes\//.test(file)) for (const literal of source.matchAll(FAMILIES)) codes.add(literal[1] ?? '');
    const family = BUILT.exec(source)?.[1] ?? (file.endsWith('parse-json-text.ts') ? 'json' : undefined);
    if (family !== undefined)
      for (const name of source.matchAll(FIRST_ARGUMENT)) codes.add(`${family}.${name[1] ?? ''}`);
  }
  expect(codes.size).toBeGreaterThan(90);
  const known = new Set([
    ...Object.keys(CLI_SENTENCES),
    ...Object.keys(FILE_SENTENCES),
    ...Object.keys(CONFIGURATION_SENTENCES),
  ]);
  expect([...codes].filter((code) => !known.has(code) && !SHOWN_BY_PAGES.test(code)).toSorted()).toEqual([]);
});
