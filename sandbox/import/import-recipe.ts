import type { Recipe, RecipeTable } from '#core/configuration/recipe.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import type { RecipeSource } from '#core/recipes/index-tables.ts';
import { openRecipe, type OpenedRecipe } from '#core/recipes/open-recipe.ts';
import { NAME_FIELDS, STAGE_FIELD } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import type { RecipeTableReport } from '#core/recipes/row-report.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';
import { options, type ZohoDataType } from '../schema/field-definition.ts';
import type { SeedTarget } from '../store/seed-target.ts';
import type { NewRow } from '../store/sql-value.ts';
import { fieldDefinition, importedFields, stageOptions } from './import-fields.ts';
import { toRows } from './to-rows.ts';

/**
 * Loads the files of a recipe into an org made by `importOrg`: columns without a standard field become custom fields, stages
 * the org's picklist with their meaning, other choices the values that stand in the rows. Every row is stored; what could
 * not be placed is in the reports, one per table. Throws `CsvError`, `RecipeError` and
 * `RecipeFilesError`; the caller's transaction then ends.
 */
export async function importRecipe(
  target: SeedTarget,
  source: RecipeSource,
  recipe: Recipe,
): Promise<readonly RecipeTableReport[]> {
  const firstId = (role: ModuleRole) => target.recordId(RECIPE_MODULES[role].apiName, 1) - 1n;
  const opened = await openRecipe({
    recipe,
    source,
    firstIds: {
      accounts: firstId('accounts'),
      contacts: firstId('contacts'),
      products: firstId('products'),
      deals: firstId('deals'),
    },
    toDay: createZoneDay(recipe.timeZone),
    exchangeRateMeans: 'foreignPerHome',
  });
  target.setOptions('Deals', STAGE_FIELD, stageOptions(recipe));
  const reports: RecipeTableReport[] = [];
  for (const role of opened.roles) reports.push(await importTable(target, opened, role));
  return reports;
}

async function importTable(target: SeedTarget, opened: OpenedRecipe, role: ModuleRole): Promise<RecipeTableReport> {
  const { recipe } = opened;
  const module = RECIPE_MODULES[role].apiName;
  const table = recipe[role];
  const fields = table === undefined ? [] : importedFields(table);
  const types = addFields(target, role, table, fields);
  const reading = opened.read(role);
  for await (const batch of reading.batches) {
    const rows = toRows(batch, types, currencyDigits(recipe.currency));
    target.insert(module, role === 'contacts' ? withLastNames(rows) : rows);
  }
  for (const [name, values] of await opened.choices(role))
    if (types.has(name)) target.setOptions(module, name, options(...values));
  return reading.report;
}

function addFields(
  target: SeedTarget,
  role: ModuleRole,
  table: RecipeTable | undefined,
  fields: readonly RecipeTable['fields'][number][],
): ReadonlyMap<string, ZohoDataType> {
  const types = new Map<string, ZohoDataType>([[NAME_FIELDS[role], 'text']]);
  if (role === 'deals') types.set(STAGE_FIELD, 'picklist');
  if (table === undefined) return types;
  const definitions = fields.map((each) => fieldDefinition(role, table, each));
  for (const definition of definitions) types.set(definition.api_name, definition.data_type);
  target.addFields(
    RECIPE_MODULES[role].apiName,
    definitions.filter((each) => each.custom_field),
  );
  return types;
}

/** A contact cannot be without a last name; files often have the full name only. */
function* withLastNames(rows: Iterable<NewRow>): Generator<NewRow, void, void> {
  for (const row of rows) {
    const fullName = row['Full_Name'];
    if (row['Last_Name'] == null && typeof fullName === 'string') {
      yield { ...row, Last_Name: fullName.split(' ').at(-1) ?? fullName };
    } else yield row;
  }
}
