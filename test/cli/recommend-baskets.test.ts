import { resolve } from 'node:path';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const DESCRIPTION = { format: 'lodestar.baskets/1', name: 'Kiosk', file: 'baskets.csv', separator: ',' };
/** Bread with butter six times, butter with jam twice, and milk alone. */
const BASKETS = [...Array<string>(6).fill('bread, butter,bread'), 'butter,jam', 'jam,butter', '', ...Array<string>(4).fill('milk')]; // prettier-ignore
const recommend = (folder: string, ...more: readonly string[]) =>
  runAbm(folder, 'recommend', '--data', '.', '--recipe', 'kiosk.json', ...more);
const kiosk = (baskets: string | Uint8Array, description: object = DESCRIPTION) =>
  makeFolder({ 'kiosk.json': JSON.stringify(description), 'baskets.csv': baskets });

test('baskets without buyers say what goes together, both ways, with support, confidence and lift', async () => {
  const run = await recommend(kiosk(`${BASKETS.join('\r\n')}\n`));
  expect(run).toMatchObject({ exitCode: 0, warned: '' });
  // Of 12 baskets 6 have both; 6 have bread and 8 butter. Butter and jam were together too seldom to say.
  expect(run.printed.split('\n')).toEqual([
    'product,rank,with,together,support,confidence,lift',
    'bread,1,butter,6,0.5,1,1.5',
    'butter,1,bread,6,0.5,0.75,1.5',
  ]);
  const json: unknown = JSON.parse((await recommend(kiosk(BASKETS.join('\n')), '--json')).printed);
  expect(json).toMatchObject({ baskets: 12, products: 4, lines: 20 });
});

test.each<[string, readonly string[], string | Uint8Array, object]>([
  ['Baskets without buyers', ['--leave-last-out'], 'a,b', DESCRIPTION],
  ['Baskets without buyers', ['--as-of', '2024-01-01'], 'a,b', DESCRIPTION],
  ['baskets.csv:2: The basket has a quotation mark', [], 'a,b\n"a,b"', DESCRIPTION],
  ['The file has no basket', [], '\n\n', DESCRIPTION],
  ['too long', [], 'a'.repeat(300_000), DESCRIPTION],
  ['not UTF-8', [], Uint8Array.of(0x61, 0xff, 0x2c), DESCRIPTION],
  ['kiosk.json:1:', [], 'a,b', { ...DESCRIPTION, file: '../other.csv' }],
  ['elsewhere.csv', [], 'a,b', { ...DESCRIPTION, file: 'elsewhere.csv' }],
])('%s is said of %j', async (sentence, words, baskets, description) => {
  const run = await recommend(kiosk(baskets, description), ...words);
  expect(run).toMatchObject({ exitCode: 2, printed: '' });
  expect(run.warned).toContain(sentence);
});

describeWithSharedData('groceries', 'baskets of a shop', () => {
  test('the shipped description reads them all', async () => {
    const recipe = resolve(import.meta.dirname, '../../recipes/groceries.baskets.json');
    const words = ['--data', sharedDataPath('groceries'), '--recipe', recipe, '--k', '3', '--json'];
    const run = await runAbm(makeFolder({}), 'recommend', ...words);
    const { rules, ...counts } = z
      .object({
        baskets: z.number(),
        products: z.number(),
        lines: z.number(),
        rules: z.array(z.object({ product: z.string(), with: z.string(), together: z.number(), lift: z.number() })),
      })
      .parse(JSON.parse(run.printed));
    expect(counts).toEqual({ baskets: 9_835, products: 169, lines: 43_367 });
    expect(rules.find((rule) => rule.product === 'butter')).toMatchObject({ with: 'whole milk', together: 271 });
    expect(rules.filter(({ lift }) => lift <= 1)).toEqual([]);
  });
});
