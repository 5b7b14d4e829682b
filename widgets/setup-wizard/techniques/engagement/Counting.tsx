import {
  MAX_HALF_LIFE_DAYS,
  MAX_WAITING_DAYS,
  MAX_WINDOW_DAYS,
  MIN_WINDOW_DAYS,
  type EngagementSettings,
} from '#core/techniques/engagement/settings.ts';
import { WAITING_CHANNELS } from '#core/techniques/engagement/touches.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { NumberInput } from '../NumberInput.tsx';
import { useTechnique } from '../use-technique.ts';

/** As the settings take it. Points. */
const MAX_HALF = 1_000_000_000;

/** ENG-2: how far back touch points count, how they age, when silence speaks, and how points become a score. */
export function Counting({ settings }: { readonly settings: EngagementSettings }) {
  const t = useTranslator();
  const { edit } = useTechnique('engagement');
  const { windowDays, halfLifeDays, waitingDays, half } = settings;
  return (
    <fieldset class="card settings-part">
      <legend class="settings-part__title">{t.text('engagementSetup.counting')}</legend>
      <div class="source__fields">
        <Field label={t.text('engagementSetup.window')} hint={t.text('engagementSetup.window.hint')}>
          {({ id, describedBy }) => (
            <NumberInput
              id={id}
              describedBy={describedBy}
              value={windowDays}
              least={MIN_WINDOW_DAYS}
              most={MAX_WINDOW_DAYS}
              onChange={(days) => {
                if (days !== null) edit((before) => ({ ...before, windowDays: days }));
              }}
            />
          )}
        </Field>
        <Field label={t.text('engagementSetup.halfLife')} hint={t.text('engagementSetup.halfLife.hint')}>
          {({ id, describedBy }) => (
            <NumberInput
              id={id}
              describedBy={describedBy}
              value={halfLifeDays}
              least={1}
              most={MAX_HALF_LIFE_DAYS}
              mayBeEmpty
              placeholder={t.text('engagementSetup.halfLife.none')}
              onChange={(days) => edit((before) => ({ ...before, halfLifeDays: days }))}
            />
          )}
        </Field>
        <Field label={t.text('engagementSetup.half')} hint={t.text('engagementSetup.half.hint')}>
          {({ id, describedBy }) => (
            <NumberInput
              id={id}
              describedBy={describedBy}
              value={half}
              // Under a thousandth of a point, which is what counting keeps.
              least={0.001}
              most={MAX_HALF}
              whole={false}
              mayBeEmpty
              placeholder={t.text('engagementSetup.half.proposed')}
              onChange={(points) => edit((before) => ({ ...before, half: points }))}
            />
          )}
        </Field>
        {WAITING_CHANNELS.map((channel) => (
          <Field
            key={channel}
            label={t.text('engagementSetup.waiting', { channel: t.text(`engagement.channel.${channel}`) })}
            hint={t.text('engagementSetup.waiting.hint')}
          >
            {({ id, describedBy }) => (
              <NumberInput
                id={id}
                describedBy={describedBy}
                value={waitingDays[channel]}
                least={1}
                most={MAX_WAITING_DAYS}
                mayBeEmpty
                placeholder={t.text('engagementSetup.waiting.never')}
                onChange={(days) =>
                  edit((before) => ({ ...before, waitingDays: { ...before.waitingDays, [channel]: days } }))
                }
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
