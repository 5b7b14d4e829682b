import type { Cancellation } from '#core/cancellation.ts';
import type { Column, ColumnTable, TextColumn } from '#core/columns/column-table.ts';
import { NULL_CODE } from '#core/columns/column-table.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import { numberColumn, createRowPlacer, textColumn } from './place-rows.ts';
import {
  identityColumns,
  isReference,
  NAME_FIELDS,
  SOURCE_ID,
  SOURCE_LINE,
  SOURCE_NAME,
  toCsvColumns,
  type RecipeContext,
  type ReferenceField,
} from './recipe-columns.ts';
import { createIndexBuilder, type ReferenceIndex } from './reference-index.ts';
import { RecipeError } from './recipe-error.ts';
import type { RecipeTableReport } from './row-report.ts';
import { createSourceRows, type SourceRows } from './source-rows.ts';
import { textAt } from './place-text.ts';

/** A folder of CSV files. `open` may be called again for the same file; a missing one throws `RecipeError`. */
export interface RecipeSource {
  open(file: string): AsyncIterable<Uint8Array>;
}

export interface OpenRecipeOptions extends RecipeContext {
  readonly recipe: Recipe;
  readonly source: RecipeSource;
  /** The id before the first record's, per role: row n of a file gets `firstIds[role] + n`. */
  readonly firstIds: Readonly<Record<ModuleRole, bigint>>;
  /** Rows a table, at most. Default: the CSV reader's. */
  readonly batchRows?: number;
}

export interface RecipeReading {
  /** Columns keyed by field api name, and `id`. Throws `CsvError` and `RecipeError`, the latter also after the last batch. */
  readonly batches: AsyncIterable<ColumnTable>;
  /** Resolves after the last batch; rejects with what the batches threw. */
  readonly report: Promise<RecipeTableReport>;
}

export interface OpenedRecipe {
  /** Roles that have rows: those with a file, and accounts always. */
  readonly roles: readonly ModuleRole[];
  /** `fields`: api names to read, the name field aside, which always comes; default all. References are always checked. */
  read(role: ModuleRole, fields?: ReadonlySet<string>, cancellation?: Cancellation): RecipeReading;
  /** What the files call a record: its id there, else its name, else "file:line". Null for ids that name none. Deals: once they have been read. */
  sourceIdOf(role: ModuleRole, id: bigint): string | null;
}

/**
 * Opens a recipe over its files: accounts, contacts and products are indexed (one reading of their id and name columns), so
 * that every table can then be streamed with its references resolved. Throws `CsvError` or `RecipeError` (a duplicate, a
 * file that is missing) with file, line and remedy.
 */
export async function openRecipe(options: OpenRecipeOptions): Promise<OpenedRecipe> {
  const { recipe, firstIds } = options;
  const indexes = new Map<ModuleRole, ReferenceIndex>();
  for (const role of ['accounts', 'contacts', 'products'] as const) {
    const table = recipe[role];
    if (table !== undefined) indexes.set(role, await indexTable(options, role, table));
    else if (role === 'accounts') indexes.set(role, await indexAccountsOfDeals(options));
  }
  let dealRows: SourceRows | null = null;

  return {
    roles: MODULE_ROLES.filter((role) => role === 'accounts' || recipe[role] !== undefined),
    read: (role, fields, cancellation) => {
      const table = recipe[role];
      if (table !== undefined) return track(readTable(role, table, fields, cancellation));
      const index = indexes.get(role);
      if (index === undefined) throw new RangeError(`The recipe has no ${role}`);
      return track(readIndexed(index));
    },
    sourceIdOf: (role, id) => {
      const ordinal = Number(id - firstIds[role]) - 1;
      if (!Number.isSafeInteger(ordinal) || ordinal < 0) return null;
      const index = indexes.get(role);
      return index === undefined ? (dealRows?.sourceIdOf(ordinal, recipe.deals.file) ?? null) : index.sourceId(ordinal);
    },
  };

  async function* readTable(
    role: ModuleRole,
    table: RecipeTable,
    wanted: ReadonlySet<string> | undefined,
    cancellation: Cancellation | undefined,
  ): AsyncGenerator<ColumnTable, RecipeTableReport, void> {
    const fields = table.fields.filter(
      (field) => wanted === undefined || wanted.has(field.field) || isReference(field) || field.field === 'Stage',
    );
    const placer = createRowPlacer(recipe, role, table, fields, indexes, firstIds[role]);
    const rows = role === 'deals' ? createSourceRows() : null;
    for await (const batch of readColumns(options, table, fields)) {
      cancellation?.throwIfAborted();
      rows?.add(batch, table);
      yield placer.place(batch);
    }
    const report = placer.finish();
    dealRows = rows ?? dealRows;
    return report;
  }
}

function readColumns(
  options: OpenRecipeOptions,
  table: RecipeTable,
  fields: readonly RecipeField[],
): AsyncIterable<ColumnTable> {
  return readCsv(options.source.open(table.file), {
    source: table.file,
    separator: 'auto',
    columns: [...identityColumns(table), ...toCsvColumns(options.recipe, table, fields, options)],
    lineAs: SOURCE_LINE,
    ...(options.batchRows === undefined ? {} : { batchRows: options.batchRows }),
  });
}

async function indexTable(options: OpenRecipeOptions, role: ModuleRole, table: RecipeTable): Promise<ReferenceIndex> {
  const columns = { id: table.idColumn, name: table.nameColumn };
  const builder = createIndexBuilder(role, table.file, columns, needsUniqueNames(options.recipe, role, table));
  for await (const batch of readColumns(options, table, [])) {
    const names = textColumn(batch.columns.get(SOURCE_NAME));
    const ids = table.idColumn === undefined ? null : textColumn(batch.columns.get(SOURCE_ID));
    const lines = numberColumn(batch.columns.get(SOURCE_LINE));
    for (let row = 0; row < batch.length; row++)
      builder.add(ids === null ? null : textAt(ids, row), textAt(names, row), lines.values[row] ?? 0);
  }
  return builder.build(options.firstIds[role]);
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
async function indexAccountsOfDeals(options: OpenRecipeOptions): Promise<ReferenceIndex> {
  const { deals } = options.recipe;
  const field = deals.fields.find((each): each is ReferenceField => isReference(each) && each.to === 'accounts');
  if (field === undefined) throw new RecipeError('recipe.noAccounts', deals.file, null);
  const builder = createIndexBuilder('accounts', deals.file, { id: undefined, name: field.column }, true);
  const seen = new Set<string>();
  let codes = 0;
  for await (const batch of readColumns(options, deals, [field])) {
    const column = textColumn(batch.columns.get(field.field));
    const lines = numberColumn(batch.columns.get(SOURCE_LINE));
    for (let row = 0; row < batch.length; row++) {
      const code = column.codes[row] ?? NULL_CODE;
      if (code < codes) continue;
      codes = code + 1;
      const text = column.dictionary[code] ?? '';
      const name =
        field.aliases !== undefined && Object.hasOwn(field.aliases, text) ? (field.aliases[text] ?? text) : text;
      if (seen.has(name)) continue;
      seen.add(name);
      builder.add(null, name, lines.values[row] ?? 0);
    }
  }
  return builder.build(options.firstIds.accounts);
}

async function* readIndexed(index: ReferenceIndex): AsyncGenerator<ColumnTable, RecipeTableReport, void> {
  const dictionary = Array.from({ length: index.size }, (_, ordinal) => index.name(ordinal) ?? '');
  const name: TextColumn = { kind: 'text', codes: Int32Array.from(dictionary, (_, ordinal) => ordinal), dictionary };
  yield {
    length: index.size,
    columns: new Map<string, Column>([
      ['id', { kind: 'id', values: index.ids }],
      [NAME_FIELDS[index.role], name],
    ]),
  };
  return {
    role: index.role,
    file: null,
    rowsIn: index.size,
    rowsPlaced: index.size,
    rowsReported: 0,
    problems: [],
    notes: [],
  };
}

/** The generator's batches, and its report as a promise that also fails when the reading does. */
function track(reading: AsyncGenerator<ColumnTable, RecipeTableReport, void>): RecipeReading {
  let settle: { resolve(report: RecipeTableReport): void; reject(reason: unknown): void } | null = null;
  const report = new Promise<RecipeTableReport>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // A caller that only takes the batches has the error from there.
  report.catch(() => {});
  async function* batches(): AsyncGenerator<ColumnTable, void, void> {
    try {
      settle?.resolve(yield* reading);
    } catch (error) {
      settle?.reject(error);
      throw error;
    }
  }
  return { batches: batches(), report };
}
