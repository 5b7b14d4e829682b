import { CsvError } from '#core/columns/csv-error.ts';
import type { CsvHeader } from '#core/columns/csv-header.ts';
import { readCsvHeader } from '#core/columns/read-csv.ts';
import type { Recipe, RecipeTable } from '#core/configuration/recipe.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import type { Problem } from '#core/message.ts';
import type { RecipeFiles } from './index-tables.ts';
import { matchTable } from './match-table.ts';
import { identityColumns, toCsvColumns } from './recipe-columns.ts';
import { problemsOfFiles, RecipeFilesError } from './recipe-error.ts';

export interface MatchedRecipe {
  /** The recipe without the columns that the files lack and can do without. */
  readonly recipe: Recipe;
  /** Those columns, each as a note, by the role whose file lacks them. */
  readonly notes: ReadonlyMap<ModuleRole, readonly CountedProblem[]>;
}

/**
 * Reads the headers of all files and holds them against the recipe. A column that only optional targets need may be missing;
 * whatever else is wrong in any header is told at once: one problem as its own error, several as `RecipeFilesError`.
 */
export async function matchHeaders(options: RecipeFiles): Promise<MatchedRecipe> {
  const { recipe } = options;
  const failures: Error[] = [];
  const headers = new Map<ModuleRole, CsvHeader>();
  for (const role of MODULE_ROLES) {
    const table = recipe[role];
    if (table === undefined) continue;
    try {
      headers.set(role, await readTableHeader(options, table));
    } catch (error) {
      if (!(error instanceof Error) || problemsOfFiles(error) === null) throw error;
      failures.push(error);
    }
  }
  const withoutIds = new Set(
    [...headers].filter(([role, { names }]) => !names.includes(recipe[role]?.idColumn ?? '')).map(([role]) => role),
  );
  const tables: Partial<Record<ModuleRole, RecipeTable>> = {};
  const notes = new Map<ModuleRole, readonly CountedProblem[]>();
  for (const [role, header] of headers) {
    const table = recipe[role];
    if (table === undefined) continue;
    const matched = matchTable(recipe, role, table, header, withoutIds);
    tables[role] = matched.table;
    notes.set(role, matched.notes);
    failures.push(...matched.problems.map((problem) => new CsvError(problem)));
  }
  const [first, ...others] = failures;
  if (first === undefined) return { recipe: { ...recipe, ...tables }, notes };
  if (others.length === 0) throw first;
  throw new RecipeFilesError(failures.flatMap((error): readonly Problem[] => problemsOfFiles(error) ?? []));
}

function readTableHeader(options: RecipeFiles, table: RecipeTable): Promise<CsvHeader> {
  return readCsvHeader(options.source.open(table.file), {
    source: table.file,
    separator: 'auto',
    columns: [...identityColumns(table, true), ...toCsvColumns(options.recipe, table, table.fields, options)],
  });
}
