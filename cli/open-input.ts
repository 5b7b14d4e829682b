import { basename, resolve } from 'node:path';
import { parseRecipeText } from '#core/configuration/parse-recipe.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import type { KnownMetadata } from '#core/configuration/check-configuration.ts';
import type { CountedProblem, CrmBatch } from '#core/crm/crm-batch.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { problemsOfFiles } from '#core/recipes/recipe-error.ts';
import { InputError } from './input-error.ts';
import { readDocument, requireFolder } from './read-documents.ts';

/** CSV files seen as a CRM. */
export interface OpenedData {
  readonly crm: CrmBatch;
  /** Columns of the recipe that the files lack and can do without. */
  readonly columnNotes: readonly CountedProblem[];
  /** What the files call a record. */
  sourceIdOf(role: ModuleRole, id: bigint): string | null;
}
export type OpenData = (folder: string, recipe: Recipe) => Promise<OpenedData>;

export interface OpenedInput extends OpenedData {
  /** Real path of the data folder. */
  readonly folder: string;
  readonly recipe: Recipe;
  readonly known: KnownMetadata;
  /** The file that accounts come from: their own, or the deals that name them. */
  readonly accountsFile: string;
}

/** Zoho CRM's own exports: files by module, field labels as headers. */
const OWN_EXPORTS = resolve(import.meta.dirname, '../recipes/zoho-export.recipe.json');

/** Opens the data folder through its recipe (null: the CRM's own exports) and reads what fields it has. */
export async function openInput(data: string, recipeFile: string | null, openData: OpenData): Promise<OpenedInput> {
  const folder = await requireFolder(data, '--data');
  const file = recipeFile ?? OWN_EXPORTS;
  const recipe = parseRecipeText(await readDocument(file, '--recipe'), basename(file));
  if (!recipe.ok) throw new InputError(recipe.error);
  const opened = await openData(folder, recipe.value).catch((error: unknown) => {
    throw recipeFile === null ? notAnExport(error) : error;
  });
  const { accounts, deals } = recipe.value;
  return {
    ...opened,
    folder,
    recipe: recipe.value,
    known: { ...(await readMetadata(opened.crm)), productsElsewhere: recipe.value.dealProducts !== undefined },
    accountsFile: (accounts ?? deals).file,
  };
}

/** Who named no recipe is told of it, not of a file name inside one. */
function notAnExport(error: unknown): unknown {
  const problems = problemsOfFiles(error);
  if (problems?.some(({ code }) => code === 'recipe.fileMissing') !== true) return error;
  return new InputError(
    problems.map((problem) =>
      problem.code === 'recipe.fileMissing' ? { code: 'cli.noExport', where: problem.where, params: {} } : problem,
    ),
    error,
  );
}

async function readMetadata(crm: CrmBatch): Promise<KnownMetadata> {
  const modules = await crm.modules();
  const fields = new Map<string, readonly FieldMetadata[]>();
  for (const { apiName } of modules) fields.set(apiName, await crm.fields(apiName));
  return { modules, fieldsOf: (module) => fields.get(module) ?? [] };
}
