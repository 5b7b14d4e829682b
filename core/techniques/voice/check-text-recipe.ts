import { checkCriteria } from '#core/criteria/check-criteria.ts';
import type { Problem } from '#core/message.ts';
import { checkSource, touchFieldKinds } from '../engagement/check-recipe.ts';
import type { TextRecipe } from './text-recipe.ts';

/** What the schema cannot see: fields that are not there or of another kind, nobody who wrote it, a file elsewhere. `at` starts every `where`. */
export function checkTextRecipe(recipe: TextRecipe, at = ''): Problem[] {
  const prefix = at === '' ? '' : `${at}.`;
  const { problems, expect } = checkSource(recipe, prefix);
  expect(recipe.at, 'instant', `${prefix}at`);
  for (const [index, field] of recipe.texts.entries()) expect(field, 'text', `${prefix}texts[${index}]`);
  return [...problems, ...checkCriteria(recipe.when, touchFieldKinds(recipe), `${prefix}when`)];
}
