import type { Problem } from '#core/message.ts';
import { stretchesOf } from '#core/techniques/engagement/bands.ts';
import { checkTouchPointRecipe } from '#core/techniques/engagement/check-recipe.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { checkLabels } from './check-rfm-settings.ts';

/** ENG-1, ENG-2: labels told apart that cover 0-100, and sources that can be read. `at` starts every `where`. */
export function checkEngagement({ labels, sources }: EngagementSettings, at: string): Problem[] {
  const ids = sources.map(({ id }) => id);
  return [
    ...checkLabels(labels, `${at}.labels`),
    ...stretchesOf(labels)
      .filter(({ covering }) => covering.length === 0)
      .map(({ from, to }) => ({ code: 'engagement.scoreGap', params: { from, to }, where: `${at}.labels` })),
    ...sources.flatMap((source, index) => checkTouchPointRecipe(source, `${at}.sources[${index}]`)),
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) === index
        ? []
        : [{ code: 'touchPoints.sourceTwice', params: { id }, where: `${at}.sources[${index}].id` }],
    ),
  ];
}
