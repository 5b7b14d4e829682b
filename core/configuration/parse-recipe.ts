import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { Recipe } from './recipe.ts';

export function parseRecipe(_value: unknown): Result<Recipe, Problem[]> {
  throw new Error('not built yet');
}

export function parseRecipeText(_text: string, _fileName: string): Result<Recipe, Problem[]> {
  throw new Error('not built yet');
}
