import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { checkTextRecipe } from '#core/techniques/voice/check-text-recipe.ts';
import { TEXTS_FORMAT, textRecipeSchema, type TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { parseDocument, type DocumentKind } from './parse-document.ts';

const TEXTS: DocumentKind<TextRecipe> = {
  format: TEXTS_FORMAT,
  schema: textRecipeSchema,
  check: (recipe) => checkTextRecipe(recipe),
};

/** A strict recipe of texts from any value; every problem names its JSON path. */
export function parseTextRecipe(value: unknown): Result<TextRecipe, Problem[]> {
  return parseDocument(value, TEXTS);
}
