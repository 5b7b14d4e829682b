import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from './Button.tsx';
import type { ToastModel } from './ToastModel.ts';

/** The live region stands from the start: a region that appears with its text is not announced. */
export function Toasts({ model }: { readonly model: ToastModel }) {
  const t = useTranslator();
  return (
    <div class="toasts" role="status" aria-live="polite">
      {model.toasts.value.map((toast) => (
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
