import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { DecisionForm } from '../components/DecisionForm.tsx';
import type { Budget } from './credits-api.ts';
import type { CreditsModel } from './CreditsModel.ts';
import { MOST_CREDITS } from './read-limit.ts';

const LIMITS = ['mostPerRun', 'mostPerDay'] as const;

interface BudgetFormProps {
  readonly model: CreditsModel;
  readonly budget: Budget;
}

/** PLT-4: what a run, and all runs of a day, may spend. */
export function BudgetForm({ model, budget }: BudgetFormProps) {
  const t = useTranslator();
  const wrong = model.wrong.value;
  const wrongText = t.text('credits.budget.wrong', { most: MOST_CREDITS });
  return (
    <DecisionForm
      part="credits"
      title={t.text('credits.budget.title')}
      model={model}
      decided={budget}
      wrong={wrong.mostPerRun || wrong.mostPerDay ? wrongText : null}
    >
      <p class="soft measure">{t.text('credits.budget.text')}</p>
      <div class="budget">
        {LIMITS.map((limit) => (
          <Field
            key={limit}
            label={t.text(`credits.budget.${limit}`)}
            hint={t.text('credits.budget.hint')}
            error={wrong[limit] ? wrongText : null}
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
    </DecisionForm>
  );
}
