import { useId, useMemo } from 'preact/hooks';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { applyRfmFix } from '#core/techniques/rfm/lint-fix.ts';
import { METRIC_NAMES } from '#core/techniques/rfm/metrics.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';
import { isPreset, presetLabels } from './edit-rfm.ts';
import { DealSource } from './DealSource.tsx';
import { LabelCounts } from './LabelCounts.tsx';
import { LintList } from './LintList.tsx';
import { MetricCard } from './MetricCard.tsx';
import { RfmGrid } from './RfmGrid.tsx';
import { RfmLabels } from './RfmLabels.tsx';
import { useLater } from './use-later.ts';
import { useTechniqueEdits } from './use-techniques.ts';

/** RFM-1..5: which deals count, how they score, and what the scores are called. */
export function RfmEditor() {
  const t = useTranslator();
  const titleId = useId();
  const { setup, today, minorDigits } = useSetup();
  const { editRfmWithUndo } = useTechniqueEdits();
  const draft = setup.draft.draft.value;
  const { rfm } = draft;
  const names = { org: setup.mapping.org.value, draft };
  const preview = setup.preview.state.value;
  const answer = preview.answer?.rfm ?? null;
  const numbers = answer === null || 'refusal' in answer ? null : answer;
  const preset = isPreset(rfm);
  // Hundreds of elements: they follow a slider instead of holding it up.
  const later = useLater(rfm);
  const laterNumbers = useLater(numbers);
  const follow = useMemo(
    () => (
      <>
        <RfmLabels settings={later} preview={laterNumbers} />
        <LintList
          labels={later.labels}
          findings={lintRfm(later, { asOfDay: today.day, minorDigits })}
          noneText={t.text('techniques.lint.none')}
          onFix={(fix) => editRfmWithUndo(t.text('techniques.lint.fixed'), (before) => applyRfmFix(before, fix))}
        />
        {laterNumbers !== null && (
          <div class="charts">
            <RfmGrid settings={later} preview={laterNumbers} />
            <LabelCounts labels={later.labels} counts={laterNumbers.labels} />
          </div>
        )}
      </>
    ),
    [later, laterNumbers, t, today.day, minorDigits, setup],
  );

  return (
    <section class="technique" aria-labelledby={titleId}>
      <h3 id={titleId} class="technique__title">
        {t.text('technique.rfm')}
      </h3>
      {answer !== null && 'refusal' in answer && (
        <Banner tone="bad" live>
          {sayProblem(answer.refusal, names, t)}
        </Banner>
      )}
      {numbers !== null && (
        <p class="soft number" aria-live="polite" aria-busy={preview.busy}>
          {t.text('techniques.preview.live', {
            accounts: numbers.population + numbers.withoutPurchases,
            without: numbers.withoutPurchases,
          })}
        </p>
      )}
      {numbers !== null && numbers.warnings.length > 0 && (
        <Banner tone="warn">
          <ul role="list" class="warnings">
            {numbers.warnings.map((warning) => (
              <li key={warning.code + String(warning.params['metric'])}>{sayProblem(warning, names, t)}</li>
            ))}
          </ul>
        </Banner>
      )}
      <DealSource />
      <h4>{t.text('techniques.rfm.scores')}</h4>
      <div class="metrics">
        {METRIC_NAMES.map((metric) => (
          <MetricCard key={metric} metric={metric} preview={numbers} />
        ))}
      </div>
      <header class="section-head">
        <h4>{t.text('techniques.labels.title')}</h4>
        <Button
          blockedBy={preset ? t.text('techniques.labels.preset.is') : null}
          onPress={() =>
            editRfmWithUndo(t.text('techniques.labels.preset.done'), (before) => ({
              ...before,
              labels: presetLabels(before),
            }))
          }
        >
          {t.text('techniques.labels.preset')}
        </Button>
      </header>
      {follow}
    </section>
  );
}
