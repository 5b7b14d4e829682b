import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayFailure } from '../credits/say-failure.ts';
import type { Decision } from '../models/decision.ts';
import { useSetup } from '../setup-context.ts';

interface DecisionFormProps {
  /** Whose words it speaks. */
  readonly part: 'credits' | 'intake' | 'refresh';
  readonly title: string;
  readonly model: Decision;
  /** Who decided last; null = nobody has. */
  readonly decided: { readonly changedBy: string | null; readonly changedAt: string | null };
  /** Why it cannot be saved as it is; null = it can. */
  readonly wrong: string | null;
  readonly children: ComponentChildren;
}

/** A form that saves one decision, with what came between and who decided last. */
export function DecisionForm({ part, title, model, decided, wrong, children }: DecisionFormProps) {
  const t = useTranslator();
  const { toasts } = useSetup();
  const headingId = useId();
  const saving = model.saving.value;
  const unsaved = model.unsaved.value;
  const at = decided.changedAt === null ? Number.NaN : Date.parse(decided.changedAt);
  const blockedBy =
    saving.kind === 'saving' ? t.text(`${part}.saving`) : (wrong ?? (unsaved ? null : t.text(`${part}.nothingToSave`)));
  const save = async (): Promise<void> => {
    const saved = await model.save();
    if (saved === null) return;
    toasts.show(t.text(`${part}.saved`), () => {
      void saved.undo().then((undone) => undone && toasts.show(t.text(`${part}.undone`)));
    });
  };
  return (
    <form
      class="card stack"
      aria-labelledby={headingId}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (blockedBy === null) void save();
      }}
    >
      <h3 id={headingId}>{title}</h3>
      {children}
      {saving.kind === 'conflict' && (
        <Banner
          tone="warn"
          live
          actions={
            <>
              <Button onPress={() => void model.takeTheirs()}>{t.text('setup.conflict.theirs')}</Button>
              <Button onPress={() => void model.keepMine()}>{t.text('setup.conflict.mine')}</Button>
            </>
          }
        >
          {t.text(`${part}.conflict`)}
        </Banner>
      )}
      {saving.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text(`${part}.notSaved`)} {sayFailure(saving.failure, t)}
        </Banner>
      )}
      <div class="step-foot step-foot--start">
        <Button kind="primary" type="submit" blockedBy={blockedBy}>
          {t.text(`${part}.save`)}
        </Button>
        {unsaved && <Button onPress={() => model.discard()}>{t.text(`${part}.discard`)}</Button>}
        {decided.changedBy !== null && !Number.isNaN(at) && !unsaved && (
          <span class="soft">{t.text(`${part}.changedBy`, { name: decided.changedBy, at: t.instant(at) })}</span>
        )}
      </div>
    </form>
  );
}
