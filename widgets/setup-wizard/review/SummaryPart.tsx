import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Step } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';

interface SummaryPartProps {
  readonly title: string;
  readonly step: Step;
  /** A list of its own, instead of the entries. */
  readonly list?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the draft in plain sentences, with the way back to it. */
export function SummaryPart({ title, step, list = null, children }: SummaryPartProps) {
  const t = useTranslator();
  const { setup } = useSetup();
  return (
    <section class="card summary__part">
      <header class="section-head">
        <h3>{title}</h3>
        <Button kind="plain" label={t.text('review.edit', { step: title })} onPress={() => setup.go(step)}>
          {t.text('review.change')}
        </Button>
      </header>
      {list ?? <ul class="summary__list">{children}</ul>}
    </section>
  );
}
