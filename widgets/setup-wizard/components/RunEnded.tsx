import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { RunView } from '#widgets/shared/schemas/run-view.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';

/** How it ended, and where to look next. */
export function RunEnded({ run }: { readonly run: RunView }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.value };
  const outcome = OUTCOMES.find((known) => known === run.state) ?? 'failed';
  const labelled = outcome === 'done' || outcome === 'publishedPartly';
  const tone = outcome === 'done' ? 'good' : outcome === 'publishedPartly' || outcome === 'cancelled' ? 'warn' : 'bad';
  return (
    <div class="stack">
      <Banner tone={tone} live>
        <strong>{t.text(`configure.${outcome}`)}</strong>
        <p>{textOf(outcome)}</p>
      </Banner>
      {run.problems.length > 0 && !labelled && (
        <ul>
          {run.problems.map((problem) => (
            <li key={problem.where + problem.code}>{sayProblem(problem, names, t)}</li>
          ))}
        </ul>
      )}
      {labelled && (
        <section class="stack">
          <h3>{t.text('configure.next')}</h3>
          <ul class="next-list">
            <li>{t.text('configure.next.account')}</li>
            <li>{t.text('configure.next.list')}</li>
            <li>{t.text('configure.next.tab')}</li>
          </ul>
        </section>
      )}
      <div class="step-foot step-foot--start">
        {outcome !== 'done' && (
          <Button kind="primary" onPress={() => void setup.run.start()}>
            {t.text('configure.again')}
          </Button>
        )}
        <Button onPress={() => setup.go(labelled ? 'welcome' : 'mapping')}>{t.text('configure.change')}</Button>
      </div>
    </div>
  );

  function textOf(ended: (typeof OUTCOMES)[number]): string {
    const { progress, projection } = run;
    switch (ended) {
      case 'done':
        return t.text('configure.done.text', {
          accounts: progress.accounts,
          deals: progress.deals,
          written: projection === null ? null : t.number(projection.written),
        });
      case 'publishedPartly':
        return t.text('configure.publishedPartly.text', { failed: projection?.failed ?? 0, of: projection?.of ?? 0 });
      case 'cancelled':
        return t.text('configure.cancelled.text');
      case 'refused':
      case 'failed':
        return ended === 'refused' && run.problems.length > 0
          ? ''
          : t.text('configure.failed.text', { reason: run.reason ?? '?' });
    }
  }
}

const OUTCOMES = ['done', 'publishedPartly', 'cancelled', 'refused', 'failed'] as const;
