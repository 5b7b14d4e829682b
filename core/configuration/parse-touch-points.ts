import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { checkTouchPointRecipe } from '#core/techniques/engagement/check-recipe.ts';
import {
  TOUCH_POINTS_FORMAT,
  touchPointRecipeSchema,
  type TouchPointRecipe,
} from '#core/techniques/engagement/recipe.ts';
import { parseDocument, parseDocumentText, type DocumentKind } from './parse-document.ts';

const TOUCH_POINTS: DocumentKind<TouchPointRecipe> = {
  format: TOUCH_POINTS_FORMAT,
  schema: touchPointRecipeSchema,
  check: (recipe) => checkTouchPointRecipe(recipe),
};

/** A strict touch-point recipe from any value; every problem names its JSON path. */
export function parseTouchPointRecipe(value: unknown): Result<TouchPointRecipe, Problem[]> {
  return parseDocument(value, TOUCH_POINTS);
}

/** The same from a file's text: `where` is "file:line:column", and `params` carry `path`, `line` and `column`. */
export function parseTouchPointRecipeText(text: string, fileName: string): Result<TouchPointRecipe, Problem[]> {
  return parseDocumentText(text, fileName, TOUCH_POINTS);
}
