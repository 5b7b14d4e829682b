import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { helpText } from '#cli/help.ts';
import { parseArguments } from '#cli/parse-arguments.ts';
import { parseIsoDay } from '#core/crm/days.ts';

const FOLDER = resolve('/work');
const SCORE = ['score', '--data', 'data', '--settings', 's.json', '--as-of', '2017-12-31', '--out', 'out'];

function problemsOf(words: readonly string[]): readonly string[] {
  const parsed = parseArguments(words, FOLDER);
  return parsed.ok ? [] : parsed.error.map(({ where, code }) => `${where} ${code}`);
}

test('score takes its folders and files relative to where it is called', () => {
  expect(parseArguments([...SCORE, '--recipe', '../r.json'], FOLDER)).toEqual({
    ok: true,
    value: {
      name: 'score',
      data: resolve('/work/data'),
      recipe: resolve('/r.json'),
      settings: resolve('/work/s.json'),
      asOfDay: parseIsoDay('2017-12-31'),
      out: resolve('/work/out'),
    },
  });
});

test('without a recipe the folder holds exports of the CRM', () => {
  expect(parseArguments(SCORE, FOLDER)).toMatchObject({ ok: true, value: { recipe: null } });
});

test('everything missing is named at once', () => {
  expect(problemsOf(['score'])).toEqual([
    '--data cli.optionMissing',
    '--settings cli.optionMissing',
    '--as-of cli.optionMissing',
    '--out cli.optionMissing',
  ]);
});

test.each([
  [[], 'arguments cli.noCommand'],
  [['label'], 'arguments cli.unknownCommand'],
  [[...SCORE, '--colour', 'red'], '--colour cli.unknownOption'],
  [[...SCORE, '--out', 'other'], '--out cli.optionTwice'],
  [[...SCORE, 'my', 'folder'], 'arguments cli.unexpectedArgument'],
  [['score', '--data', '--settings', 's.json', '--as-of', '2017-12-31', '--out', 'o'], '--data cli.valueMissing'],
  [['score', '--data=', '--settings', 's.json', '--as-of', '2017-12-31', '--out', 'o'], '--data cli.valueMissing'],
  [['score', '--data', 'd', '--settings', 's.json', '--as-of', '31.12.2017', '--out', 'o'], '--as-of cli.notADay'],
  [['score', '--data', 'd', '--settings', 's.json', '--as-of', '2017-02-29', '--out', 'o'], '--as-of cli.notADay'],
  [['propose', '--data', 'd', '--out', 'o', '--as-of', '2017-12-31'], '--as-of cli.unknownOption'],
])('%j: %s', (words, expected) => {
  expect(problemsOf(words)).toContain(expected);
});

test.each([[['--help']], [['-h']], [['help']], [['score', '--help']]])(
  '%j asks for help, whatever else is missing',
  (words) => {
    expect(parseArguments(words, FOLDER)).toMatchObject({ ok: true, value: { name: 'help' } });
  },
);

test('help of a command tells of it alone', () => {
  expect(parseArguments(['voice', '--help'], FOLDER)).toEqual({ ok: true, value: { name: 'help', of: 'voice' } });
  expect(parseArguments(['help', 'score'], FOLDER)).toEqual({ ok: true, value: { name: 'help', of: 'score' } });
  expect(parseArguments(['--help'], FOLDER)).toEqual({ ok: true, value: { name: 'help', of: null } });
  expect(helpText('voice')).toContain('abm -- voice');
  expect(helpText('voice')).not.toMatch(/abm -- score|--settings/);
  expect(helpText(null)).toMatch(/abm -- score[^]*abm -- voice[^]*--settings <file>/);
});
