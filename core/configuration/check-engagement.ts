import type { Problem } from '#core/message.ts';
import { stretchesOf } from '#core/techniques/engagement/bands.ts';
import { checkTouchPointRecipe } from '#core/techniques/engagement/check-recipe.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { checkLabels } from './check-rfm-settings.ts';

/** ENG-1, ENG-2: labels told apart that cover 0-100, and sources that can be read. `at` starts every `where`. */
export function checkEngagement({ labels, sources }: EngagementSettings, at: string): Problem[] {
  return [
    ...checkLabels(labels, `${at}.labels`),
    ...stretchesOf(labels)
      .filter(({ covering }) => covering.length === 0)
      .map(({ from, to }) => ({ code: 'engagement.scoreGap', params: { from, to }, where: `${at}.labels` })),
    ...checkSources(sources, `${at}.sources`, checkTouchPointRecipe),
  ];
}

/** Sources that can be read, each with an id of its own. */
export function checkSources<S extends { readonly id: string }>(
  sources: readonly S[],
  at: string,
  check: (source: S, at: string) => Problem[],
): Problem[] {
  const ids = sources.map(({ id }) => id);
  return [
    ...sources.flatMap((source, index) => check(source, `${at}[${index}]`)),
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) === index
        ? []
        : [{ code: 'touchPoints.sourceTwice', params: { id }, where: `${at}[${index}].id` }],
    ),
  ];
}
