import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';

/** Column keys that no CRM field can have. */
export const SOURCE_ID = '#id';
export const SOURCE_NAME = '#name';
export const SOURCE_LINE = '#line';

/** The field that a table's name column fills. */
export const NAME_FIELDS: Readonly<Record<ModuleRole, string>> = {
  accounts: 'Account_Name',
  contacts: 'Full_Name',
  products: 'Product_Name',
  deals: 'Deal_Name',
};
/** The deals' field whose values the recipe's `stages` explain. */
export const STAGE_FIELD = 'Stage';
/** A decimal field of this name holds each row's own rate, and converts the row's amounts. */
export const RATE_FIELD = 'Exchange_Rate';

export type ReferenceField = Extract<RecipeField, { type: 'reference' }>;

export function isReference(field: RecipeField): field is ReferenceField {
  return field.type === 'reference';
}

/** What core cannot know: how an instant is cut into days, and which way exchange rates point. */
export interface RecipeContext {
  /** Epoch day of an instant (milliseconds) in the recipe's time zone. */
  readonly toDay: (epochMs: number) => number;
  readonly exchangeRateMeans: ExchangeRateMeaning;
}

/** The columns of a table's file that carry its fields, keyed by field; a reference is read as the text that stands there. */
export function toCsvColumns(
  recipe: Recipe,
  table: RecipeTable,
  fields: readonly RecipeField[],
  context: RecipeContext,
): CsvColumn[] {
  const rate = table.fields.find((field) => field.field === RATE_FIELD);
  return fields.map((field): CsvColumn => {
    const base = { header: field.column, as: field.field };
    switch (field.type) {
      case 'integer':
      case 'decimal':
        return { ...base, kind: 'number', decimalSeparator: recipe.decimalSeparator };
      case 'boolean':
        return { ...base, kind: 'boolean' };
      case 'date':
        return { ...base, kind: 'day', format: field.dateFormat, toDay: context.toDay };
      case 'money':
        return {
          ...base,
          kind: 'money',
          digits: currencyDigits(recipe.currency),
          decimalSeparator: recipe.decimalSeparator,
          homeCurrency: recipe.currency,
          rates: new Map(),
          means: context.exchangeRateMeans,
          ...(field.unit === undefined ? {} : { unit: field.unit }),
          ...(field.currencyColumn === undefined ? {} : { currencyHeader: field.currencyColumn }),
          ...(rate === undefined ? {} : { rateHeader: rate.column }),
        };
      case 'text':
      case 'choice':
      case 'email':
      case 'phone':
      case 'website':
      case 'reference':
        return { ...base, kind: 'text' };
    }
  });
}

/** The columns that say which row it is: its own id where there is one, and its name, unless that is the same column. */
export function identityColumns(table: RecipeTable, withName: boolean): CsvColumn[] {
  const columns: CsvColumn[] = [];
  if (table.idColumn !== undefined) columns.push({ header: table.idColumn, as: SOURCE_ID, kind: 'text' });
  // A second reading of the same column would keep every text twice.
  if (withName && table.nameColumn !== table.idColumn)
    columns.push({ header: table.nameColumn, as: SOURCE_NAME, kind: 'text' });
  return columns;
}

/** The name column of a batch that was read with it. */
export function nameColumnOf(batch: ColumnTable, table: RecipeTable): Column | undefined {
  return batch.columns.get(table.nameColumn === table.idColumn ? SOURCE_ID : SOURCE_NAME);
}
