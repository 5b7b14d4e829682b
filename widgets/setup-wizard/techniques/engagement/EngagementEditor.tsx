import { useId } from 'preact/hooks';
import { applyEngagementFix, lintEngagement } from '#core/techniques/engagement/lint.ts';
import { MAX_SOURCES } from '#core/techniques/engagement/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LintList } from '../LintList.tsx';
import { LabelPreview } from '../preview/LabelPreview.tsx';
import { PreviewStatus } from '../preview/PreviewStatus.tsx';
import { usePreview } from '../preview/use-preview.ts';
import { SourceList } from '../SourceList.tsx';
import { useTechnique } from '../use-technique.ts';
import { Channels } from './Channels.tsx';
import { Counting } from './Counting.tsx';
import { EngagementLabels } from './EngagementLabels.tsx';
import { SHIPPED_SOURCES } from './shipped-sources.ts';

/** ENG-1, ENG-2: what is read, what each response is worth, how it ages, and what the scores are called. */
export function EngagementEditor() {
  const t = useTranslator();
  const titleId = useId();
  const { settings, edit, editWithUndo } = useTechnique('engagement');
  const preview = usePreview('engagement');
  if (settings === null) return null;
  const half = preview.numbers?.half ?? null;
  return (
    <section class="technique" aria-labelledby={titleId}>
      <h3 id={titleId} class="technique__title">
        {t.text('techniques.name.engagement')}
      </h3>
      <PreviewStatus preview={preview} />
      <SourceList
        title={t.text('engagementSetup.sources')}
        text={t.text('engagementSetup.sources.text')}
        shipped={SHIPPED_SOURCES}
        sources={settings.sources}
        most={MAX_SOURCES}
        onAdd={(change) => edit((before) => ({ ...before, sources: change(before.sources) }))}
        onRemove={(text, change) => editWithUndo(text, (before) => ({ ...before, sources: change(before.sources) }))}
      />
      <Counting settings={settings} />
      <Channels settings={settings} />
      <EngagementLabels settings={settings} preview={preview} />
      <LabelPreview
        technique="engagement"
        labels={settings.labels}
        preview={preview}
        sources={new Map(settings.sources.map(({ id, names }) => [id, names[t.viewer.language]]))}
      >
        {half !== null && <p class="soft">{t.text('techniques.preview.half', { ...half })}</p>}
      </LabelPreview>
      <LintList
        findings={lintEngagement(settings)}
        labels={settings.labels}
        noneText={t.text('engagementSetup.lint.none')}
        onFix={(fix) => editWithUndo(t.text('techniques.lint.fixed'), (before) => applyEngagementFix(before, fix))}
      />
    </section>
  );
}
