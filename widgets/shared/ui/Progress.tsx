import { useId } from 'preact/hooks';
import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from './Button.tsx';

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** null while the total is not known yet. */
  readonly total: number | null;
  readonly onCancel: (() => void) | null;
}

/** Anything over a second: counts, not just a bar, and a way out. */
export function Progress({ label, done, total, onCancel }: ProgressProps) {
  const t = useTranslator();
  const id = useId();
  return (
    <div class="field" role="group" aria-labelledby={id}>
      <span id={id} class="field__label">
        {label}
      </span>
      <progress
        class="progress"
        aria-labelledby={id}
        value={total === null ? undefined : done}
        max={total ?? undefined}
      />
      <span class="field__hint number" aria-live="polite">
        {total === null
          ? t.text('progress.count', { done: t.number(done) })
          : t.text('progress.of', { done: t.number(done), total: t.number(total) })}
      </span>
      {onCancel !== null && <Button onPress={onCancel}>{t.text('shared.cancel')}</Button>}
    </div>
  );
}
