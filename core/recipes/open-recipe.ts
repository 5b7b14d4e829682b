import type { Cancellation } from '#core/cancellation.ts';
import type { Column, ColumnTable, TextColumn, Texts } from '#core/columns/column-table.ts';
import type { Recipe, RecipeTable } from '#core/configuration/recipe.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import { indexAccountsOfDeals, indexTable, readColumns, type RecipeFiles } from './index-tables.ts';
import { matchHeaders } from './match-headers.ts';
import { createRowPlacer, textColumn } from './place-rows.ts';
import { isReference, NAME_FIELDS, STAGE_FIELD } from './recipe-columns.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RecipeTableReport } from './row-report.ts';
import { createSourceRows, type SourceRows } from './source-rows.ts';

export interface OpenRecipeOptions extends RecipeFiles {
  /** The id before the first record's, per role: row n of a file gets `firstIds[role] + n`. */
  readonly firstIds: Readonly<Record<ModuleRole, bigint>>;
}

export interface RecipeReading {
  /** Columns keyed by field api name, and `id`. Throws `CsvError` and `RecipeError`, the latter also after the last batch. */
  readonly batches: AsyncIterable<ColumnTable>;
  /** Resolves after the last batch; rejects with what the batches threw. */
  readonly report: Promise<RecipeTableReport>;
}

export interface OpenedRecipe {
  /** Without the columns that the files lack and can do without. */
  readonly recipe: Recipe;
  /** Those columns of a role's file, as its report names them. */
  columnNotes(role: ModuleRole): readonly CountedProblem[];
  /** Roles that have rows: those with a file, and accounts always. */
  readonly roles: readonly ModuleRole[];
  /**
   * `fields`: api names to read; default all. References and stages are always read and checked, and so are names, but those
   * of deals only when asked for: they are many, and nothing refers to them.
   */
  read(role: ModuleRole, fields?: ReadonlySet<string>, cancellation?: Cancellation): RecipeReading;
  /** The different values of each choice column, aliases applied, in order of appearance; stages are in the recipe. */
  choices(role: ModuleRole): Promise<ReadonlyMap<string, readonly string[]>>;
  /** What the files call a record: its id there, else its name, else "file:line". Null for ids that name none. Deals: once they have been read. */
  sourceIdOf(role: ModuleRole, id: bigint): string | null;
}

/**
 * Opens a recipe over its files: first the headers of all of them, then accounts, contacts and products are indexed (one
 * reading of their id and name columns), so that every table can be streamed with its references resolved. Throws `CsvError` or
 * `RecipeError` (a duplicate, a file that is missing) with file, line and remedy, and `RecipeFilesError` for several headers.
 */
export async function openRecipe(asked: OpenRecipeOptions): Promise<OpenedRecipe> {
  const { recipe, notes } = await matchHeaders(asked);
  const options = { ...asked, recipe };
  const { firstIds } = options;
  const indexes = new Map<ModuleRole, ReferenceIndex>();
  for (const role of ['accounts', 'contacts', 'products'] as const) {
    const table = recipe[role];
    if (table !== undefined) indexes.set(role, await indexTable(options, role, table, firstIds[role]));
    else if (role === 'accounts') indexes.set(role, await indexAccountsOfDeals(options, firstIds.accounts));
  }
  let dealRows: SourceRows | null = null;

  return {
    recipe,
    columnNotes: (role) => notes.get(role) ?? [],
    roles: MODULE_ROLES.filter((role) => role === 'accounts' || recipe[role] !== undefined),
    read: (role, fields, cancellation) => {
      const table = recipe[role];
      if (table !== undefined) return track(readTable(role, table, fields, cancellation));
      const index = indexes.get(role);
      if (index === undefined) throw new RangeError(`The recipe has no ${role}`);
      return track(readIndexed(index));
    },
    choices: async (role) => {
      const table = recipe[role];
      return table === undefined ? new Map() : readChoices(options, role, table);
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
      (field) =>
        wanted === undefined ||
        wanted.has(field.field) ||
        isReference(field) ||
        (role === 'deals' && field.field === STAGE_FIELD),
    );
    const withNames = role !== 'deals' || wanted === undefined || wanted.has(NAME_FIELDS.deals);
    const placer = createRowPlacer(recipe, role, table, fields, indexes, firstIds[role], withNames);
    const rows = role === 'deals' ? createSourceRows() : null;
    for await (const batch of readColumns(options, table, fields, withNames ? 'idAndName' : 'id')) {
      cancellation?.throwIfAborted();
      rows?.add(batch, table);
      yield placer.place(batch);
    }
    const report = placer.finish();
    dealRows = rows ?? dealRows;
    return { ...report, notes: [...(notes.get(role) ?? []), ...report.notes] };
  }
}

async function readChoices(
  options: RecipeFiles,
  role: ModuleRole,
  table: RecipeTable,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const fields = table.fields.filter(
    (field) => field.type === 'choice' && !(role === 'deals' && field.field === STAGE_FIELD),
  );
  if (fields.length === 0) return new Map();
  const dictionaries = new Map<string, Texts>();
  for await (const batch of readColumns(options, table, fields, 'none')) {
    // Dictionaries grow, so the last batch knows all values.
    for (const { field } of fields) dictionaries.set(field, textColumn(batch.columns.get(field)).dictionary);
  }
  return new Map(
    fields.map((field) => {
      const aliases = 'aliases' in field ? (field.aliases ?? {}) : {};
      const meant = (value: string) => (Object.hasOwn(aliases, value) ? (aliases[value] ?? value) : value);
      return [field.field, [...new Set((dictionaries.get(field.field) ?? []).map((value) => meant(value)))]];
    }),
  );
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
