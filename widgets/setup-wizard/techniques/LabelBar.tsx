import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';

interface LabelBarProps {
  /** null = no label. */
  readonly label: Label | null;
  /** Of the longest bar, 0 to 1. */
  readonly length: number;
}

/** A label's name, and a bar for eyes alone: its number stands beside it in the table. */
export function LabelBar({ label, length }: LabelBarProps) {
  const t = useTranslator();
  return (
    <>
      <LabelChip
        name={label?.names[t.viewer.language] ?? null}
        noLabelText={t.text('shared.noLabel')}
        colour={label?.colour ?? null}
      />
      <span class="bar" aria-hidden="true">
        <span
          class="bar__fill"
          style={{ inlineSize: `${100 * length}%`, backgroundColor: label?.colour ?? 'var(--edge-strong)' }}
        />
      </span>
    </>
  );
}
