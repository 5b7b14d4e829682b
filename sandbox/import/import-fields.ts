import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { isReference, RATE_FIELD } from '#core/recipes/recipe-columns.ts';
import { RecipeError } from '#core/recipes/recipe-error.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import {
  field,
  stage,
  type FieldDefinition,
  type OptionDefinition,
  type ZohoDataType,
} from '../schema/field-definition.ts';
import { STANDARD_MODULES } from '../schema/standard-modules.ts';

const CURRENCY_FIELD = 'Currency';

/** What a recipe's type may fill, the type of a custom field first. */
const FITTING: Readonly<Record<RecipeField['type'], readonly [ZohoDataType, ...ZohoDataType[]]>> = {
  text: ['text', 'textarea', 'picklist', 'email', 'phone', 'website'],
  choice: ['picklist', 'text', 'textarea'],
  email: ['email', 'text'],
  phone: ['phone', 'text'],
  website: ['website', 'text'],
  integer: ['bigint', 'integer', 'double', 'percent', 'currency'],
  decimal: ['double', 'percent', 'currency'],
  money: ['currency', 'double'],
  boolean: ['boolean'],
  date: ['date', 'datetime'],
  reference: ['lookup'],
};

/** The recipe's fields that go into the org. Amounts come in home currency, so a file's own currency and rate stay behind. */
export function importedFields(table: RecipeTable): readonly RecipeField[] {
  const converted = table.fields.some(
    (each) => each.field === RATE_FIELD || (each.type === 'money' && each.currencyColumn !== undefined),
  );
  return converted
    ? table.fields.filter((each) => each.field !== RATE_FIELD && each.field !== CURRENCY_FIELD)
    : table.fields;
}

/**
 * The org's field for a recipe's: the standard one of that name, or a custom field of the recipe's type. Throws `RecipeError`
 * when the standard field is of a type that such values do not fit.
 */
export function fieldDefinition(role: ModuleRole, table: RecipeTable, recipeField: RecipeField): FieldDefinition {
  const { apiName } = RECIPE_MODULES[role];
  const standard = STANDARD_MODULES.find((module) => module.api_name === apiName)?.fields.find(
    (each) => each.api_name === recipeField.field,
  );
  const target = isReference(recipeField) ? RECIPE_MODULES[recipeField.to].apiName : null;
  if (standard === undefined) {
    return field(recipeField.field, recipeField.column, FITTING[recipeField.type][0], {
      custom_field: true,
      lookup: target,
    });
  }
  if (!FITTING[recipeField.type].includes(standard.data_type) || (target !== null && standard.lookup !== target)) {
    throw new RecipeError('recipe.fieldOfOtherType', table.file, null, {
      column: recipeField.column,
      field: recipeField.field,
      type: recipeField.type,
      found: standard.data_type,
    });
  }
  return standard;
}

const HIGHEST_OPEN_PROBABILITY = 90;

/** The recipe's stages as the org's picklist: what each means is stated, how likely an open one is, is spread evenly. */
export function stageOptions({ stages }: Recipe): readonly OptionDefinition[] {
  const share = HIGHEST_OPEN_PROBABILITY / stages.open.length;
  return [
    ...stages.open.map((name, index) => stage(name, 'Open', Math.round(share * (index + 1)), '#7FB5EA')),
    ...stages.won.map((name) => stage(name, 'Closed Won', 100, '#25B52A')),
    ...stages.lost.map((name) => stage(name, 'Closed Lost', 0, '#EB4D4D')),
  ];
}
