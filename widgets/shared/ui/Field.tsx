import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null;
  /** Receives the ids that tie the control to its label, hint and error. */
  readonly children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ComponentChildren;
}

/** A control with its visible label; hint and error are read with it. */
export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? null : `${id}-hint`;
  const errorId = error === null ? null : `${id}-error`;
  const describedBy = [hintId, errorId].filter((part) => part !== null).join(' ');
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      {children({ id, describedBy: describedBy === '' ? undefined : describedBy, invalid: error !== null })}
      {hintId !== null && (
        <span class="field__hint" id={hintId}>
          {hint}
        </span>
      )}
      {errorId !== null && (
        <span class="field__error" id={errorId} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
