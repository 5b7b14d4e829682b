import { useEffect, useRef } from 'preact/hooks';
import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from './Button.tsx';
import type { ToastModel } from './ToastModel.ts';

/** The live region stands from the start: a region that appears with its text is not announced. */
export function Toasts({ model }: { readonly model: ToastModel }) {
  const t = useTranslator();
  const region = useRef<HTMLDivElement>(null);
  const shown = model.toasts.value;

  // On a phone it would lie over the field that somebody is about to type into (WCAG 2.2, 2.4.11).
  useEffect(() => {
    const at = document.activeElement;
    if (shown.length === 0 || region.current === null || at === null || at === document.body) return;
    if (!region.current.contains(at) && isUnder(at, region.current)) at.scrollIntoView({ block: 'center' });
  }, [shown]);

  return (
    <div ref={region} class="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div
          class="toast"
          key={toast.id}
          onPointerEnter={() => model.hold(toast.id)}
          onPointerLeave={() => model.release(toast.id)}
          onFocusIn={() => model.hold(toast.id)}
          onFocusOut={() => model.release(toast.id)}
        >
          <span>{toast.text}</span>
          {toast.undo !== null && (
            <Button
              kind="plain"
              onPress={() => {
                toast.undo?.();
                model.dismiss(toast.id);
              }}
            >
              {t.text('shared.undo')}
            </Button>
          )}
          <Button kind="plain" label={t.text('shared.dismiss')} onPress={() => model.dismiss(toast.id)}>
            ×
          </Button>
        </div>
      ))}
    </div>
  );
}

function isUnder(element: Element, cover: Element): boolean {
  const [a, b] = [element.getBoundingClientRect(), cover.getBoundingClientRect()];
  return a.bottom > b.top && a.top < b.bottom && a.right > b.left && a.left < b.right;
}
