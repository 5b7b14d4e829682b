import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';

const SHIPPED = resolve(import.meta.dirname, '../recipes/touchpoints');

/** The recipes of touch points that ship and whose file lies in the folder, by name. */
export async function shippedSources(folder: string): Promise<readonly TouchPointRecipe[]> {
  const sources: TouchPointRecipe[] = [];
  for (const name of (await readdir(SHIPPED)).toSorted()) {
    const recipe = parseTouchPointRecipeText(await readFile(join(SHIPPED, name), 'utf8'), name);
    if (!recipe.ok) throw new Error(`${name}: ${JSON.stringify(recipe.error)}`);
    const found = await stat(join(folder, recipe.value.file)).catch(() => null);
    if (found?.isFile() === true) sources.push(recipe.value);
  }
  return sources;
}
