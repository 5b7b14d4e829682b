import type { ColumnTable } from '#core/columns/column-table.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import { parseRecipe } from '#core/configuration/parse-recipe.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import type { Problem } from '#core/message.ts';
import type { RecipeSource } from '#core/recipes/index-tables.ts';
import { openRecipe, type OpenedRecipe } from '#core/recipes/open-recipe.ts';
import { RecipeError } from '#core/recipes/recipe-error.ts';
import type { RecipeTableReport } from '#core/recipes/row-report.ts';
import { csvBytes } from './csv-text.ts';

/** Files in memory, as a recipe's source. */
export function filesOf(files: Readonly<Record<string, string>>): RecipeSource {
  return {
    async *open(file) {
      const text = files[file];
      if (text === undefined) throw new RecipeError('recipe.fileMissing', file, null);
      yield csvBytes(text);
    },
  };
}

/** A recipe that is accepted, or a failing test. */
export function recipeOf(value: unknown): Recipe {
  const parsed = parseRecipe(value);
  if (!parsed.ok) throw new Error(`No recipe: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

const DAY_MS = 86_400_000;
export const FIRST_IDS = { accounts: 1_000n, contacts: 20_000n, products: 30_000n, deals: 400_000n };

export function openFiles(
  recipe: Recipe,
  files: Readonly<Record<string, string>>,
  batchRows = 7,
): Promise<OpenedRecipe> {
  return openRecipe({
    recipe,
    source: filesOf(files),
    firstIds: FIRST_IDS,
    toDay: (epochMs) => Math.floor(epochMs / DAY_MS),
    exchangeRateMeans: 'foreignPerHome',
    batchRows,
  });
}

/** One table whole, with its report. */
export async function readRole(
  opened: OpenedRecipe,
  role: ModuleRole,
  fields?: ReadonlySet<string>,
): Promise<{ readonly table: ColumnTable; readonly report: RecipeTableReport }> {
  const reading = opened.read(role, fields);
  return { table: await collectTable(reading.batches), report: await reading.report };
}

/** The problem for which files are refused, whichever table it is found in; fails when they are not. */
export async function refusalOf(recipe: Recipe, files: Readonly<Record<string, string>>): Promise<Problem> {
  try {
    const opened = await openFiles(recipe, files);
    for (const role of opened.roles) await readRole(opened, role);
  } catch (error) {
    if (error instanceof RecipeError || error instanceof CsvError) return error.problem;
    throw error;
  }
  throw new Error('The files were read, and should have been refused');
}

/** A vendor's own three files: accounts and products by name, deals with ids. Change what a test is about. */
export const SHOP_RECIPE = {
  format: 'lodestar.recipe/1',
  name: 'Shop',
  currency: 'EUR',
  timeZone: 'Europe/Madrid',
  decimalSeparator: 'point',
  accounts: {
    file: 'accounts.csv',
    nameColumn: 'account',
    fields: [
      { column: 'sector', field: 'Industry', type: 'choice', aliases: { technolgy: 'technology' } },
      { column: 'parent', field: 'Parent_Account', type: 'reference', to: 'accounts', by: 'name' },
    ],
  },
  products: {
    file: 'products.csv',
    nameColumn: 'product',
    fields: [{ column: 'price', field: 'Unit_Price', type: 'money' }],
  },
  deals: {
    file: 'deals.csv',
    idColumn: 'id',
    nameColumn: 'id',
    fields: [
      { column: 'account', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      { column: 'product', field: 'Product_Name', type: 'reference', to: 'products', by: 'name' },
      { column: 'stage', field: 'Stage', type: 'choice' },
      { column: 'closed', field: 'Closing_Date', type: 'date', dateFormat: 'm/d/yyyy' },
      { column: 'value', field: 'Amount', type: 'money' },
    ],
  },
  stages: { open: ['Engaging'], won: ['Won'], lost: ['Lost'] },
};

export const SHOP_FILES = {
  'accounts.csv': 'account,sector,parent\nAcme,technolgy,\nBeta Corp,retail,Acme\n',
  'products.csv': 'product,price\nGTX Pro,4821\nMG Special,55\n',
  'deals.csv': [
    'id,account,product,stage,closed,value',
    'D1,Acme,GTX Pro,Won,3/11/2017,4514',
    'D2,Beta Corp,GTXPro,Lost,12/31/2017,0',
    'D3,,MG Special,Engaging,,',
    'D4,Beta Corporation,MG Special,Won,1/2/2017,60.5',
    '',
  ].join('\n'),
};
