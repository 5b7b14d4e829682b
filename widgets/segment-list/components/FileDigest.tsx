import { useRef } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';

interface FileDigestProps {
  readonly sha256: string;
  readonly toasts: ToastModel;
  /** What tells this export from the others of the list. */
  readonly of: { readonly name: string; readonly at: string };
}

/** By what a file is known, for whoever gets it from somebody else. */
export function FileDigest({ sha256, toasts, of }: FileDigestProps) {
  const t = useTranslator();
  const value = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(sha256);
      toasts.show(t.text('segments.exports.digest.copied'));
    } catch {
      // The CRM around the page may keep the clipboard to itself; what is marked is copied by hand.
      if (value.current !== null) globalThis.getSelection()?.selectAllChildren(value.current);
      toasts.show(t.text('segments.exports.digest.marked'));
    }
  };
  return (
    <details class="digest">
      <summary>{t.text('segments.exports.digest.title')}</summary>
      <p class="soft">{t.text('segments.exports.digest.text')}</p>
      <code ref={value} class="digest__value">
        {sha256}
      </code>
      <Button kind="plain" label={t.text('segments.exports.digest.copyOf', of)} onPress={() => void copy()}>
        {t.text('segments.exports.digest.copy')}
      </Button>
    </details>
  );
}
