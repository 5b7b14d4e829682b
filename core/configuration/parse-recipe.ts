import { simpleLowerCase } from '#core/criteria/simple-lower-case.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { parseDocument, parseDocumentText, type DocumentKind } from './parse-document.ts';
import { RECIPE_FORMAT, recipeSchema, type Recipe, type RecipeTable } from './recipe.ts';

const RECIPE: DocumentKind<Recipe> = { format: RECIPE_FORMAT, schema: recipeSchema, check: checkRecipe };

/** A strict recipe from any value; every problem names its JSON path. */
export function parseRecipe(value: unknown): Result<Recipe, Problem[]> {
  return parseDocument(value, RECIPE);
}

/** The same from a file's text: `where` is "file:line:column", and `params` carry `path`, `line` and `column`. */
export function parseRecipeText(text: string, fileName: string): Result<Recipe, Problem[]> {
  return parseDocumentText(text, fileName, RECIPE);
}

const TABLES = ['accounts', 'contacts', 'products', 'deals'] as const;

function checkRecipe(recipe: Recipe): Problem[] {
  const problems = TABLES.flatMap((role) => {
    const table = recipe[role];
    return table === undefined ? [] : checkTable(table, role, recipe);
  });
  if (!recipe.deals.fields.some((field) => field.type === 'reference' && field.to === 'accounts'))
    problems.push({ code: 'recipe.dealsWithoutAccount', params: {}, where: 'deals.fields' });
  const { dealProducts } = recipe;
  if (dealProducts?.kind === 'lineItems') problems.push(...checkFile(dealProducts.file, 'dealProducts.file'));
  if (dealProducts?.by === 'id' && recipe.products !== undefined && recipe.products.idColumn === undefined)
    problems.push({ code: 'recipe.referenceWithoutIds', params: { to: 'products' }, where: 'dealProducts.by' });
  problems.push(...checkStages(recipe));
  // Whether the zone exists is for whoever has a zone database; a text that cannot be one is refused here.
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(recipe.timeZone))
    problems.push({ code: 'recipe.badTimeZone', params: { found: recipe.timeZone }, where: 'timeZone' });
  return problems;
}

function checkTable(table: RecipeTable, role: (typeof TABLES)[number], recipe: Recipe): Problem[] {
  const problems = checkFile(table.file, `${role}.file`);
  const filled = new Set<string>();
  for (const [index, field] of table.fields.entries()) {
    const at = `${role}.fields[${index}]`;
    if (filled.has(field.field))
      problems.push({ code: 'recipe.fieldFilledTwice', params: { field: field.field }, where: `${at}.field` });
    filled.add(field.field);
    if (field.type !== 'reference') continue;
    const target = recipe[field.to];
    // Without an accounts file accounts are their names among the deals: there are no ids to go by.
    if (target === undefined && !(field.to === 'accounts' && field.by === 'name'))
      problems.push({ code: 'recipe.referenceToNothing', params: { to: field.to, by: field.by }, where: `${at}.to` });
    else if (target !== undefined && field.by === 'id' && target.idColumn === undefined)
      problems.push({ code: 'recipe.referenceWithoutIds', params: { to: field.to }, where: `${at}.by` });
  }
  return problems;
}

/** Files lie beside each other in the folder that the person named, and nowhere else. */
function checkFile(file: string, where: string): Problem[] {
  return /^(?:[A-Za-z]:|[/\\])|(?:^|[/\\])\.\.(?:[/\\]|$)|\p{Cc}/u.test(file)
    ? [{ code: 'recipe.fileOutsideFolder', params: { file }, where }]
    : [];
}

function checkStages({ stages }: Recipe): Problem[] {
  const problems: Problem[] = [];
  const typeOf = new Map<string, string>();
  for (const type of ['open', 'won', 'lost'] as const)
    for (const [index, stage] of stages[type].entries()) {
      const name = simpleLowerCase(stage);
      const other = typeOf.get(name);
      if (other !== undefined)
        problems.push({ code: 'recipe.stageTwice', params: { stage, type, other }, where: `stages.${type}[${index}]` });
      typeOf.set(name, type);
    }
  return problems;
}
