import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useTechnique } from '../use-technique.ts';
import { voiceSentence } from './voice-sentence.ts';

/** The technique in sentences, for the review. */
export function VoiceSummary() {
  const t = useTranslator();
  const { settings } = useTechnique('voice');
  if (settings === null) return null;
  const { windowDays, competitors, keywords, labels, sources = [] } = settings;
  return (
    <ul class="summary__list">
      <li>
        {t.text('voiceSetup.say.sources', {
          count: sources.length,
          names: t.list(sources.map(({ names }) => names[t.viewer.language])),
        })}
      </li>
      <li>{t.text('voiceSetup.say.window', { days: windowDays })}</li>
      <li>{t.text('voiceSetup.say.competitors', { count: competitors.length, names: t.list(competitors) })}</li>
      {keywords.length > 0 && (
        <li>{t.text('voiceSetup.say.keywords', { count: keywords.length, names: t.list(keywords) })}</li>
      )}
      {labels.map((label) => (
        <li key={label.id}>
          {t.text('review.label', { label: label.names[t.viewer.language], sentence: voiceSentence(label, t) })}
        </li>
      ))}
    </ul>
  );
}
