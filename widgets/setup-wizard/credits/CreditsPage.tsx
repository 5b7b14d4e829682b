import { computed } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Facts } from '../components/Facts.tsx';
import { PlacePage } from '../components/PlacePage.tsx';
import { createIntakeApi } from '../intake/intake-api.ts';
import { IntakeForm } from '../intake/IntakeForm.tsx';
import { createIntakeModel, type IntakeModel } from '../intake/IntakeModel.ts';
import { useSetup } from '../setup-context.ts';
import { BudgetForm } from './BudgetForm.tsx';
import { createCreditsApi, type Credits, type CreditsApi } from './credits-api.ts';
import { createCreditsModel, type CreditsModel } from './CreditsModel.ts';
import { RunsTable } from './RunsTable.tsx';
import { sayFailure } from './say-failure.ts';
import { saySpent } from './say-spent.ts';

/** Setup > Credits (PLT-4): what runs spend of the CRM's API credits, and what they may. */
export function CreditsPage() {
  const t = useTranslator();
  const { backend } = useSetup();
  const [api] = useState(() => createCreditsApi(backend));
  const [model] = useState(() => createCreditsModel(api));
  const [intake] = useState(() => createIntakeModel(createIntakeApi(backend)));
  const [page] = useState(() => pageOf(model, intake));
  const state = model.state.value;
  return (
    <PlacePage
      place="credits"
      model={page}
      bars={[4, 9, 12]}
      sayFailed={(failure) => ({ title: t.text('credits.failed'), text: sayFailure(failure, t) })}
    >
      {state.kind === 'ready' && <Numbers api={api} model={model} intake={intake} credits={state.credits} />}
    </PlacePage>
  );
}

/** Two decisions on one page: both are read with it, and either is asked about before it is left. */
function pageOf(model: CreditsModel, intake: IntakeModel) {
  return {
    state: model.state,
    unsaved: computed(() => model.unsaved.value || intake.unsaved.value),
    load: async () => void (await Promise.all([model.load(), intake.load()])),
  };
}

interface NumbersProps {
  readonly api: CreditsApi;
  readonly model: CreditsModel;
  readonly intake: IntakeModel;
  readonly credits: Credits;
}

function Numbers({ api, model, intake, credits: { budget, dailyCredits, today, days, runs } }: NumbersProps) {
  const t = useTranslator();
  const spentToday = days.find(({ day }) => day === today)?.spent ?? 0;
  return (
    <>
      <p class="measure">{t.text('credits.intro')}</p>
      <Facts
        facts={[
          { label: t.text('credits.today'), value: t.number(spentToday) },
          ...(dailyCredits === null ? [] : [{ label: t.text('credits.allowed'), value: t.number(dailyCredits) }]),
        ]}
      />
      <BudgetForm model={model} budget={budget} />
      <IntakeForm model={intake} />
      <div class="stack credits__part">
        <h3>{t.text('credits.runs.title')}</h3>
        {runs.length > 0 && <p class="soft measure">{t.text('credits.runs.text')}</p>}
        <RunsTable api={api} runs={runs} />
      </div>
      {days.length > 0 && (
        <div class="stack credits__part">
          <h3 id="days-heading">{t.text('credits.days.title')}</h3>
          <p class="soft">{t.text('credits.days.text')}</p>
          <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="days-heading">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t.text('credits.days.day')}</th>
                  <th scope="col" class="number">
                    {t.text('credits.runs.spent')}
                  </th>
                  <th scope="col">{t.text('credits.runs.byKind')}</th>
                </tr>
              </thead>
              <tbody>
                {days.map(({ day, spent, byKind }) => (
                  <tr key={day}>
                    <th scope="row" class="credits__when">
                      {t.day(Date.parse(day) / MS_PER_DAY)}
                    </th>
                    <td class="number">{t.number(spent)}</td>
                    <td class="credits__kinds soft">{saySpent(byKind, t)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </>
  );
}

const MS_PER_DAY = 86_400_000;
