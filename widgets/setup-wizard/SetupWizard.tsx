import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { keepFocus } from '#widgets/shared/ui/keep-focus.ts';
import { DraftBanner, DraftStatus } from './components/DraftStatus.tsx';
import { LaterStep } from './components/LaterStep.tsx';
import { StepList } from './components/StepList.tsx';
import { WelcomeStep } from './components/WelcomeStep.tsx';
import { useSetup } from './setup-context.ts';

/** The frame: where one is, the step, and how the draft stands. Focus goes to the step's heading whenever the step changes. */
export function SetupWizard() {
  const t = useTranslator();
  const { setup, toasts } = useSetup();
  const heading = useRef<HTMLHeadingElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  const step = setup.step.value;

  // Before the step is painted: a frame later it would take the focus from whoever is already on the way.
  useLayoutEffect(() => {
    // Opening the page takes the focus from nobody.
    if (first.current) {
      first.current = false;
      return;
    }
    heading.current?.focus();
    // What they speak of is no longer on the screen, and on a phone they would cover the buttons that are.
    toasts.clear();
  }, [step]);

  useEffect(() => {
    // Toasts stand beside the wizard, and their buttons go with them too.
    const page = root.current?.closest('main') ?? null;
    return page === null ? undefined : keepFocus(page, () => heading.current);
  }, []);

  return (
    <div ref={root} class="wizard">
      <header class="wizard__header">
        <h1>{t.text('setup.title')}</h1>
        <DraftStatus />
      </header>
      <StepList />
      <DraftBanner />
      {setup.resumed !== null && setup.resumed === step && (
        <Banner tone="info">{t.text('setup.resumed', { step: t.text(`setup.step.${step}`) })}</Banner>
      )}
      {setup.draftLost && <Banner tone="warn">{t.text('setup.draftLost')}</Banner>}
      <section class="wizard__step" aria-labelledby="step-heading">
        <h2
          id="step-heading"
          ref={heading}
          tabIndex={-1}
          class={step === 'welcome' ? 'visually-hidden' : 'wizard__heading'}
        >
          {t.text(`setup.step.${step}`)}
        </h2>
        <ErrorBoundary key={step} report={(error) => console.error(error)}>
          {step === 'welcome' ? <WelcomeStep /> : <LaterStep step={step} />}
        </ErrorBoundary>
      </section>
    </div>
  );
}
