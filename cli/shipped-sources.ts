import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import { parseTouchPointRecipe } from '#core/configuration/parse-touch-points.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';

const RECIPES = resolve(import.meta.dirname, '../recipes');

/** The recipes of touch points that ship and whose file lies in the folder, by name. */
export function shippedSources(folder: string): Promise<readonly TouchPointRecipe[]> {
  return shippedIn('touchpoints', folder, parseTouchPointRecipe);
}

/** The same for recipes of texts. */
export function shippedTexts(folder: string): Promise<readonly TextRecipe[]> {
  return shippedIn('texts', folder, parseTextRecipe);
}

async function shippedIn<T extends { readonly file: string }>(
  kind: string,
  folder: string,
  parse: (value: unknown) => Result<T, Problem[]>,
): Promise<readonly T[]> {
  const sources: T[] = [];
  for (const name of (await readdir(join(RECIPES, kind))).toSorted()) {
    const recipe = parse(JSON.parse(await readFile(join(RECIPES, kind, name), 'utf8')));
    if (!recipe.ok) throw new Error(`${name}: ${JSON.stringify(recipe.error)}`);
    const found = await stat(join(folder, recipe.value.file)).catch(() => null);
    if (found?.isFile() === true) sources.push(recipe.value);
  }
  return sources;
}
