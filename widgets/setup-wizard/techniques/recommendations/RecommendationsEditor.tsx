import { useId } from 'preact/hooks';
import { applyRecommendationsFix, lintRecommendations } from '#core/techniques/recommendations/lint.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import {
  MAX_LABELS,
  MIN_BUYERS_FOR_PERCENT,
  MIN_LABELS,
  MIN_TYPES_PER_LABEL,
} from '#core/techniques/recommendations/settings.ts';
import { HIGH_FROM_PERCENT, MEDIUM_FROM_PERCENT } from '#core/techniques/recommendations/verdict.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelRows } from '../LabelRows.tsx';
import { LintList } from '../LintList.tsx';
import { LabelPreview } from '../preview/LabelPreview.tsx';
import { PreviewStatus } from '../preview/PreviewStatus.tsx';
import { sayAccounts } from '../preview/say-accounts.ts';
import { usePreview } from '../preview/use-preview.ts';
import { useTechnique } from '../use-technique.ts';
import { isPreset, productsNamed, startLabel } from './edit-recommendations.ts';
import { Horizon } from './Horizon.tsx';
import { RecommendationsRule } from './RecommendationsRule.tsx';
import { useProducts } from './use-products.ts';

/** REC-1, REC-2: what a chance is of, who is alike, and labels that combine at least two of five types. */
export function RecommendationsEditor() {
  const t = useTranslator();
  const titleId = useId();
  const labelsId = useId();
  const { settings, edit, editWithUndo } = useTechnique('recommendations');
  const products = useProducts(settings === null ? [] : productsNamed(settings));
  const preview = usePreview('recommendations');
  if (settings === null) return null;
  const { labels } = settings;
  return (
    <section class="technique" aria-labelledby={titleId}>
      <h3 id={titleId} class="technique__title">
        {t.text('techniques.name.recommendations')}
      </h3>
      <PreviewStatus preview={preview} />
      <Horizon settings={settings} />
      <section class="stack" aria-labelledby={labelsId}>
        <header class="section-head">
          <h4 id={labelsId}>{t.text('techniques.labels.title')}</h4>
          <Button
            blockedBy={isPreset(settings) ? t.text('recommendationsSetup.labels.isPreset') : null}
            onPress={() =>
              editWithUndo(t.text('techniques.labels.preset.done'), (before) => ({
                ...before,
                labels: presetRecommendationsSettings().labels,
              }))
            }
          >
            {t.text('techniques.labels.preset')}
          </Button>
        </header>
        <p class="soft measure">
          {t.text('recommendationsSetup.labels.text', {
            least: MIN_LABELS,
            most: MAX_LABELS,
            types: MIN_TYPES_PER_LABEL,
          })}
        </p>
        <p class="soft measure">
          {t.text('recommendationsSetup.bands', {
            buyers: MIN_BUYERS_FOR_PERCENT,
            high: HIGH_FROM_PERCENT,
            medium: MEDIUM_FROM_PERCENT,
          })}
        </p>
        <LabelRows
          labels={labels}
          least={MIN_LABELS}
          most={MAX_LABELS}
          onAdd={startLabel}
          onChange={(change) => edit((before) => ({ ...before, labels: change(before.labels) }))}
          onRemove={(text, change) => editWithUndo(text, (before) => ({ ...before, labels: change(before.labels) }))}
          sayAccounts={(label) => sayAccounts(preview, label, t)}
          rule={(label, _, change) => <RecommendationsRule label={label} products={products} onChange={change} />}
        />
      </section>
      <LabelPreview technique="recommendations" labels={labels} preview={preview}>
        <p class="soft">{t.text('techniques.preview.model')}</p>
      </LabelPreview>
      <LintList
        findings={lintRecommendations(settings)}
        labels={labels}
        noneText={t.text('techniques.lint.noneFirmographics')}
        onFix={(fix) => editWithUndo(t.text('techniques.lint.fixed'), (before) => applyRecommendationsFix(before, fix))}
      />
    </section>
  );
}
