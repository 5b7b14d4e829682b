import { useId } from 'preact/hooks';
import { MAX_POINTS, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { CHANNELS, TOUCHES, touchName, type Channel } from '#core/techniques/engagement/touches.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { NumberInput } from '../NumberInput.tsx';
import { useTechnique } from '../use-technique.ts';
import { pointsOf, setPoints, switchChannel } from './edit-engagement.ts';

interface ChannelsProps {
  readonly settings: EngagementSettings;
}

/** ENG-1: channels on or off, and points for each response. Channels that no source feeds wait below. */
export function Channels({ settings }: ChannelsProps) {
  const t = useTranslator();
  const titleId = useId();
  const fed = new Set(settings.sources.map(({ channel }) => channel));
  const idle = CHANNELS.filter((channel) => !fed.has(channel));
  return (
    <section class="stack" aria-labelledby={titleId}>
      <h4 id={titleId}>{t.text('engagementSetup.channels')}</h4>
      <p class="soft measure">{t.text('engagementSetup.channels.text', { most: MAX_POINTS })}</p>
      <div class="channels">
        {CHANNELS.filter((channel) => fed.has(channel)).map((channel) => (
          <ChannelCard key={channel} channel={channel} settings={settings} />
        ))}
      </div>
      {idle.length > 0 && (
        <details class="source">
          <summary>{t.text('engagementSetup.channels.idle', { count: idle.length })}</summary>
          <div class="channels source__body">
            {idle.map((channel) => (
              <ChannelCard key={channel} channel={channel} settings={settings} />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

function ChannelCard({ channel, settings }: ChannelsProps & { readonly channel: Channel }) {
  const t = useTranslator();
  const { edit } = useTechnique('engagement');
  const on = settings.channels[channel]?.on === true;
  return (
    <fieldset class="card channel">
      <legend class="visually-hidden">{t.text(`engagement.channel.${channel}`)}</legend>
      <label class="tick-line channel__name">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            const switched = event.currentTarget.checked;
            edit((before) => switchChannel(before, channel, switched));
          }}
        />
        <span>
          <span>{t.text(`engagement.channel.${channel}`)}</span>
          {!on && <span class="tick-line__note">{t.text('engagementSetup.channels.off')}</span>}
        </span>
      </label>
      {on && (
        <ul role="list" class="points">
          {TOUCHES.filter((touch) => touch.channel === channel).map((touch) => {
            const name = t.message({ code: `engagement.response.${touchName(touch)}`, params: {} });
            return (
              <li key={touch.response}>
                <label class="points__line">
                  <span>{name}</span>
                  <NumberInput
                    value={pointsOf(settings, channel, touch.response)}
                    least={-MAX_POINTS}
                    most={MAX_POINTS}
                    onChange={(points) => edit((before) => setPoints(before, channel, touch.response, points ?? 0))}
                  />
                </label>
              </li>
            );
          })}
        </ul>
      )}
    </fieldset>
  );
}
