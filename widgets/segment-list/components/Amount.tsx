import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';

/** PER-4: an amount, or that it is hidden, which is a note and not a number. */
export function Amount({ minor }: { readonly minor: number | null }) {
  const t = useTranslator();
  return minor === null ? <span class="hidden-amount">{t.text('segments.hidden')}</span> : <>{t.money(minor)}</>;
}
