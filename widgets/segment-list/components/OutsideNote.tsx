import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';

interface OutsideNoteProps {
  /** Accounts that are not shown; null = some, it is not said how many; undefined = nothing is cut. */
  readonly outside: number | null | undefined;
}

/** PER-3: that there is more than this viewer sees, and why. */
export function OutsideNote({ outside }: OutsideNoteProps) {
  const t = useTranslator();
  if (outside === undefined || outside === 0) return null;
  return (
    <p class="soft">
      <strong class="number">
        {outside === null ? t.text('segments.outside.some') : t.text('segments.outside.count', { count: outside })}
      </strong>
      {outside === null ? ' ' : '. '}
      {t.text('segments.outside.why')}
    </p>
  );
}
