import type { CsvProblem } from '#core/columns/csv-error.ts';
import { refuseColumn, type CsvHeader } from '#core/columns/csv-header.ts';
import type { Recipe, RecipeTable } from '#core/configuration/recipe.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { accountColumn, columnsOf, neededColumns } from './needed-columns.ts';
import { isReference } from './recipe-columns.ts';

export interface MatchedTable {
  /** Without the columns that the file lacks and can do without. */
  readonly table: RecipeTable;
  readonly notes: readonly CountedProblem[];
  /** Needed columns that the file lacks or names twice. */
  readonly problems: readonly CsvProblem[];
}

/** Holds one file's header against the recipe. `withoutIds`: roles whose file has no ids (any more). */
export function matchTable(
  recipe: Recipe,
  role: ModuleRole,
  table: RecipeTable,
  header: CsvHeader,
  withoutIds: ReadonlySet<ModuleRole>,
): MatchedTable {
  const present = new Set(header.names);
  const needed = new Set(neededColumns(recipe, role));
  const notes: CountedProblem[] = [];
  const note = (code: string, params: CountedProblem['params']) =>
    notes.push({ code, where: `${table.file}:${header.nextLine - 1}`, params, count: 0 });

  const { idColumn, nameColumn, ...rest } = table;
  const knownId = idColumn !== undefined && present.has(idColumn) ? idColumn : undefined;
  if (idColumn !== undefined && knownId === undefined && !needed.has(idColumn))
    note('recipe.idsMissing', { column: idColumn });
  // Something must tell a record from others: without ids that is the name, and deals at least name their account.
  const instead = knownId ?? (role === 'deals' ? accountColumn(recipe) : undefined);
  const renamed = !present.has(nameColumn) && !needed.has(nameColumn) && instead !== undefined;
  if (renamed) note('recipe.namesMissing', { column: nameColumn, instead });
  else if (!present.has(nameColumn) && needed.size === 0) needed.add(nameColumn);

  const lacked = new Set<string>();
  const fields = table.fields.filter((field) => {
    if (needed.has(field.column)) return true;
    const lacking = columnsOf(table, field).find((column) => !present.has(column));
    if (lacking !== undefined) lacked.add(lacking);
    else if (isReference(field) && field.by === 'id' && withoutIds.has(field.to)) {
      note('recipe.idsUnknown', { column: field.column, to: field.to, field: field.field });
      return false;
    }
    return lacking === undefined;
  });
  // One note for all of them: a bare export lacks a dozen, and they must not crowd out what is wrong with rows.
  if (lacked.size > 0) note('recipe.columnsMissing', { columns: [...lacked].join(', ') });
  return {
    table: {
      ...rest,
      ...(knownId === undefined ? {} : { idColumn: knownId }),
      nameColumn: renamed ? instead : nameColumn,
      fields,
    },
    notes,
    problems: [...needed].flatMap((column) => refuseColumn(header, table.file, column) ?? []),
  };
}
