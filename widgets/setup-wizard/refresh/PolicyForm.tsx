import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { DecisionForm } from '../components/DecisionForm.tsx';
import { findExcess } from './find-excess.ts';
import { findUnknown, knownTotal } from './find-unknown.ts';
import type { Refresh } from './refresh-api.ts';
import type { RefreshModel } from './RefreshModel.ts';
import { sayEvery } from './say-every.ts';

const MINUTES = [15, 1, null] as const;
/** The server takes any minute before six. */
const NIGHTLY_TIMES = Array.from({ length: 24 }, (_, quarter) => {
  const minute = String((quarter % 4) * 15).padStart(2, '0');
  return `0${Math.floor(quarter / 4)}:${minute}`;
});

interface PolicyFormProps {
  readonly model: RefreshModel;
  readonly refresh: Refresh;
}

/** Each choice with what it costs a day; every minute only where somebody chooses it. */
export function PolicyForm({ model, refresh }: PolicyFormProps) {
  const t = useTranslator();
  const { policy, price, timeZone } = refresh;
  const chosen = model.chosen.value ?? policy;
  const option = price.options.find(({ everyMinutes }) => everyMinutes === chosen.everyMinutes);
  const excess = option === undefined ? null : findExcess(option.total, refresh);
  const times = NIGHTLY_TIMES.includes(chosen.nightlyAt) ? NIGHTLY_TIMES : [chosen.nightlyAt, ...NIGHTLY_TIMES];
  return (
    <DecisionForm part="refresh" title={t.text('refresh.policy.title')} model={model} decided={policy} wrong={null}>
      <fieldset class="refresh-choice">
        <legend class="field__label">{t.text('refresh.every')}</legend>
        {MINUTES.map((minutes) => {
          const offered = price.options.find(({ everyMinutes }) => everyMinutes === minutes);
          const credits = offered === undefined ? null : knownTotal(offered, price);
          return (
            <label key={minutes} class="tick policy">
              <input
                type="radio"
                name="refresh-every"
                checked={chosen.everyMinutes === minutes}
                onChange={() => model.choose({ everyMinutes: minutes })}
              />
              <span>
                {sayEvery(minutes, t)}{' '}
                <span class="soft">
                  {credits === null
                    ? t.text('refresh.costsUnknown')
                    : t.text('refresh.costs', { credits, without: findUnknown(price) })}
                </span>
              </span>
            </label>
          );
        })}
      </fieldset>
      {excess !== null && (
        <Banner tone="warn" live>
          {t.text(`refresh.excess.${excess.kind}`, {
            most: excess.most,
            nightly: String(chosen.everyMinutes === null),
          })}
        </Banner>
      )}
      <Field label={t.text('refresh.nightlyAt')} hint={t.text('refresh.nightlyHint', { zone: timeZone })}>
        {({ id, describedBy }) => (
          <select
            id={id}
            class="input refresh-time"
            value={chosen.nightlyAt}
            aria-describedby={describedBy}
            onChange={({ currentTarget: { value } }) => model.choose({ nightlyAt: value })}
          >
            {times.map((time) => (
              <option key={time} value={time}>
                {time}
              </option>
            ))}
          </select>
        )}
      </Field>
      <label class="tick policy">
        <input
          type="checkbox"
          checked={chosen.workflows === 'onLabelChanges'}
          aria-describedby="workflows-text"
          onChange={({ currentTarget: { checked } }) => model.choose({ workflows: checked ? 'onLabelChanges' : 'off' })}
        />
        {t.text('refresh.workflows')}
      </label>
      <p id="workflows-text" class="soft measure">
        {t.text('refresh.workflowsText')}{' '}
        {price.allLabels !== null &&
          price.allLabels.announced > price.allLabels.quiet &&
          t.text('refresh.workflowsPrice', price.allLabels)}
      </p>
    </DecisionForm>
  );
}
