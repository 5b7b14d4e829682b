import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { sayFailure } from '../credits/say-failure.ts';
import type { Decided, Decision } from '../models/decision.ts';
import { DecisionFoot } from './DecisionFoot.tsx';
import { useSaving, type DecisionPart } from './use-saving.ts';

interface DecisionFormProps {
  readonly part: DecisionPart;
  readonly title: string;
  readonly model: Decision;
  /** Who decided last; null = nobody has. */
  readonly decided: Decided;
  /** Why it cannot be saved as it is; null = it can. */
  readonly wrong: string | null;
  readonly children: ComponentChildren;
}

/** A form that saves one decision. */
export function DecisionForm({ part, title, model, decided, wrong, children }: DecisionFormProps) {
  const t = useTranslator();
  const headingId = useId();
  const saving = useSaving(part, model, wrong);
  return (
    <form
      class="card stack"
      aria-labelledby={headingId}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (saving.blockedBy === null) void saving.save();
      }}
    >
      <h3 id={headingId}>{title}</h3>
      {children}
      <DecisionFoot
        part={part}
        model={model}
        decided={decided}
        saving={saving}
        sayFailed={(failure) => sayFailure(failure, t)}
        inForm
      />
    </form>
  );
}
