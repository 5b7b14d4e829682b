import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayProblem } from '../say-problem.ts';
import { sayRefusal } from '../say-refusal.ts';
import { useSetup } from '../setup-context.ts';

/** Publishing was refused: nothing changed, and what to do. */
export function NotPublished({ failure }: { readonly failure: BackendFailure }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.value };
  return (
    <section class="card stack" role="alert">
      <h3 class="outcome__title">{t.text('configure.notPublished')}</h3>
      {failure.reason === 'conflict' && <p>{t.text('configure.notPublished.conflict')}</p>}
      {failure.reason === 'refused' && <p>{sayRefusal(failure.missing, t)}</p>}
      {failure.reason === 'invalid' && (
        <>
          <p>{t.text('configure.notPublished.invalid')}</p>
          <ul class="next-list">
            {failure.problems.map((problem) => (
              <li key={problem.where + problem.code}>{sayProblem(problem, names, t)}</li>
            ))}
          </ul>
        </>
      )}
      {!['conflict', 'refused', 'invalid'].includes(failure.reason) && <p>{t.text('configure.notPublished.other')}</p>}
      <div class="step-foot step-foot--start">
        {failure.reason === 'conflict' ? (
          <>
            <Button kind="primary" onPress={() => void setup.rebase()}>
              {t.text('configure.conflict.mine')}
            </Button>
            <Button onPress={() => void setup.startOver()}>{t.text('configure.conflict.theirs')}</Button>
          </>
        ) : (
          <Button kind="primary" onPress={() => void setup.configure('')}>
            {t.text('shared.retry')}
          </Button>
        )}
        {failure.reason !== 'conflict' && (
          <Button onPress={() => setup.go('review')}>
            {t.text('review.goTo', { step: t.text('setup.step.review') })}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Published, but nothing runs yet. */
export function NotStarted({ failure }: { readonly failure: BackendFailure }) {
  const t = useTranslator();
  const { setup } = useSetup();
  return (
    <section class="card stack" role="alert">
      <h3 class="outcome__title">{t.text('configure.notStarted')}</h3>
      <p>{t.text(failure.reason === 'conflict' ? 'configure.notStarted.conflict' : 'configure.notStarted.other')}</p>
      <div class="step-foot step-foot--start">
        <Button kind="primary" onPress={() => void setup.run.start()}>
          {t.text('shared.retry')}
        </Button>
      </div>
    </section>
  );
}
