import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { STEPS, type Step } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';

interface StepFootProps {
  readonly step: Step;
  /** Why there is no going on yet, in words; null = there is. */
  readonly blockedBy: string | null;
  /** Runs instead of simply going to the next step. */
  readonly onNext?: () => void;
  readonly children?: ComponentChildren;
}

/** Back and next, with the reason beside a next that waits. */
export function StepFoot({ step, blockedBy, onNext, children }: StepFootProps) {
  const t = useTranslator();
  const { setup } = useSetup();
  const index = STEPS.indexOf(step);
  const before = STEPS[index - 1];
  const after = STEPS[index + 1];
  return (
    <footer class="step-foot">
      {before !== undefined && <Button onPress={() => setup.go(before)}>{t.text('setup.back')}</Button>}
      {children}
      {after !== undefined && after !== 'configure' && (
        <Button kind="primary" blockedBy={blockedBy} onPress={onNext ?? (() => setup.go(after))}>
          {t.text('setup.next', { step: t.text(`setup.step.${after}`) })}
        </Button>
      )}
      {blockedBy !== null && (
        <p class="step-foot__reason soft" aria-hidden="true">
          {blockedBy}
        </p>
      )}
    </footer>
  );
}
