import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';

interface OpenConditionsProps {
  /** Of the label. */
  readonly name: string;
  readonly sentence: string;
  /** What changes them, with a sentence of its own. */
  readonly conditions: () => ComponentChildren;
}

/**
 * The sentence of a label stands; what changes it opens on demand, so that many labels stay readable. It opens behind its button, which
 * stays where it is: the next Tab comes to the first condition.
 */
export function OpenConditions({ name, sentence, conditions }: OpenConditionsProps) {
  const t = useTranslator();
  const [open, setOpen] = useState(false);
  return (
    <div class="conditions">
      {!open && <p class="conditions__sentence">{sentence}</p>}
      <Button
        kind="plain"
        expanded={open}
        label={t.text(open ? 'techniques.labels.hideOf' : 'techniques.labels.editOf', { label: name })}
        onPress={() => setOpen(!open)}
      >
        {t.text(open ? 'techniques.labels.hide' : 'techniques.labels.edit')}
      </Button>
      {open && conditions()}
    </div>
  );
}
