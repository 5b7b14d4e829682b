import { parsePattern } from '#core/criteria/pattern.ts';
import type { Problem } from '#core/message.ts';
import { nameKey } from '#core/techniques/voice/conditions.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { checkTextRecipe } from '#core/techniques/voice/check-text-recipe.ts';
import { checkSources } from './check-engagement.ts';
import { checkLabels } from './check-rfm-settings.ts';

/** VOC-2: labels told apart, sources and patterns that can be read, and conditions on names that are watched. `at` starts every `where`. */
export function checkVoice({ labels, competitors, keywords, sources = [] }: VoiceSettings, at: string): Problem[] {
  const watched = { competitor: new Set(competitors.map(nameKey)), keyword: new Set(keywords.map(nameKey)) };
  return [
    ...checkLabels(labels, `${at}.labels`),
    ...checkSources(sources, `${at}.sources`, checkTextRecipe),
    ...labels.flatMap(({ conditions, pattern }, index) => {
      const where = `${at}.labels[${index}]`;
      const tree = parsePattern(pattern, conditions.length);
      const problems: Problem[] = tree.ok ? [] : [{ ...tree.error, where: `${where}.pattern` }];
      conditions.forEach((condition, place) => {
        const here = `${where}.conditions[${place}]`;
        if (condition.kind === 'keyword' && !watched.keyword.has(nameKey(condition.keyword)))
          problems.push({ code: 'voice.unknownKeyword', params: { name: condition.keyword }, where: here });
        // While no competitor is named, the condition is off (VOC-2) and may wait for its name.
        if (condition.kind === 'competitor' && condition.competitor !== null && competitors.length > 0)
          if (!watched.competitor.has(nameKey(condition.competitor)))
            problems.push({ code: 'voice.unknownCompetitor', params: { name: condition.competitor }, where: here });
      });
      return problems;
    }),
  ];
}
