import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { isReference, NAME_FIELDS, RATE_FIELD, STAGE_FIELD, type ReferenceField } from './recipe-columns.ts';

/** The deals' standard fields for RFM, and what fills them in a recipe that calls them otherwise. */
const RFM_FIELDS: readonly (readonly [field: string, otherwise: (field: RecipeField) => boolean])[] = [
  [STAGE_FIELD, () => false],
  ['Closing_Date', (field) => field.type === 'date'],
  ['Amount', (field) => field.type === 'money'],
];

/**
 * The columns of a role's file that RFM cannot do without, by the recipe: of the deals their account, stage, closing date and
 * amount (with what converts it), of the accounts the id or the name by which the deals know them. Everything else is optional.
 */
export function neededColumns(recipe: Recipe, role: ModuleRole): readonly string[] {
  const { accounts, deals } = recipe;
  const references = accountReferences(recipe);
  switch (role) {
    case 'accounts':
      return accounts === undefined
        ? []
        : references.map(({ by }) => (by === 'id' ? (accounts.idColumn ?? accounts.nameColumn) : accounts.nameColumn));
    case 'deals': {
      const used = RFM_FIELDS.flatMap(([name, otherwise]) => {
        const named = deals.fields.filter(({ field }) => field === name);
        return named.length > 0 ? named : deals.fields.filter(otherwise);
      });
      return [...new Set([...references, ...used].flatMap((field) => columnsOf(deals, field)))];
    }
    case 'contacts':
    case 'products':
      return [];
  }
}

/** The column by which the deals name their account. */
export function accountColumn(recipe: Recipe): string | undefined {
  return accountReferences(recipe)[0]?.column;
}

/** A field's own column and those that its values are converted with. */
export function columnsOf(table: RecipeTable, field: RecipeField): readonly string[] {
  if (field.type !== 'money') return [field.column];
  const rate = table.fields.find((each) => each.field === RATE_FIELD);
  return [
    field.column,
    ...(field.currencyColumn === undefined ? [] : [field.currencyColumn]),
    ...(rate === undefined ? [] : [rate.column]),
  ];
}

function accountReferences({ deals }: Recipe): readonly ReferenceField[] {
  const all = deals.fields.filter(isReference).filter(({ to }) => to === 'accounts');
  const standard = all.filter(({ field }) => field === NAME_FIELDS.accounts);
  return standard.length > 0 ? standard : all;
}
