import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { useSetup } from '../setup-context.ts';
import type { Budget } from './credits-api.ts';
import type { CreditsModel } from './CreditsModel.ts';
import { MOST_CREDITS } from './read-limit.ts';
import { sayFailure } from './say-failure.ts';

const LIMITS = ['mostPerRun', 'mostPerDay'] as const;

interface BudgetFormProps {
  readonly model: CreditsModel;
  readonly budget: Budget;
}

/** PLT-4: what a run, and all runs of a day, may spend. */
export function BudgetForm({ model, budget }: BudgetFormProps) {
  const t = useTranslator();
  const { toasts } = useSetup();
  const saving = model.saving.value;
  const wrong = model.wrong.value;
  const unsaved = model.unsaved.value;
  const at = budget.changedAt === null ? Number.NaN : Date.parse(budget.changedAt);
  const save = async (): Promise<void> => {
    const saved = await model.save();
    if (saved === null) return;
    toasts.show(t.text('credits.saved'), () => {
      void saved.undo().then((undone) => undone && toasts.show(t.text('credits.undone')));
    });
  };
  return (
    <form
      class="card stack"
      aria-labelledby="budget-heading"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (unsaved && !wrong.mostPerRun && !wrong.mostPerDay && saving.kind !== 'saving') void save();
      }}
    >
      <h3 id="budget-heading">{t.text('credits.budget.title')}</h3>
      <p class="soft measure">{t.text('credits.budget.text')}</p>
      <div class="budget">
        {LIMITS.map((limit) => (
          <Field
            key={limit}
            label={t.text(`credits.budget.${limit}`)}
            hint={t.text('credits.budget.hint')}
            error={wrong[limit] ? t.text('credits.budget.wrong', { most: MOST_CREDITS }) : null}
          >
            {({ id, describedBy, invalid }) => (
              <input
                id={id}
                class="input"
                inputMode="numeric"
                autoComplete="off"
                value={model.typed.value[limit]}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                onInput={({ currentTarget: { value } }) => model.type(limit, value)}
              />
            )}
          </Field>
        ))}
      </div>
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
          {t.text('credits.conflict')}
        </Banner>
      )}
      {saving.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text('credits.notSaved')} {sayFailure(saving.failure, t)}
        </Banner>
      )}
      <div class="step-foot step-foot--start">
        <Button
          kind="primary"
          type="submit"
          blockedBy={
            saving.kind === 'saving'
              ? t.text('credits.saving')
              : wrong.mostPerRun || wrong.mostPerDay
                ? t.text('credits.budget.wrong', { most: MOST_CREDITS })
                : unsaved
                  ? null
                  : t.text('credits.nothingToSave')
          }
        >
          {t.text('credits.save')}
        </Button>
        {unsaved && <Button onPress={() => model.discard()}>{t.text('credits.discard')}</Button>}
        {budget.changedBy !== null && !Number.isNaN(at) && !unsaved && (
          <span class="soft">{t.text('credits.changedBy', { name: budget.changedBy, at: t.instant(at) })}</span>
        )}
      </div>
    </form>
  );
}
