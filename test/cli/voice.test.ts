import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';

const TEXTS = `id,text,lang
A-1,"Hello,
the scanner broke again. Acme does this better.

Best regards,
Joe",
A-2,Queremos pedir 20 licencias más,es
A-3,"Gracias, ""excelente"" servicio",
A-4,,
A-5,Le produit est cassé et personne ne répond à mes messages depuis lundi,
`;

function setUp(files: Readonly<Record<string, string | Uint8Array>> = { 'texts.csv': TEXTS }): string {
  const folder = makeFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const rowsOf = (folder: string): string[][] =>
  readFileSync(join(folder, 'out.csv'), 'utf8')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

test('texts become one row each: language, sentiment, score, intent, keywords, competitors', async () => {
  const folder = setUp({ 'texts.csv': TEXTS, 'names.txt': 'Acmé\nGlobex\n' });
  const run = await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv', '--competitors', 'names.txt');
  expect(run).toMatchObject({ exitCode: 0, printed: 'Written: 5 texts in out.csv' });
  expect(run.warned).toBe('1 text is in a language that is named but not judged.');
  const [header, ...rows] = rowsOf(folder);
  expect(header).toEqual(['id', 'lang', 'sentiment', 'score', 'intent', 'keywords', 'competitors']);
  expect(rows.map(([id, language, sentiment, , intent]) => [id, language, sentiment, intent])).toEqual([
    ['A-1', 'en', 'negative', 'complaint'],
    ['A-2', 'es', 'neutral', 'purchase'],
    ['A-3', 'es', 'positive', 'praise'],
    ['A-4', 'und', 'neutral', 'other'],
    ['A-5', 'fr', 'neutral', 'other'],
  ]);
  expect(rows[0]?.[5]).toBe('scanner:negative');
  expect(rows.map(([, , , , , , competitors]) => competitors)).toEqual(['Acmé', '', '', '', '']);
  for (const [, , , score] of rows) expect(Math.abs(Number(score))).toBeLessThanOrEqual(1);
});

test('a competitor is no keyword as well, alone or beside another word', async () => {
  const folder = setUp({
    'texts.csv':
      'id,text\n1,We want to cancel the contract. Acme is cheaper.\n2,Blue Bird support answered the printer question\n',
    'names.txt': 'Acme\nBlue Bird\n',
  });
  await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv', '--competitors', 'names.txt');
  const [, ...rows] = rowsOf(folder);
  expect(rows.map(([, , , , , , competitors]) => competitors)).toEqual(['Acme', 'Blue Bird']);
  expect(rows.map(([, , , , , keywords]) => keywords)).not.toContainEqual(expect.stringMatching(/acme|blue|bird/));
  expect(rows[0]?.[5]).toMatch(/contract:/);
  expect(rows[1]?.[5]).toMatch(/^support answered:/);
});

test('one text is a text, and a folder that was made is told', async () => {
  const folder = setUp({ 'texts.csv': 'id,text\n1,Hello there\n' });
  const run = await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'deep/down/out.csv');
  expect(run.printed).toBe('Made the folder deep\nWritten: 1 text in deep/down/out.csv');
  const again = await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'deep/down/out.csv');
  expect(again.printed).toBe('Written: 1 text in deep/down/out.csv');
});

test('texts of a long file are not kept, and each row still has its own', async () => {
  // More than a dictionary that passes holds.
  const rows = Array.from({ length: 2_500 }, (_, at) => `T${at},${at % 2 === 1 ? 'Great' : 'Terrible'} service ${at}`);
  const folder = setUp({ 'texts.csv': ['id,text', ...rows].join('\n') });
  expect((await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv')).exitCode).toBe(0);
  const [, ...verdicts] = rowsOf(folder);
  expect(verdicts.map(([id, , sentiment]) => [id, sentiment])).toEqual(
    rows.map((_, at) => [`T${at}`, at % 2 === 1 ? 'positive' : 'negative']),
  );
});

test('the language column may be absent, and names are looked for only when they are given', async () => {
  const folder = setUp({ 'texts.csv': 'id;text\n1;Acme is great\n' });
  expect((await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv')).exitCode).toBe(0);
  expect(rowsOf(folder)[1]).toEqual(['1', 'en', 'positive', expect.any(String), 'praise', 'acme:positive', '']);
});

test('ids that are repeated or missing, and texts that are cut, are told; the verdicts are all there', async () => {
  const long = 'nothing works '.repeat(2_000);
  const folder = setUp({ 'texts.csv': `id,text\n7,Great\n8,Fine\n7,Terrible\n7,Good\n,Bad\n9,${long}\n` });
  const run = await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv');
  expect(run.exitCode).toBe(0);
  expect(run.warned.split('\n')).toEqual([
    'note: Rows of texts.csv whose id stands in a row before: 2, first "7" in line 4, as in line 2. Their verdicts are told apart by the order of rows alone; give each its own id.',
    'note: Rows of texts.csv without an id: 1, first in line 6. Give each its own id.',
    'note: Texts of which only the first 20000 characters were read: 1.',
  ]);
  expect(rowsOf(folder).map(([id]) => id)).toEqual(['id', '7', '8', '7', '7', '', '9']);
});

test('a language may be a code, with a region or of three letters, or its name', async () => {
  const cells = ['es', 'ES-mx', 'es_AR', 'spa', 'Español', ' castellano ', 'Spanish', 'eng', 'English', 'por', 'gsw'];
  const folder = setUp({ 'texts.csv': `id,text,lang\n${cells.map((cell, at) => `${at},Hola,${cell}`).join('\n')}\n` });
  await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv');
  const [, ...rows] = rowsOf(folder);
  expect(rows.map(([, language]) => language)).toEqual([...'es '.repeat(7).trim().split(' '), 'en', 'en', 'pt', 'gsw']);
});

test('a word that nobody writes is no keyword', async () => {
  const folder = setUp({ 'texts.csv': `id,text\n1,The ${'a'.repeat(500)} printer is not broken\n` });
  await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'out.csv');
  expect(rowsOf(folder)[1]?.[5]).toMatch(/^printer:[a-z]+$/);
});

test.each([
  [
    'a language that is none',
    { 'texts.csv': 'id,text,lang\n1,a,en\n2,b,??\n' },
    ['--file', 'texts.csv'],
    /^texts\.csv:3: "\?\?" in the column lang/,
  ],
  ['a file without the column', { 'texts.csv': 'id,message\n1,hello\n' }, ['--file', 'texts.csv'], /texts\.csv.*text/s],
  [
    'a file with neither column',
    { 'texts.csv': 'a,b\n1,hello\n' },
    ['--file', 'texts.csv'],
    /^texts\.csv:1: The header lacks: id, text\. It has: a, b\.(?!.*recipe)/s,
  ],
  ['no such file', {}, ['--file', 'texts.csv'], /no such file.*--file/],
  ['an unclosed quote', { 'texts.csv': 'id,text\n1,"hello\n' }, ['--file', 'texts.csv'], /texts\.csv:2/],
  ['bytes that are no UTF-8', { 'texts.csv': Uint8Array.of(105, 100, 44, 0xff) }, ['--file', 'texts.csv'], /UTF-8/],
  ['no file named', {}, [], /--file.*missing/],
  [
    'an empty list of names',
    { 'texts.csv': TEXTS, 'names.txt': '\n' },
    ['--file', 'texts.csv', '--competitors', 'names.txt'],
    /names no competitor/,
  ],
] as const)('%s ends with exit code 2, says so and writes nothing', async (_, files, words, message) => {
  const folder = setUp(files);
  const run = await runAbm(folder, 'voice', ...words, '--out', 'out.csv');
  expect(run.exitCode).toBe(2);
  expect(run.warned).toMatch(message);
  expect(existsSync(join(folder, 'out.csv'))).toBe(false);
});

test('the results never replace the texts', async () => {
  const folder = setUp();
  const run = await runAbm(folder, 'voice', '--file', 'texts.csv', '--out', 'texts.csv');
  expect(run.exitCode).toBe(2);
  expect(readFileSync(join(folder, 'texts.csv'), 'utf8')).toBe(TEXTS);
});

test('a folder is no file for the results, and not taken for the texts', async () => {
  const run = await runAbm(setUp(), 'voice', '--file', 'texts.csv', '--out', '.');
  expect(run.exitCode).toBe(2);
  expect(run.warned).not.toContain('overwrite the data');
});
