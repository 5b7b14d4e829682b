import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';

interface AmountProps {
  readonly minor: number | null;
  /** Without minor units: for sums that are looked at, not added up. */
  readonly whole?: boolean;
}

/** PER-4: an amount, or that it is hidden, which is a note and not a number. Nothing is said softly. */
export function Amount({ minor, whole = false }: AmountProps) {
  const t = useTranslator();
  if (minor === null) return <span class="hidden-amount">{t.text('segments.hidden')}</span>;
  const shown = whole ? t.wholeMoney(minor) : t.money(minor);
  return minor === 0 ? <span class="soft">{shown}</span> : <>{shown}</>;
}
