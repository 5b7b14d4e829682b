import { CHANNELS } from '#core/techniques/engagement/touches.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useTechnique } from '../use-technique.ts';

/** The technique in sentences, for the review. */
export function EngagementSummary() {
  const t = useTranslator();
  const { settings } = useTechnique('engagement');
  if (settings === null) return null;
  const { sources, channels, windowDays, halfLifeDays, half, labels } = settings;
  const language = t.viewer.language;
  // A channel that nothing feeds counts for nobody.
  const fed = new Set(sources.map(({ channel }) => channel));
  const on = CHANNELS.filter((channel) => fed.has(channel) && channels[channel]?.on === true);
  return (
    <ul class="summary__list">
      <li>
        {t.text('engagementSetup.say.sources', {
          count: sources.length,
          names: t.list(sources.map(({ names }) => names[language])),
        })}
      </li>
      <li>
        {t.text('engagementSetup.say.channels', {
          count: on.length,
          names: t.list(on.map((channel) => t.text(`engagement.channel.${channel}`))),
        })}
      </li>
      <li>{t.text('engagementSetup.say.window', { days: windowDays, halfLife: halfLifeDays })}</li>
      <li>{t.text('engagementSetup.say.half', { half })}</li>
      {labels.map(({ id, names, from, to }) => (
        <li key={id}>{t.text('engagementSetup.say.label', { label: names[language], from, to })}</li>
      ))}
    </ul>
  );
}
