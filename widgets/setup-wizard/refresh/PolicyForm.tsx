import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { sayFailure } from '../credits/say-failure.ts';
import { useSetup } from '../setup-context.ts';
import { findExcess } from './find-excess.ts';
import { findUnknown } from './find-unknown.ts';
import type { Refresh } from './refresh-api.ts';
import type { RefreshModel } from './RefreshModel.ts';

const MINUTES = [15, 1] as const;
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
  const { toasts } = useSetup();
  const { policy, price, timeZone } = refresh;
  const saving = model.saving.value;
  const unsaved = model.unsaved.value;
  const chosen = model.chosen.value ?? policy;
  const at = policy.changedAt === null ? Number.NaN : Date.parse(policy.changedAt);
  const option = price.options.find(({ everyMinutes }) => everyMinutes === chosen.everyMinutes);
  const excess = option === undefined ? null : findExcess(option.total, refresh);
  const times = NIGHTLY_TIMES.includes(chosen.nightlyAt) ? NIGHTLY_TIMES : [chosen.nightlyAt, ...NIGHTLY_TIMES];
  const save = async (): Promise<void> => {
    const saved = await model.save();
    if (saved === null) return;
    toasts.show(t.text('refresh.saved'), () => {
      void saved.undo().then((undone) => undone && toasts.show(t.text('refresh.undone')));
    });
  };
  return (
    <form
      class="card stack"
      aria-labelledby="refresh-heading"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (unsaved && saving.kind !== 'saving') void save();
      }}
    >
      <h3 id="refresh-heading">{t.text('refresh.policy.title')}</h3>
      <fieldset class="refresh-choice">
        <legend class="field__label">{t.text('refresh.every')}</legend>
        {MINUTES.map((minutes) => {
          const total = price.options.find(({ everyMinutes }) => everyMinutes === minutes)?.total ?? 0;
          return (
            <label key={minutes} class="tick policy">
              <input
                type="radio"
                name="refresh-every"
                checked={chosen.everyMinutes === minutes}
                onChange={() => model.choose({ everyMinutes: minutes })}
              />
              <span>
                {t.text('refresh.everyMinutes', { minutes })}{' '}
                <span class="soft">{t.text('refresh.costs', { credits: total, without: findUnknown(price) })}</span>
              </span>
            </label>
          );
        })}
      </fieldset>
      {excess !== null && (
        <Banner tone="warn" live>
          {t.text(`refresh.excess.${excess.kind}`, { most: excess.most })}
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
      {saving.kind === 'conflict' && (
        <Banner
          tone="warn"
          live
          actions={
            <>
              <Button onPress={() => void model.takeTheirs()}>{t.text('setup.conflict.theirs')}</Button>
              <Button onPress={() => void model.keepMine()}>{t.text('setup.conflict.mine')}</Button>
            </>
          }
        >
          {t.text('refresh.conflict')}
        </Banner>
      )}
      {saving.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text('refresh.notSaved')} {sayFailure(saving.failure, t)}
        </Banner>
      )}
      <div class="step-foot step-foot--start">
        <Button
          kind="primary"
          type="submit"
          blockedBy={
            saving.kind === 'saving' ? t.text('refresh.saving') : unsaved ? null : t.text('refresh.nothingToSave')
          }
        >
          {t.text('refresh.save')}
        </Button>
        {unsaved && <Button onPress={() => model.discard()}>{t.text('refresh.discard')}</Button>}
        {policy.changedBy !== null && !Number.isNaN(at) && !unsaved && (
          <span class="soft">{t.text('refresh.changedBy', { name: policy.changedBy, at: t.instant(at) })}</span>
        )}
      </div>
    </form>
  );
}
