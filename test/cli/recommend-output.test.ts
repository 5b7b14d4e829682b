import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRows, runAbm, runAtTerminal } from '#test/support/run-abm.ts';
import { schoolFolder } from '#test/support/school-files.ts';

const words = ['recommend', '--data', 'data', '--recipe', 'recipe.json'];

test('at a terminal the best for the first accounts is a table that says where all of it goes', async () => {
  const run = await runAtTerminal(schoolFolder('lineItems'), ...words);
  const lines = run.printed.split('\n');
  expect(lines[0]).toMatch(/^account +type +product +chance +what speaks for it$/);
  expect(lines.length).toBeLessThan(60);
  expect(lines.at(-1)).toContain('for the first 10 of 31 accounts. --out <file> writes all as CSV');
  expect(lines.find((line) => /^Customer 0 +repeatBuy /.test(line))).toMatch(/bought once, last \d+ days ago/);
});

test('where nobody reads along, and where --out - asks for it, all of it is CSV', async () => {
  const folder = schoolFolder('lineItems');
  const piped = await runAbm(folder, ...words);
  expect(piped.printed.split('\n').length).toBeGreaterThan(60);
  expect((await runAtTerminal(folder, ...words, '--out', '-')).printed).toBe(piped.printed);
  expect((await runAtTerminal(folder, ...words, '--json')).printed).toMatch(/^\{/);
});

test('--out writes the same rows into a file, and says so', async () => {
  const folder = schoolFolder('lineItems');
  const all = (await runAbm(folder, ...words)).printed.split('\n');
  const run = await runAtTerminal(folder, ...words, '--out', 'new/next.csv');
  expect(run).toMatchObject({ exitCode: 0, printed: 'Made the folder new\nWritten: new/next.csv' });
  expect(readFileSync(join(folder, 'new/next.csv'), 'utf8').split('\r\n')).toEqual([...all, '']);
  await runAbm(folder, ...words, '--leave-last-out', '--json', '--out', 'test.json');
  expect(JSON.parse(readFileSync(join(folder, 'test.json'), 'utf8'))).toMatchObject({ accounts: 31 });
});

test('results never go among the data', async () => {
  const folder = schoolFolder('lineItems');
  const run = await runAbm(folder, ...words, '--out', 'data/next.csv');
  expect(run).toMatchObject({ exitCode: 2, printed: '' });
  expect(run.warned).toContain('would overwrite the data');
  expect(existsSync(join(folder, 'data/next.csv'))).toBe(false);
});

test('with few buyers there are bands in a column of their own, no probability, and a note', async () => {
  const folder = schoolFolder('lineItems');
  const run = await runAbm(folder, ...words, '--out', 'next.csv');
  expect(run.warned).toBe(
    'note: Fewer accounts have bought (31) than the 200 that percentages need: the column "band" says low, medium or high instead, the thirds of each type. Bands of different types do not compare.',
  );
  const rows = readRows(join(folder, 'next.csv'));
  expect(new Set(rows.map((row) => row.get('probability')))).toEqual(new Set(['']));
  expect(rows.filter((row) => !/^(?:low|medium|high)$/.test(row.get('band') ?? ''))).toEqual([]);
});

test('places for all products test nothing, and the back-test says so', async () => {
  const folder = schoolFolder('lineItems');
  const sentence = 'All 4 products fit into the first 4 places, so every model finds everything';
  const all = await runAbm(folder, ...words, '--leave-last-out', '--k', '4', '--json');
  expect(all.warned).toContain(sentence);
  expect(JSON.parse(all.printed)).toMatchObject({ notes: [{ code: 'cli.everyProductFits' }] });
  const usual = await runAbm(folder, ...words, '--leave-last-out', '--json');
  expect(usual.warned).toContain(
    'There are 4 products, which all fit into the usual 10 places: models are compared on the first 2.',
  );
  expect(JSON.parse(usual.printed)).toMatchObject({ k: 2, notes: [{ code: 'cli.fewerPlaces' }] });
  const some = await runAbm(folder, ...words, '--leave-last-out', '--k', '3', '--json');
  expect(some.warned).toBe('');
  expect(JSON.parse(some.printed)).toMatchObject({ notes: [] });
});

test('a type that nothing was held back of has no figures', async () => {
  const run = await runAbm(schoolFolder('lineItems'), ...words, '--leave-last-out', '--k', '2');
  const lines = run.printed.split('\n');
  expect(lines.find((line) => /^repeatBuy +0 /.test(line))).toMatch(/popularity +- +-/);
  expect(lines.at(-1)).toMatch(/^chosen: by recall, on orders before those held back/);
});
