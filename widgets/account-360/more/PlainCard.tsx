import { useId } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';

interface PlainCardProps {
  readonly technique: string;
  /** null = hidden: neither a label nor "no label" is said. */
  readonly chip: { readonly name: string | null; readonly colour: string | null } | null;
  readonly sinceDay: number | null;
  /** Why there is nothing to open. */
  readonly notes: readonly string[];
}

/** A technique without numbers: its label as far as it is known, and why there is no more. */
export function PlainCard({ technique, chip, sinceDay, notes }: PlainCardProps) {
  const t = useTranslator();
  const id = useId();
  return (
    <section class="card label-card" aria-labelledby={id}>
      <header class="label-card__header">
        <h2 id={id} class="label-card__technique">
          {technique}
        </h2>
        {chip !== null && (
          <p class="label-card__label">
            <LabelChip {...chip} noLabelText={t.text('shared.noLabel')} />
            {sinceDay !== null && <span class="soft">{t.text('account.since', { onDay: sinceDay })}</span>}
          </p>
        )}
      </header>
      {notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
    </section>
  );
}
