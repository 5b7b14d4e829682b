import type { ProbabilityCondition, RecommendationsLabel } from '#core/techniques/recommendations/settings.ts';
import { pairsOf, watchesOf } from '#core/techniques/recommendations/watches.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

type NameOf = (id: string) => string;

/** A label's conditions as one sentence: what must be likely, and whether one will do. */
export function recommendationSentence(label: RecommendationsLabel, nameOf: NameOf, t: Translator): string {
  const conditions = watchesOf(label).map(({ watch: { type, products }, probability }) =>
    t.text('recommendationsSetup.say.condition', {
      kind: t.text(`techniques.recommendations.type.${type}`),
      products:
        products.length === 0
          ? null
          : t.list(
              type === 'bundle' ? pairsOf(products).map((pair) => pair.map(nameOf).join(' + ')) : products.map(nameOf),
            ),
      chance: sayProbability(probability, t),
    }),
  );
  return t.text('recommendationsSetup.say', { match: label.match, conditions: conditions.join('; ') });
}

function sayProbability(condition: ProbabilityCondition, t: Translator): string {
  return condition.operator === 'between'
    ? t.text('recommendationsSetup.say.between', { from: condition.from, to: condition.to })
    : t.text(`recommendationsSetup.say.${condition.operator}`, { percent: condition.percent });
}
