import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useFieldChoices } from '../../use-field-choices.ts';
import { useTechnique } from '../use-technique.ts';
import { productsNamed } from './edit-recommendations.ts';
import { recommendationSentence } from './recommendation-sentence.ts';
import { useProducts } from './use-products.ts';

/** The technique in sentences, for the review. */
export function RecommendationsSummary() {
  const t = useTranslator();
  const { settings } = useTechnique('recommendations');
  const products = useProducts(settings === null ? [] : productsNamed(settings));
  const fields = useFieldChoices('accounts', []);
  if (settings === null) return null;
  const { horizonDays, cellFields, labels } = settings;
  const names = cellFields.map((field) => fields.find(({ reference }) => reference === field)?.label ?? field);
  return (
    <ul class="summary__list">
      <li>{t.text('recommendationsSetup.say.horizon', { days: horizonDays })}</li>
      <li>{t.text('recommendationsSetup.say.alike', { count: names.length, fields: t.list(names) })}</li>
      {labels.map((label) => (
        <li key={label.id}>
          {t.text('review.label', {
            label: label.names[t.viewer.language],
            sentence: recommendationSentence(label, products.nameOf, t),
          })}
        </li>
      ))}
    </ul>
  );
}
