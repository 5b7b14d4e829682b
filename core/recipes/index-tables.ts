import { NULL_CODE, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { numberColumn, textColumn } from './place-rows.ts';
import {
  identityColumns,
  isReference,
  nameColumnOf,
  SOURCE_ID,
  SOURCE_LINE,
  toCsvColumns,
  type RecipeContext,
  type ReferenceField,
} from './recipe-columns.ts';
import { RecipeError } from './recipe-error.ts';
import { createIndexBuilder, type ReferenceIndex } from './reference-index.ts';

/** A folder of CSV files. `open` may be called again for the same file; a missing one throws `RecipeError`. */
export interface RecipeSource {
  open(file: string): AsyncIterable<Uint8Array>;
}

export interface RecipeFiles extends RecipeContext {
  readonly recipe: Recipe;
  readonly source: RecipeSource;
  /** Rows a table, at most. Default: the CSV reader's. */
  readonly batchRows?: number;
}

/** A table's file as columns: each line's number, `fields`, and of the row's identity what is asked for. */
export function readColumns(
  options: RecipeFiles,
  table: RecipeTable,
  fields: readonly RecipeField[],
  identity: 'none' | 'id' | 'idAndName',
): AsyncIterable<ColumnTable> {
  return readCsv(options.source.open(table.file), {
    source: table.file,
    separator: 'auto',
    columns: [
      ...(identity === 'none' ? [] : identityColumns(table, identity === 'idAndName')),
      ...toCsvColumns(options.recipe, table, fields, options),
    ],
    lineAs: SOURCE_LINE,
    ...(options.batchRows === undefined ? {} : { batchRows: options.batchRows }),
  });
}

/** The rows of accounts, contacts or products as others refer to them. Throws `CsvError` and `RecipeError`. */
export async function indexTable(
  options: RecipeFiles,
  role: ModuleRole,
  table: RecipeTable,
  firstId: bigint,
): Promise<ReferenceIndex> {
  const columns = { id: table.idColumn, name: table.nameColumn };
  const builder = createIndexBuilder(role, table.file, columns, needsUniqueNames(options.recipe, role, table));
  for await (const batch of readColumns(options, table, [], 'idAndName')) {
    const names = textColumn(nameColumnOf(batch, table));
    const ids = table.idColumn === undefined ? null : textColumn(batch.columns.get(SOURCE_ID));
    const lines = numberColumn(batch.columns.get(SOURCE_LINE));
    for (let row = 0; row < batch.length; row++)
      builder.add(ids === null ? null : textAt(ids, row), textAt(names, row), lines.values[row] ?? 0);
  }
  return builder.build(firstId);
}

/** Names must tell rows apart where somebody refers to them by name, or where the name is all that the row has. */
function needsUniqueNames(recipe: Recipe, role: ModuleRole, table: RecipeTable): boolean {
  const references = [recipe.accounts, recipe.contacts, recipe.products, recipe.deals]
    .flatMap((each) => each?.fields ?? [])
    .filter(isReference)
    .filter((field) => field.to === role);
  return (
    references.some((field) => field.by === 'name') ||
    (table.idColumn === undefined && (references.length > 0 || role === 'accounts'))
  );
}

/** Without an accounts file: the different accounts that the deals name, in order of appearance. */
export async function indexAccountsOfDeals(options: RecipeFiles, firstId: bigint): Promise<ReferenceIndex> {
  const { deals } = options.recipe;
  const field = deals.fields.find((each): each is ReferenceField => isReference(each) && each.to === 'accounts');
  if (field === undefined) throw new RecipeError('recipe.noAccounts', deals.file, null);
  const builder = createIndexBuilder('accounts', deals.file, { id: undefined, name: field.column }, true);
  const seen = new Set<string>();
  let codes = 0;
  for await (const batch of readColumns(options, deals, [field], 'none')) {
    const column = textColumn(batch.columns.get(field.field));
    const lines = numberColumn(batch.columns.get(SOURCE_LINE));
    for (let row = 0; row < batch.length; row++) {
      const code = column.codes[row] ?? NULL_CODE;
      if (code < codes) continue;
      codes = code + 1;
      const text = column.dictionary.at(code) ?? '';
      const name =
        field.aliases !== undefined && Object.hasOwn(field.aliases, text) ? (field.aliases[text] ?? text) : text;
      if (seen.has(name)) continue;
      seen.add(name);
      builder.add(null, name, lines.values[row] ?? 0);
    }
  }
  return builder.build(firstId);
}
