import type { Backend } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import type { RunView } from '#widgets/shared/schemas/run-view.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { outcomeOf, sayEnded } from '../say-ended.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup, type SetupScreen } from '../setup-context.ts';
import { Facts } from './Facts.tsx';
import { Icon } from './Icon.tsx';
import { LazyScreen } from './LazyScreen.tsx';

/** What it cost, and its log: fetched when there is one to show. */
async function loadAccount(runId: string, loadWords: SetupScreen['loadWords']) {
  const [{ RunAccount }] = await Promise.all([import('../credits/RunAccount.tsx'), loadWords('credits')]);
  return () => <RunAccount runId={runId} />;
}

/** What it says of its labels: fetched with the words for it. */
async function loadSaid(backend: Backend, language: Language) {
  return (await import('./RunSays.tsx')).loadRunSays(backend, language);
}

/** How it ended, and where to look next. */
export function RunEnded({ run }: { readonly run: RunView }) {
  const t = useTranslator();
  const { setup, backend, places, loadWords } = useSetup();
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.value };
  const outcome = outcomeOf(run);
  const atLimit = run.problems.some(
    ({ code, params }) =>
      code === 'crm.budgetReached' || (code === 'basis.notWritten' && params['reason'] === 'budgetReached'),
  );
  const labelled = outcome === 'done' || outcome === 'publishedPartly';
  const tone = outcome === 'done' ? 'good' : outcome === 'publishedPartly' || outcome === 'cancelled' ? 'warn' : 'bad';
  return (
    <div class="stack">
      <section class={`card outcome outcome--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
        <span class="outcome__mark">
          <Icon name={tone === 'good' ? 'check' : 'alert'} />
        </span>
        <div class="outcome__words">
          <h3 class="outcome__title">{t.text(`configure.${outcome}`)}</h3>
          {sayEnded(run, t).map((text) => (
            <p key={text}>{text}</p>
          ))}
          {run.problems.length > 0 && (
            <ul class="next-list">
              {run.problems.map((problem) => (
                <li key={problem.where + problem.code}>{sayProblem(problem, names, t)}</li>
              ))}
            </ul>
          )}
        </div>
      </section>
      <LazyScreen key={run.id} bars={[3]} load={() => loadAccount(run.id, loadWords)} />
      {labelled && (
        <>
          <LazyScreen key={`${run.id} said`} bars={[4]} load={() => loadSaid(backend, t.viewer.language)} />
          <Facts
            facts={[
              { label: t.text('configure.counts'), value: t.number(run.progress.accounts) },
              { label: t.text('configure.fact.deals'), value: t.number(run.progress.deals) },
              // The sentence above says it where there was nothing to write.
              ...(run.projection === null || run.projection.of === 0
                ? []
                : [{ label: t.text('configure.written'), value: t.number(run.projection.written) }]),
            ]}
          />
          <section class="stack">
            <h3>{t.text('configure.next')}</h3>
            <ul role="list" class="ahead">
              {NEXT.map((place) => (
                <li key={place} class="card">
                  {t.text(`configure.next.${place}`)}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      <div class="step-foot step-foot--start">
        {outcome !== 'done' && (
          <Button kind="primary" onPress={() => void setup.run.start()}>
            {t.text('configure.again')}
          </Button>
        )}
        {atLimit && (
          <Button onPress={() => places.go('credits')}>
            {t.text('review.goTo', { step: t.text('setup.place.credits') })}
          </Button>
        )}
        <Button onPress={() => setup.go(labelled ? 'welcome' : 'mapping')}>{t.text('configure.change')}</Button>
      </div>
    </div>
  );
}

const NEXT = ['account', 'list', 'tab'] as const;
