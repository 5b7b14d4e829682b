import type { Cancellation } from '#core/cancellation.ts';
import type { Column, ColumnTable, NumberColumn } from '#core/columns/column-table.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import type {
  CountedProblem,
  CrmBatch,
  FieldRead,
  ReadReport,
  TableReading,
  TableRequest,
} from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { parseDecimal, toMinor, type ExchangeRateMeaning } from '#core/crm/money.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import { openRecipe, type OpenedRecipe, type RecipeReading } from '#core/recipes/open-recipe.ts';
import { RECIPE_MODULES, recipeFields, recipeOrg } from '#core/recipes/recipe-metadata.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';
import { createCsvFolder } from '#server-functions/shared/local/csv-folder.ts';

/** A folder of CSV files as a CRM: read-only. */
export interface CsvCrm {
  readonly crm: CrmBatch;
  /** Columns of the recipe that the files lack and can do without; the reports of their tables say so too. */
  readonly columnNotes: readonly CountedProblem[];
  /** What the files call a record: its id there, else its name, else "file:line". Deals: once they have been read. */
  sourceIdOf(role: ModuleRole, id: bigint): string | null;
}

/** Record ids of files: a number per kind of record, and the row. They look like no CRM's, and sort in file order. */
const FIRST_IDS: Readonly<Record<ModuleRole, bigint>> = {
  accounts: 1_000_000_000_000n,
  contacts: 2_000_000_000_000n,
  products: 3_000_000_000_000n,
  deals: 4_000_000_000_000n,
};

/**
 * Opens the files of a recipe. Opening reads all headers, and accounts, contacts and products once, and throws `CsvError`,
 * `RecipeError` or `RecipeFilesError` about them; deals are read as they are asked for. Writing throws `CrmError` with reason `noPermission`.
 */
export async function openCsvCrmBatch(
  folder: string,
  recipe: Recipe,
  exchangeRateMeans: ExchangeRateMeaning = 'foreignPerHome',
): Promise<CsvCrm> {
  const opened = await openRecipe({
    recipe,
    source: createCsvFolder(folder),
    firstIds: FIRST_IDS,
    toDay: createZoneDay(recipe.timeZone),
    exchangeRateMeans,
  });
  const org = recipeOrg(recipe);
  const digits = org.currencies[0]?.decimalPlaces ?? 2;
  const metadata = new Map<ModuleRole, Promise<readonly FieldMetadata[]>>();

  const fieldsOf = (role: ModuleRole): Promise<readonly FieldMetadata[]> => {
    const known = metadata.get(role) ?? describeFields(opened, role);
    metadata.set(role, known);
    return known;
  };
  const readOnly = (): Promise<never> =>
    Promise.reject(
      new CrmError('noPermission', 'CSV files are only read; results are written to a folder of their own.'),
    );

  const crm: CrmBatch = {
    org: () => Promise.resolve(org),
    modules: () => Promise.resolve(opened.roles.map((role) => RECIPE_MODULES[role])),
    fields: async (module) => fieldsOf(roleOf(opened, module)),
    readTable: (request, cancellation) => readRequested(opened, request, digits, cancellation),
    createFields: readOnly,
    write: readOnly,
    putRecord: readOnly,
  };
  const columnNotes = opened.roles.flatMap((role) => opened.columnNotes(role));
  return { crm, columnNotes, sourceIdOf: (role, id) => opened.sourceIdOf(role, id) };
}

function roleOf(opened: OpenedRecipe, module: string): ModuleRole {
  const role = MODULE_ROLES.find((each) => RECIPE_MODULES[each].apiName === module);
  if (role === undefined || !opened.roles.includes(role)) {
    throw new CrmError('invalidModule', `The recipe has no file for the module ${module}.`, { module });
  }
  return role;
}

async function describeFields(opened: OpenedRecipe, role: ModuleRole): Promise<readonly FieldMetadata[]> {
  const choices = await opened.choices(role);
  return recipeFields(opened.recipe, role, (field) => choices.get(field) ?? []);
}

function readRequested(
  opened: OpenedRecipe,
  { module, fields }: TableRequest,
  digits: number,
  cancellation?: Cancellation,
): TableReading {
  const reading = opened.read(roleOf(opened, module), new Set(fields.map((field) => field.apiName)), cancellation);
  const report = reportOf(reading);
  // A caller whose reading failed has the error from the batches; nobody waits for this report then.
  report.catch(() => {});
  return { batches: selectColumns(reading, fields, module, digits), report };
}

async function* selectColumns(
  reading: RecipeReading,
  fields: readonly FieldRead[],
  module: string,
  digits: number,
): AsyncGenerator<ColumnTable, void, void> {
  for await (const { length, columns } of reading.batches) {
    yield {
      length,
      columns: new Map(
        fields.map((field) => [field.as, select(columns.get(field.apiName), field, length, module, digits)]),
      ),
    };
  }
}

function select(column: Column | undefined, field: FieldRead, length: number, module: string, digits: number): Column {
  if (column !== undefined && column.kind === field.kind) return column;
  if (column?.kind === 'number' && field.kind === 'money')
    return { kind: 'money', minor: toMoney(column, length, digits) };
  // An accounts table that was taken from the deals has a name and nothing else; its fields never say otherwise.
  const found = column === undefined ? 'nothing' : column.kind;
  throw new CrmError('invalidField', `${module}.${field.apiName} is ${found}, not ${field.kind}.`, {
    module,
    api_name: field.apiName,
  });
}

/** Numbers that a configuration uses as amounts: the shortest decimal text of a double is what the file said. */
function toMoney({ values }: NumberColumn, length: number, digits: number): Float64Array {
  return Float64Array.from({ length }, (_, row) => {
    const decimal = parseDecimal(String(values[row]));
    const minor = decimal === null ? null : toMinor(decimal, digits);
    return minor?.ok === true ? minor.value : Number.NaN;
  });
}

async function reportOf(reading: RecipeReading): Promise<ReadReport> {
  const { rowsIn, problems, notes } = await reading.report;
  return { rows: rowsIn, problems: [...problems, ...notes] };
}
