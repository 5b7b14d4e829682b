import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { blockingStep } from '../models/check-draft.ts';
import { STEPS } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { LabelMosaic } from './LabelMosaic.tsx';

const AHEAD = ['mapping', 'criteria', 'techniques', 'review'] as const;

/** What is ahead, that nothing changes before the end, and where one stopped last time. */
export function WelcomeStep() {
  const t = useTranslator();
  const { setup } = useSetup();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  const draft = setup.draft.draft.value;
  const begun = Object.values(draft.modules).some((module) => module !== null);
  // The furthest step that the draft allows.
  const next = AHEAD.findLast((step) => blockingStep(step, draft, setup.check.value) === null) ?? 'mapping';

  return (
    <div class="stack">
      {draft.replaces !== null && (
        <Banner tone="info">{t.text('setup.welcome.published', { version: draft.replaces })}</Banner>
      )}
      <div class="card hero">
        <div class="hero__words">
          <p class="hero__title">{t.text('setup.welcome.title')}</p>
          <p class="hero__text">{t.text('setup.welcome.text')}</p>
          <div class="hero__actions">
            <Button kind="primary" onPress={() => setup.go(begun ? next : 'mapping')}>
              {begun
                ? t.text('setup.welcome.resume', { step: t.text(`setup.step.${next}`) })
                : t.text('setup.welcome.start')}
            </Button>
            {begun && <Button onPress={() => setAsking(true)}>{t.text('setup.startOver')}</Button>}
          </div>
        </div>
        <LabelMosaic />
      </div>
      <ol class="ahead" role="list">
        {AHEAD.map((step) => (
          <li key={step} class="ahead__item">
            <span class="ahead__number" aria-hidden="true">
              {STEPS.indexOf(step) + 1}
            </span>
            <div>
              <h3>{t.text(`setup.step.${step}`)}</h3>
              <p class="soft">{t.text(`setup.welcome.${step}`)}</p>
            </div>
          </li>
        ))}
      </ol>
      {asking && (
        <Dialog
          title={t.text('setup.startOver.title')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{t.text('shared.cancel')}</Button>
              <Button
                kind="danger"
                onPress={() =>
                  void setup.startOver().then((failure) => {
                    setFailed(failure !== null);
                    setAsking(failure !== null);
                  })
                }
              >
                {t.text('setup.startOver.confirm')}
              </Button>
            </>
          }
        >
          <p>{t.text('setup.startOver.text')}</p>
          {failed && (
            <Banner tone="bad" live>
              {t.text('setup.saving.failedText')}
            </Banner>
          )}
        </Dialog>
      )}
    </div>
  );
}
