import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { recipeSchema } from '#core/configuration/recipe.ts';
import { createCsvFolder } from '#server-functions/shared/local/csv-folder.ts';
import type { Seed } from '../store/seed-target.ts';
import { importRecipe } from './import-recipe.ts';

export const IMPORT_REPORT_FORMAT = 'lodestar.import-report/1';

const importSeedSchema = z.strictObject({
  folder: z.string(),
  recipe: recipeSchema,
  /** Where the reports go as JSON, since a seed runs in another thread: `{format, tables}`. */
  reportFile: z.optional(z.string()),
});
/** Plain data, since a seed runs in another thread. The recipe is one that `parseRecipe` has accepted. */
export type ImportSeedOptions = z.infer<typeof importSeedSchema>;

/** Fills an org with the files of a folder. Throws `CsvError`, `RecipeError` and `RecipeFilesError`, and ZodError on other options. */
export const seed: Seed = async (target, options) => {
  const { folder, recipe, reportFile } = importSeedSchema.parse(options);
  const tables = await importRecipe(target, createCsvFolder(folder), recipe);
  if (reportFile !== undefined)
    writeFileSync(reportFile, `${JSON.stringify({ format: IMPORT_REPORT_FORMAT, tables }, null, 2)}\n`);
};
