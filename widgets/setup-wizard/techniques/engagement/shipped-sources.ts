import backstage from '../../../../recipes/touchpoints/backstage.touchpoints.json';
import calls from '../../../../recipes/touchpoints/calls.touchpoints.json';
import campaigns from '../../../../recipes/touchpoints/campaigns.touchpoints.json';
import emails from '../../../../recipes/touchpoints/emails.touchpoints.json';
import meetings from '../../../../recipes/touchpoints/meetings.touchpoints.json';
import notes from '../../../../recipes/touchpoints/notes.touchpoints.json';
import salesiq from '../../../../recipes/touchpoints/salesiq.touchpoints.json';
import sign from '../../../../recipes/touchpoints/sign.touchpoints.json';
import sms from '../../../../recipes/touchpoints/sms.touchpoints.json';
import social from '../../../../recipes/touchpoints/social.touchpoints.json';
import surveys from '../../../../recipes/touchpoints/surveys.touchpoints.json';
import tasks from '../../../../recipes/touchpoints/tasks.touchpoints.json';
import tickets from '../../../../recipes/touchpoints/tickets.touchpoints.json';
import webinars from '../../../../recipes/touchpoints/webinars.touchpoints.json';
import whatsapp from '../../../../recipes/touchpoints/whatsapp.touchpoints.json';
import { parseTouchPointRecipe } from '#core/configuration/parse-touch-points.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';

// The standard modules first, in the order in which people name them.
const FILES: readonly unknown[] = [
  emails,
  calls,
  meetings,
  tasks,
  notes,
  campaigns,
  surveys,
  webinars,
  backstage,
  salesiq,
  social,
  whatsapp,
  sms,
  sign,
  tickets,
];

/** Decision 16: the sources that ship, as the files say them. */
export const SHIPPED_SOURCES: readonly TouchPointRecipe[] = FILES.map((file) => {
  const recipe = parseTouchPointRecipe(file);
  if (!recipe.ok) throw new Error(`A shipped recipe cannot be read: ${JSON.stringify(recipe.error)}`);
  return recipe.value;
});
