import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';

/** peers-and-ux: the two strongest reasons stand open, the rest is one press away. */
const STRONGEST = 2;

interface CardProps {
  /** In words, as are the reasons. */
  readonly technique: string;
  /** null = no label. */
  readonly name: string | null;
  readonly colour: string | null;
  readonly sinceDay: number | null;
  readonly figures?: ComponentChildren;
  readonly reasons: readonly string[];
  readonly next?: string | undefined;
  /** What opening it adds; false = nothing. */
  readonly children: ComponentChildren;
}

/** ACC-2: one technique's label, why, what comes next, and further down on request. */
export function Card({ technique, name, colour, sinceDay, figures, reasons, next, children }: CardProps) {
  const t = useTranslator();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <section class="card label-card" aria-labelledby={id}>
      <header class="label-card__header">
        <h2 id={id} class="label-card__technique">
          {technique}
        </h2>
        <p class="label-card__label">
          <LabelChip name={name} noLabelText={t.text('shared.noLabel')} colour={colour} />
          {sinceDay !== null && <span class="soft">{t.text('account.since', { onDay: sinceDay })}</span>}
        </p>
      </header>
      {figures}
      <ReasonList items={open ? reasons : reasons.slice(0, STRONGEST)} />
      {next !== undefined && <p class="label-card__next">{next}</p>}
      {children !== false && (
        <Button
          kind="plain"
          expanded={open}
          label={t.text(open ? 'account.whyLessLabel' : 'account.whyLabel', { technique })}
          onPress={() => setOpen(!open)}
        >
          {t.text(open ? 'account.whyLess' : 'account.why')}
          <span class={open ? 'caret caret--open' : 'caret'} aria-hidden="true" />
        </Button>
      )}
      {open && <div class="label-card__all">{children}</div>}
    </section>
  );
}

export function Section({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section class="label-card__section">
      <h3>{title}</h3>
      <ReasonList items={items} />
    </section>
  );
}

function ReasonList({ items }: { readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="reasons">
      {[...new Set(items)].map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
