import { useId } from 'preact/hooks';
import { applyEngagementFix, lintEngagement } from '#core/techniques/engagement/lint.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LintList } from '../LintList.tsx';
import { NotScored } from '../NotScored.tsx';
import { useTechnique } from '../use-technique.ts';
import { Channels } from './Channels.tsx';
import { Counting } from './Counting.tsx';
import { EngagementLabels } from './EngagementLabels.tsx';
import { Sources } from './Sources.tsx';

/** ENG-1, ENG-2: what is read, what each response is worth, how it ages, and what the scores are called. */
export function EngagementEditor() {
  const t = useTranslator();
  const titleId = useId();
  const { settings, editWithUndo } = useTechnique('engagement');
  if (settings === null) return null;
  return (
    <section class="technique" aria-labelledby={titleId}>
      <h3 id={titleId} class="technique__title">
        {t.text('techniques.name.engagement')}
      </h3>
      <NotScored technique="engagement" />
      <Sources settings={settings} />
      <Counting settings={settings} />
      <Channels settings={settings} />
      <EngagementLabels settings={settings} />
      <LintList
        findings={lintEngagement(settings)}
        labels={settings.labels}
        noneText={t.text('engagementSetup.lint.none')}
        onFix={(fix) => editWithUndo(t.text('techniques.lint.fixed'), (before) => applyEngagementFix(before, fix))}
      />
    </section>
  );
}
