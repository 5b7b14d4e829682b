import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly actions: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A modal on the platform's own <dialog>: focus is kept inside, Escape closes, focus returns to where it was. */
export function Dialog({ title, onClose, actions, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    const opener = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        // The model decides: closing by Escape goes the same way as the Close button.
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog__body">
        <h2 id={titleId}>{title}</h2>
        {children}
        <div class="dialog__actions">{actions}</div>
      </div>
    </dialog>
  );
}
