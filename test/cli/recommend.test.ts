import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';
import { courses, PRODUCTS, SCHOOL_RECIPE, schoolFolder } from '#test/support/school-files.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const RECIPES = resolve(import.meta.dirname, '../../recipes');

const recommend = (folder: string, ...more: string[]) =>
  runAbm(folder, 'recommend', '--data', 'data', '--recipe', 'recipe.json', ...more);

test.each(['lineItems', 'lookups', 'lookup'] as const)(
  'products from %s: Advanced Java comes after Core Java',
  async (source) => {
    const run = await recommend(schoolFolder(source), '--k', '2');
    expect(run.exitCode).toBe(0);
    const [header = '', ...rows] = run.printed.split('\n');
    expect(header).toMatch(/^account_id,account_name,type,rank,product_id,product,/);
    const next = rows.find((row) => row.startsWith('Nora,Nora,nextBuy,1,'));
    expect(next).toContain('P2,Advanced Java,');
    expect(next).toContain('30 of 30');
    // The lost order is no purchase, and what is owned is not recommended as new.
    expect(rows.some((row) => row.startsWith('Nora,Nora,repeatBuy,1,P2'))).toBe(false);
    expect(rows.some((row) => row.startsWith('Nora,Nora,nextBuy') && row.includes(',P1,'))).toBe(false);
  },
);

test('later orders do not count before their day', async () => {
  const folder = schoolFolder('lineItems');
  const early = await recommend(folder, '--as-of', '2025-02-01');
  expect(early.exitCode).toBe(0);
  expect(early.printed).not.toContain('Advanced Java');
  expect(await recommend(folder, '--as-of', '2024-01-01')).toMatchObject({ exitCode: 2, printed: '' });
});

test('the back-test says the same twice, in JSON and as a table', async () => {
  const folder = schoolFolder('lineItems');
  const first = await recommend(folder, '--leave-last-out', '--k', '2', '--json');
  expect(first).toEqual(await recommend(folder, '--leave-last-out', '--k', '2', '--json'));
  expect(readBackTest(first.printed, 2).accounts).toBe(31);
  const table = await recommend(folder, '--leave-last-out');
  expect(table.printed).toContain('Last order of each account held back (first 2 places)');
});

test.each([
  [
    'no products',
    { dealProducts: undefined },
    'orders.csv: The recipe does not say where the products of a deal stand.',
  ],
  [
    'a lines file that is not there',
    { dealProducts: { kind: 'lineItems', file: 'none.csv', dealColumn: 'order', productColumn: 'product', by: 'id' } },
    'none.csv: ',
  ],
  [
    'a lines file outside the folder',
    {
      dealProducts: {
        kind: 'lineItems',
        file: '../lines.csv',
        dealColumn: 'order',
        productColumn: 'product',
        by: 'id',
      },
    },
    'recipe.json:1:',
  ],
  [
    'a column that is not there',
    { dealProducts: { kind: 'lookups', column: 'subjects', separator: ';', by: 'name' } },
    'orders.csv:1: The file has no column "subjects"',
  ],
  [
    'no won deal',
    { stages: { open: ['open'], won: ['done'], lost: ['off', 'paid'] } },
    'orders.csv: No deal is won (stages: done)',
  ],
])('%s: exit code 2 and where', async (_, change, said) => {
  const folder = schoolFolder('lineItems');
  const changed = makeFolder({
    'recipe.json': JSON.stringify({
      ...SCHOOL_RECIPE,
      dealProducts: { kind: 'lineItems', file: 'lines.csv', dealColumn: 'order', productColumn: 'product', by: 'id' },
      ...change,
    }),
  });
  const run = await runAbm(folder, 'recommend', '--data', 'data', '--recipe', join(changed, 'recipe.json'));
  expect(run).toMatchObject({ exitCode: 2, printed: '' });
  expect(run.warned).toContain(said);
});

test.each([
  [['--k', '0'], '--k: "0" is no whole number from 1 to 100.'],
  [['--k', 'ten'], '--k: "ten" is no whole number'],
  [['--seed', '-1'], '--seed: "-1" is no whole number'],
  [['--as-of', '2025-02-30'], '--as-of: "2025-02-30" is no day'],
])('%j: exit code 2', async (words, said) => {
  const run = await recommend(schoolFolder('lookup'), ...words);
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain(said);
});

test('lines of unknown products are counted aloud, and names that look like formulas are made harmless', async () => {
  const folder = schoolFolder('lookups');
  const run = await runAbm(
    makeFolder({
      'recipe.json': JSON.stringify({
        ...SCHOOL_RECIPE,
        dealProducts: { kind: 'lookups', column: 'courses', separator: ';', by: 'name' },
      }),
      'data/products.csv': PRODUCTS,
      'data/orders.csv': courses('courses', ({ order }) => (order === 'N1' ? 'Nothing' : '=cmd();Databases')),
    }),
    'recommend',
    '--data',
    'data',
    '--recipe',
    join(folder, 'recipe.json'),
  );
  expect(run.warned).toContain('note: Lines that name no known product, whose deals still count as purchases: 1.');
  expect(run.printed).toContain(",'=cmd(),");
});

test('lines of deals that are not there, and lines without a product, are told; those of deals that were not won are no news', async () => {
  const folder = schoolFolder('lineItems');
  appendFileSync(join(folder, 'data/lines.csv'), 'ZZ,P1\n,P1\nA1,\n');
  const run = await recommend(folder, '--leave-last-out', '--k', '2', '--json');
  expect(run.warned.split('\n')).toEqual([
    'note: Lines of a deal that the file of deals does not hold, which are left out: 2.',
    'note: Lines without a product, which are left out: 1.',
  ]);
  expect(JSON.parse(run.printed)).toMatchObject({ leftOut: { unknownDeals: 2, withoutProduct: 1 } });
});

describeWithSharedData('northwind', 'Northwind', () => {
  test('the chosen models find what the references ask for, and nothing falls below popularity beyond its interval', async () => {
    const data = sharedDataPath('northwind');
    const run = await runAbm(
      data,
      'recommend',
      '--data',
      data,
      '--recipe',
      join(RECIPES, 'northwind.recipe.json'),
      '--leave-last-out',
      '--k',
      '10',
      '--json',
    );
    expect(run).toMatchObject({ exitCode: 0, warned: '' });
    const { leaveLastOrderOut, timeSplit, orders, lines } = readBackTest(run.printed, 10);
    expect([orders, lines]).toEqual([830, 2_155]);
    const recallOf = (type: string) => leaveLastOrderOut.find((each) => each.type === type)?.blend['recall@10'];
    expect(recallOf('overall')).toBeGreaterThanOrEqual(0.23);
    expect(recallOf('nextBuy')).toBeGreaterThanOrEqual(0.28);
    for (const { type, versusPopularity } of [...leaveLastOrderOut, ...timeSplit.types])
      for (const { high } of Object.values(versusPopularity)) expect([type, high >= 0]).toEqual([type, true]);
  });
});

describeWithSharedData('maven_crm_sales', 'Maven CRM sales', () => {
  test('one product a deal by lookup; aliases of the recipe hold, and nothing falls below popularity', async () => {
    const data = sharedDataPath('maven_crm_sales');
    const run = await runAbm(
      data,
      'recommend',
      '--data',
      data,
      '--recipe',
      join(RECIPES, 'maven-crm-sales.recipe.json'),
      '--leave-last-out',
      '--k',
      '3',
      '--json',
    );
    const { leaveLastOrderOut, timeSplit, orders, lines } = readBackTest(run.printed, 3);
    expect([orders, lines]).toEqual([4_238, 4_238]);
    for (const { type, versusPopularity } of [...leaveLastOrderOut, ...timeSplit.types])
      expect([type, (versusPopularity['recall@3']?.high ?? -1) >= 0]).toEqual([type, true]);
  });
});

function readBackTest(text: string, k: number) {
  const figures = z.strictObject({ model: z.string(), [`recall@${k}`]: z.number(), [`ndcg@${k}`]: z.number() });
  const interval = z.strictObject({ difference: z.number(), low: z.number(), high: z.number() });
  const type = z.strictObject({
    type: z.string(),
    cases: z.int(),
    tooFewCases: z.boolean(),
    models: z.array(figures).check(z.minLength(2)),
    blend: figures,
    versusPopularity: z.record(z.string(), interval),
  });
  const schema = z.strictObject({
    format: z.literal('lodestar.recommend-back-test/1'),
    asOf: z.iso.date(),
    accounts: z.int(),
    products: z.int(),
    orders: z.int(),
    lines: z.int(),
    leftOut: z.record(z.string(), z.int()),
    k: z.literal(k),
    seed: z.int(),
    notes: z.array(z.object({ code: z.string() })),
    leaveLastOrderOut: z.array(type).check(z.length(6)),
    timeSplit: z.strictObject({ trainedUpTo: z.iso.date(), types: z.array(type).check(z.length(6)) }),
  });
  return schema.parse(JSON.parse(text));
}
