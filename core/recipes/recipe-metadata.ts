import type { Recipe, RecipeField } from '#core/configuration/recipe.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import type { ChoiceOption, FieldMetadata, FieldType, ModuleMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { NAME_FIELDS, STAGE_FIELD } from './recipe-columns.ts';

/** Files become these modules. */
export const RECIPE_MODULES: Readonly<Record<ModuleRole, ModuleMetadata>> = {
  accounts: module('Accounts', 'Account'),
  contacts: module('Contacts', 'Contact'),
  products: module('Products', 'Product'),
  deals: module('Deals', 'Deal'),
};

function module(apiName: string, singularLabel: string): ModuleMetadata {
  return { apiName, singularLabel, pluralLabel: apiName, custom: false, viewable: true, editable: false };
}

/** The org as its files show it: one currency, since amounts are converted while they are read. */
export function recipeOrg(recipe: Recipe): OrgMetadata {
  return {
    orgId: 'files',
    name: recipe.name,
    homeCurrency: recipe.currency,
    multiCurrency: false,
    currencies: [
      {
        isoCode: recipe.currency,
        isHome: true,
        active: true,
        exchangeRate: '1',
        decimalPlaces: currencyDigits(recipe.currency),
      },
    ],
    timeZone: recipe.timeZone,
  };
}

/** Fields of a role's module. `observed` gives the values that stand in a choice column. Labels are the files' headers. */
export function recipeFields(
  recipe: Recipe,
  role: ModuleRole,
  observed: (field: string) => readonly string[],
): readonly FieldMetadata[] {
  const table = recipe[role];
  const name = field(NAME_FIELDS[role], table?.nameColumn ?? NAME_FIELDS[role], 'text', { mandatory: true });
  const fields = (table?.fields ?? []).map((each) =>
    field(each.field, each.column, fieldType(each), {
      lookupModule: each.type === 'reference' ? RECIPE_MODULES[each.to].apiName : null,
      options:
        each.type === 'choice' && !isStage(role, each.field)
          ? observed(each.field).map((value) => option(value, null))
          : [],
    }),
  );
  const all = fields.some((each) => each.apiName === name.apiName) ? fields : [name, ...fields];
  if (role !== 'deals') return all;
  // A stage column is a choice whatever the recipe calls it: its meaning comes from the recipe's stages.
  const column = table?.fields.find((each) => each.field === STAGE_FIELD)?.column ?? STAGE_FIELD;
  const stage = field(STAGE_FIELD, column, 'choice', { options: stageOptions(recipe) });
  return [...all.filter((each) => each.apiName !== STAGE_FIELD), stage];
}

export function stageOptions({ stages }: Recipe): readonly ChoiceOption[] {
  return (['open', 'won', 'lost'] as const).flatMap((type) => stages[type].map((stage) => option(stage, type)));
}

function isStage(role: ModuleRole, fieldName: string): boolean {
  return role === 'deals' && fieldName === STAGE_FIELD;
}

function fieldType(recipeField: RecipeField): FieldType {
  return recipeField.type === 'reference' ? 'lookup' : recipeField.type;
}

function field(
  apiName: string,
  label: string,
  type: FieldType,
  more: Partial<Pick<FieldMetadata, 'mandatory' | 'lookupModule' | 'options'>> = {},
): FieldMetadata {
  return {
    apiName,
    label,
    type,
    custom: false,
    mandatory: false,
    readOnly: true,
    lookupModule: null,
    subformModule: null,
    options: [],
    ...more,
  };
}

function option(value: string, stageType: ChoiceOption['stageType']): ChoiceOption {
  return { id: null, actual: value, display: value, colour: null, stageType };
}
