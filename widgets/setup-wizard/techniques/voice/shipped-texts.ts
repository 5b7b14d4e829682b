import emails from '../../../../recipes/texts/emails.texts.json';
import notes from '../../../../recipes/texts/notes.texts.json';
import cases from '../../../../recipes/texts/cases.texts.json';
import tickets from '../../../../recipes/texts/tickets.texts.json';
import surveys from '../../../../recipes/texts/surveys.texts.json';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';

const FILES: readonly unknown[] = [emails, cases, tickets, surveys, notes];

/** VOC-2: the sources that ship, as the files say them. */
export const SHIPPED_TEXTS: readonly TextRecipe[] = FILES.map((file) => {
  const recipe = parseTextRecipe(file);
  if (!recipe.ok) throw new Error(`A shipped recipe cannot be read: ${JSON.stringify(recipe.error)}`);
  return recipe.value;
});
