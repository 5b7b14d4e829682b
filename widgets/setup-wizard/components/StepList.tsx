import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { blockingStep, isDone } from '../models/check-draft.ts';
import { isUnderWay } from '../models/RunModel.ts';
import { STEPS, type Step } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { Icon } from './Icon.tsx';

/** All steps in order; those that the draft allows can be entered from here. */
export function StepList() {
  const t = useTranslator();
  const { setup } = useSetup();
  const draft = setup.draft.draft.value;
  const check = setup.check.value;
  const current = setup.step.value;
  const stage = setup.run.stage.value;
  const running = isUnderWay(stage);
  const labelled = stage.kind === 'ended' && stage.run.state === 'done';

  const reasonAgainst = (step: Step): string | null => {
    if (step === current) return null;
    const blocking = step === 'configure' ? (running ? null : 'review') : blockingStep(step, draft, check);
    return blocking === null ? null : t.text('setup.blocked', { step: t.text(`setup.step.${blocking}`) });
  };

  return (
    <nav class="steps" aria-label={t.text('setup.steps')}>
      <p class="steps__position soft" aria-hidden="true">
        {t.text('setup.step.position', { number: STEPS.indexOf(current) + 1, count: STEPS.length })}
      </p>
      <ol role="list" class="steps__list">
        {STEPS.map((step, index) => {
          const reason = reasonAgainst(step);
          // A proposal nobody has looked at yet is not done.
          const gone = step !== current && index <= STEPS.indexOf(draft.reached) && isDone(step, draft, check);
          // What was reviewed is what runs now; the last step is done when its run is.
          const done = gone || (step === 'review' && (running || labelled)) || (step === 'configure' && labelled);
          return (
            <li key={step} class="steps__item">
              <button
                type="button"
                class={`step${done ? ' step--done' : ''}`}
                aria-current={step === current ? 'step' : undefined}
                aria-disabled={reason === null ? undefined : 'true'}
                title={reason ?? undefined}
                onClick={() => {
                  if (reason === null && step !== current) setup.go(step);
                }}
              >
                <span class="step__mark" aria-hidden="true">
                  {done ? <Icon name="check" /> : index + 1}
                </span>
                <span class="step__name">{t.text(`setup.step.${step}`)}</span>
                {done && <span class="visually-hidden">({t.text('setup.step.done')})</span>}
                {reason !== null && <span class="visually-hidden">{reason}</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
