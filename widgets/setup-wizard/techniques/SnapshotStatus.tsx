import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayProblem } from '../say-problem.ts';
import { sayRefusal } from '../say-refusal.ts';
import { useSetup } from '../setup-context.ts';

interface SnapshotStatusProps {
  /** The settings in sight cannot be asked about as they stand: a condition waits for its value, or something does not fit. */
  readonly stale: boolean;
}

/** How the what-if's numbers stand: being counted (with a way out), there, of before, or not. */
export function SnapshotStatus({ stale }: SnapshotStatusProps) {
  const t = useTranslator();
  const { setup } = useSetup();
  const snapshot = setup.snapshot.state.value;
  const preview = setup.preview.state.value;
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.value };
  const again = <Button onPress={() => setup.snapshot.again()}>{t.text('techniques.snapshot.start')}</Button>;

  if (snapshot.kind === 'none') return null;
  if (snapshot.kind === 'building') {
    return (
      <div class="card snapshot">
        <div class="field" role="group" aria-labelledby="snapshot-label">
          <span id="snapshot-label" class="field__label">
            {t.text('techniques.snapshot.building')}
          </span>
          <progress class="progress" aria-labelledby="snapshot-label" />
          <span class="field__hint number" aria-live="polite">
            {t.text('techniques.snapshot.progress', { accounts: snapshot.accounts, deals: snapshot.deals })}
          </span>
        </div>
        <Button onPress={() => setup.snapshot.cancel()}>{t.text('shared.cancel')}</Button>
      </div>
    );
  }
  if (snapshot.kind === 'cancelled') {
    return (
      <Banner tone="info" actions={again}>
        {t.text('techniques.snapshot.cancelled')}
      </Banner>
    );
  }
  if (snapshot.kind === 'failed') {
    const [problem] = snapshot.problems;
    const refused = snapshot.failure?.reason === 'refused' ? snapshot.failure.missing : null;
    return (
      <Banner tone="warn" live actions={again}>
        {t.text('techniques.snapshot.failed')} {problem !== undefined && sayProblem(problem, names, t)}
        {refused !== null && sayRefusal(refused, t)}
      </Banner>
    );
  }
  if (preview.failure !== null) {
    // A snapshot that the server has dropped is counted again, not asked again.
    const gone = preview.failure.reason === 'notFound' || preview.failure.reason === 'gone';
    const retry = <Button onPress={() => setup.preview.again()}>{t.text('shared.retry')}</Button>;
    return (
      <Banner tone="warn" live actions={gone ? again : retry}>
        {t.text('techniques.preview.failed')}
      </Banner>
    );
  }
  if (!stale) return null;
  return (
    <p class="soft measure preview-status" role="status">
      {t.text(preview.answer === null ? 'techniques.preview.unfinished' : 'techniques.preview.stale')}
    </p>
  );
}
