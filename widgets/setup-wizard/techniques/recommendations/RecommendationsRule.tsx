import { MIN_TYPES_PER_LABEL, type RecommendationsLabel } from '#core/techniques/recommendations/settings.ts';
import { RECOMMENDATION_TYPES } from '#core/techniques/recommendations/types.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { OpenConditions } from '../OpenConditions.tsx';
import { mayDrop, switchType } from './edit-recommendations.ts';
import { recommendationSentence } from './recommendation-sentence.ts';
import { TypeCondition } from './TypeCondition.tsx';
import type { Products } from './use-products.ts';

interface RecommendationsRuleProps {
  readonly label: RecommendationsLabel;
  readonly products: Products;
  readonly onChange: (edit: (label: RecommendationsLabel) => RecommendationsLabel) => void;
}

/** Which of the five types a label combines, and how likely each is to be. */
export function RecommendationsRule({ label, products, onChange }: RecommendationsRuleProps) {
  const t = useTranslator();
  const name = label.names[t.viewer.language];
  const sentence = recommendationSentence(label, products.nameOf, t);
  return (
    <OpenConditions
      name={name}
      sentence={sentence}
      conditions={() => (
        <fieldset class="criteria">
          <legend class="criteria__legend">{t.text('techniques.labels.conditionsOf', { label: name })}</legend>
          <div class="criteria__join" role="group" aria-label={t.text('builder.join')}>
            {(['any', 'all'] as const).map((match) => (
              <Button
                key={match}
                pressed={label.match === match}
                onPress={() => onChange((before) => ({ ...before, match }))}
              >
                {t.text(match === 'any' ? 'builder.joinAny' : 'builder.joinAll')}
              </Button>
            ))}
          </div>
          <div class="types">
            {RECOMMENDATION_TYPES.map((type) => {
              const on = label.types[type] !== undefined;
              const kept = on && !mayDrop(label);
              return (
                <fieldset key={type} class="type">
                  <legend class="visually-hidden">{t.text(`techniques.recommendations.type.${type}`)}</legend>
                  <label class="tick-line">
                    <input
                      type="checkbox"
                      checked={on}
                      disabled={kept}
                      onChange={(event) => {
                        const wanted = event.currentTarget.checked;
                        onChange((before) => switchType(before, type, wanted));
                      }}
                    />
                    <span>
                      <span>{t.text(`techniques.recommendations.type.${type}`)}</span>
                      <span class="tick-line__note">
                        {kept
                          ? t.text('recommendationsSetup.type.kept', { least: MIN_TYPES_PER_LABEL })
                          : t.text(`recommendationsSetup.type.${type}`)}
                      </span>
                    </span>
                  </label>
                  {on && <TypeCondition label={label} type={type} products={products} onChange={onChange} />}
                </fieldset>
              );
            })}
          </div>
          <p class="criteria__sentence soft" aria-live="polite">
            {sentence}
          </p>
        </fieldset>
      )}
    />
  );
}
