import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf } from '#test/support/csv-text.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { FIRST_IDS, openFiles, readRole, recipeOf, SHOP_FILES, SHOP_RECIPE } from '#test/support/recipe-files.ts';

const aliases = { GTXPro: 'GTX Pro', Nowhere: 'Not there' };
const recipe = recipeOf({
  ...SHOP_RECIPE,
  deals: {
    ...SHOP_RECIPE.deals,
    fields: SHOP_RECIPE.deals.fields.map((field) => (field.field === 'Product_Name' ? { ...field, aliases } : field)),
  },
});
const ACCOUNTS = ['Acme', 'Beta Corp'];
const PRODUCTS = ['GTX Pro', 'MG Special'];
const STAGES = ['Engaging', 'Won', 'Lost'];

const rowArbitrary = fc.record({
  account: fc.constantFrom('', ...ACCOUNTS, 'acme', 'Nobody', 'Beta Corp '),
  product: fc.constantFrom('', ...PRODUCTS, 'GTXPro', 'Nowhere', 'Other'),
  stage: fc.constantFrom('', ...STAGES, 'won'),
  value: fc.constantFrom('', '0', '12.5'),
});

test('rows in = rows placed + rows reported, every row is in the table, and each is judged as the plain rules say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rowArbitrary, { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, batchRows) => {
        // One row that fits keeps "nothing matches" out of the way.
        const all = [{ account: 'Acme', product: 'GTX Pro', stage: 'Won', value: '1' }, ...rows];
        const lines = all.map((row, at) => `D${at},${row.account},${row.product},${row.stage},,${row.value}\n`);
        const files = { ...SHOP_FILES, 'deals.csv': `id,account,product,stage,closed,value\n${lines.join('')}` };
        const { table, report } = await readRole(await openFiles(recipe, files, batchRows), 'deals');

        const meant = (product: string) => (product === 'GTXPro' ? 'GTX Pro' : product);
        const placed = all.filter(
          (row) =>
            ACCOUNTS.includes(row.account) &&
            (row.product === '' || PRODUCTS.includes(meant(row.product))) &&
            STAGES.includes(row.stage),
        );
        expect(report.rowsIn).toBe(all.length);
        expect(report.rowsPlaced).toBe(placed.length);
        expect(report.rowsPlaced + report.rowsReported).toBe(report.rowsIn);
        expect(table.length).toBe(all.length);
        expect(cellsOf(table, 'Account_Name')).toEqual(
          all.map((row) =>
            ACCOUNTS.includes(row.account) ? FIRST_IDS.accounts + BigInt(ACCOUNTS.indexOf(row.account) + 1) : null,
          ),
        );
        const total = (code: string) =>
          report.problems.filter((problem) => problem.code === code).reduce((sum, { count }) => sum + count, 0);
        expect(total('recipe.noAccount')).toBe(all.filter((row) => row.account === '').length);
        expect(total('recipe.noStage')).toBe(all.filter((row) => row.stage === '').length);
        expect(total('recipe.unknownStage')).toBe(all.filter((row) => row.stage === 'won').length);
        expect(total('recipe.unknownReference')).toBe(
          all.filter((row) => row.account !== '' && !ACCOUNTS.includes(row.account)).length +
            all.filter((row) => row.product !== '' && !PRODUCTS.includes(meant(row.product))).length,
        );
        expect(report.notes.reduce((sum, { count }) => sum + count, 0)).toBe(
          all.filter((row) => row.product === 'GTXPro').length,
        );
      },
    ),
    { numRuns: propertyRuns(150) },
  );
});
