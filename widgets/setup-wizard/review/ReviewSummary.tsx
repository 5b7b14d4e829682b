import { MODULE_ROLES } from '#core/mapping/targets.ts';
import { METRIC_NAMES } from '#core/techniques/rfm/metrics.ts';
import { sentenceOf } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { sourceName } from '../components/RelationChips.tsx';
import { LazyScreen } from '../components/LazyScreen.tsx';
import { mappingOf } from '../models/setup-draft.ts';
import { useSetup, type SetupScreen } from '../setup-context.ts';
import { LATER_EDITORS, type LaterTechnique } from '../techniques/later-editors.ts';
import { useFieldChoices } from '../use-field-choices.ts';
import { SummaryPart } from './SummaryPart.tsx';

/** The draft in plain sentences, each part with the way back to it. */
export function ReviewSummary() {
  const t = useTranslator();
  const { setup, loadWords } = useSetup();
  const draft = setup.draft.draft.value;
  const { criteria, rfm, firmographics, chosen } = draft;
  const org = setup.mapping.org.value;
  const mapping = mappingOf(draft);
  const accountFields = useFieldChoices('accounts', [criteria, ...firmographics.labels.map((label) => label.criteria)]);
  const dealFields = useFieldChoices('deals', [rfm.contributing]);
  const language = t.viewer.language;

  return (
    <div class="summary">
      <SummaryPart title={t.text('review.mapping')} step="mapping">
        {MODULE_ROLES.map((role) => {
          const module = draft.modules[role];
          const name = t.text(`setup.role.${role}`);
          return (
            <li key={role}>
              {module === null
                ? t.text('review.leftOut', { role: name })
                : t.text('review.module', {
                    role: name,
                    module: org.moduleLabel(module.module),
                    count: Object.keys(module.fields).length,
                  })}
            </li>
          );
        })}
        {mapping !== null && (
          <li>{t.text('review.source', { source: sourceName(mapping.dealProducts, mapping.deals.module, org, t) })}</li>
        )}
      </SummaryPart>
      <SummaryPart title={t.text('review.criteria')} step="criteria">
        <li>
          {criteria.conditions.length === 0
            ? t.text('review.criteria.all')
            : t.text('review.criteria.some', { sentence: sentenceOf(criteria, accountFields, t) })}
        </li>
      </SummaryPart>
      <SummaryPart title={t.text('techniques.name.rfm')} step="techniques">
        {chosen.rfm ? (
          <>
            <li>{t.text('review.rfm', { sentence: sentenceOf(rfm.contributing, dealFields, t) })}</li>
            {METRIC_NAMES.map((metric) => (
              <li key={metric}>
                {t.text('review.rfm.levels', {
                  metric: t.text(`techniques.metric.${metric}`),
                  levels: rfm[metric].levels,
                  mode: rfm[metric].mode,
                })}
              </li>
            ))}
            <li>
              {t.text('review.labels', {
                count: rfm.labels.length,
                names: t.list(rfm.labels.map(({ names }) => names[language])),
              })}
            </li>
          </>
        ) : (
          <li>{t.text('review.notChosen')}</li>
        )}
      </SummaryPart>
      <SummaryPart title={t.text('techniques.name.firmographics')} step="techniques">
        {chosen.firmographics ? (
          firmographics.labels.map((label) => (
            <li key={label.id}>
              {t.text('review.label', {
                label: label.names[language],
                sentence: sentenceOf(label.criteria, accountFields, t),
              })}
            </li>
          ))
        ) : (
          <li>{t.text('review.notChosen')}</li>
        )}
      </SummaryPart>
      {(['engagement', 'recommendations', 'voice'] as const).map((technique) => (
        <SummaryPart
          key={technique}
          title={t.text(`techniques.name.${technique}`)}
          step="techniques"
          list={chosen[technique] ? <LazyScreen bars={[3]} load={() => loadSummary(technique, loadWords)} /> : null}
        >
          <li>{t.text('review.notChosen')}</li>
        </SummaryPart>
      ))}
    </div>
  );
}

async function loadSummary(technique: LaterTechnique, loadWords: SetupScreen['loadWords']) {
  const { summary, words } = LATER_EDITORS[technique];
  const [Summary] = await Promise.all([summary(), loadWords(words)]);
  return Summary;
}
