import { CsvError } from '#core/columns/csv-error.ts';
import type { Problem } from '#core/message.ts';

/** Every way a folder of CSV files can contradict its recipe, with the remedy its message names. */
export const RECIPE_REMEDIES = {
  /** Two rows of one file carry the same id: nobody can say which one a reference means. */
  'recipe.duplicateId': 'recipe.remedy.removeDuplicate',
  /** Two rows carry the same name, and other files refer to them by name. */
  'recipe.duplicateName': 'recipe.remedy.removeDuplicate',
  'recipe.emptyId': 'recipe.remedy.fillId',
  'recipe.emptyName': 'recipe.remedy.fillName',
  /** A reference column has values, and not one of them is known. */
  'recipe.nothingMatches': 'recipe.remedy.checkReference',
  /** The stage column has values, and not one of them is in the recipe. */
  'recipe.noStageKnown': 'recipe.remedy.nameStages',
  /** A reference to a kind of record that the recipe gives no file for. */
  'recipe.noSuchTable': 'recipe.remedy.addTable',
  /** Without an accounts file the accounts come from the deals, so the deals must refer to accounts. */
  'recipe.noAccounts': 'recipe.remedy.addAccountReference',
  /** On import: the standard field of that name is of a type that the column's values do not fit. */
  'recipe.fieldOfOtherType': 'recipe.remedy.renameField',
  'recipe.fileMissing': 'recipe.remedy.checkFolder',
  /** It is there, and the system refuses it (`reason`: EACCES, EISDIR). */
  'recipe.fileNotReadable': 'recipe.remedy.checkPermissions',
} as const;

export type RecipeProblemCode = keyof typeof RECIPE_REMEDIES;

/** `params` always hold `file` and `remedy`; `where` is "file" or "file:line". */
export interface RecipeProblem extends Problem {
  readonly code: RecipeProblemCode;
}

/** The files contradict the recipe: thrown while a recipe is opened or its tables are read. */
export class RecipeError extends Error {
  override readonly name = 'RecipeError';
  readonly problem: RecipeProblem;

  constructor(
    code: RecipeProblemCode,
    file: string,
    line: number | null,
    details: Readonly<Record<string, string | number | boolean | null>> = {},
  ) {
    const where = line === null ? file : `${file}:${line}`;
    super(`${where} ${code}`);
    this.problem = { code, where, params: { ...details, file, line, remedy: RECIPE_REMEDIES[code] } };
  }
}

/** Several files, or one file in several places, contradict the recipe: thrown instead of the first error alone. */
export class RecipeFilesError extends Error {
  override readonly name = 'RecipeFilesError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ where, code }) => `${where} ${code}`).join(', '));
    this.problems = problems;
  }
}

/** What is wrong with the files, in their order, when that is what was thrown; null for anything else. */
export function problemsOfFiles(error: unknown): readonly Problem[] | null {
  if (error instanceof RecipeFilesError) return error.problems;
  return error instanceof CsvError || error instanceof RecipeError ? [error.problem] : null;
}
