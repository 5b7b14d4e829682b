import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { DecisionForm } from '../components/DecisionForm.tsx';
import { sayFailure } from '../credits/say-failure.ts';
import { MOST_CREDITS } from '../credits/read-limit.ts';
import type { Intake } from './intake-api.ts';
import { FEWEST_CREDITS, type IntakeModel } from './IntakeModel.ts';

/** VOC-3: whether emails and notes are read, what that may cost a day, and how far it has come. */
export function IntakeForm({ model }: { readonly model: IntakeModel }) {
  const t = useTranslator();
  const state = model.state.value;
  if (state.kind === 'loading') return null;
  if (state.kind === 'failed') {
    return (
      <Banner tone="bad">
        {t.text('intake.failed')} {sayFailure(state.failure, t)}
      </Banner>
    );
  }
  const { intake } = state;
  const { least, contacts } = intake;
  const wrong = model.tooFew.value
    ? t.text('intake.tooFew', { least, contacts: contacts ?? 0 })
    : model.wrong.value
      ? t.text('intake.wrong', { least: FEWEST_CREDITS, most: MOST_CREDITS })
      : null;
  return (
    <DecisionForm part="intake" title={t.text('intake.title')} model={model} decided={intake.policy} wrong={wrong}>
      <p class="soft measure">{t.text('intake.text')}</p>
      <Coverage intake={intake} />
      <label class="tick">
        <input
          type="checkbox"
          checked={model.isOn.value}
          onChange={({ currentTarget: { checked } }) => model.turn(checked)}
        />
        {t.text('intake.on')}
      </label>
      <div class="reading-limit">
        <Field
          label={t.text('intake.mostPerDay')}
          hint={t.text('intake.spent', { spent: intake.spentToday, most: intake.ceilingToday })}
          error={wrong}
        >
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              class="input"
              inputMode="numeric"
              autoComplete="off"
              value={model.typed.value}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              onInput={({ currentTarget: { value } }) => model.type(value)}
            />
          )}
        </Field>
      </div>
      <Counted model={model} intake={intake} />
    </DecisionForm>
  );
}

/** What the least is by; counting costs a credit, so that nobody counts by opening a page. */
function Counted({
  model,
  intake: { contacts, countedAt, least },
}: {
  readonly model: IntakeModel;
  readonly intake: Intake;
}) {
  const t = useTranslator();
  const at = countedAt === null ? Number.NaN : Date.parse(countedAt);
  if (contacts === null || Number.isNaN(at)) return null;
  return (
    <p class="soft">
      {t.text('intake.counted', { contacts, at: t.instant(at), least })}{' '}
      <Button
        kind="plain"
        blockedBy={model.counting.value ? t.text('intake.counting') : null}
        onPress={() => void model.recount()}
      >
        {t.text('intake.recount')}
      </Button>
    </p>
  );
}

function Coverage({ intake: { coverage, percent, intake, policy, ready } }: { readonly intake: Intake }) {
  const t = useTranslator();
  const oldest = coverage.oldestReadAt === null ? Number.NaN : Date.parse(coverage.oldestReadAt);
  const reason = intake?.reason ?? 'none';
  return (
    <p class="measure">
      {percent === null
        ? t.text('intake.nothingRead')
        : `${t.text('intake.coverage', { percent, read: coverage.read, of: coverage.withAddress })} ${t.text('intake.counts')}`}{' '}
      {!Number.isNaN(oldest) && t.text('intake.oldest', { at: t.instant(oldest) })}{' '}
      {intake !== null && intake.state !== 'done' && t.text('intake.state', { state: intake.state, reason })}{' '}
      {!ready && policy.state === 'on' && t.text('intake.notReady')}
    </p>
  );
}
