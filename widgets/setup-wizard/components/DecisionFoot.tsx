import type { ComponentChildren } from 'preact';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Decision } from '../models/decision.ts';
import type { DecisionPart, SavingDecision } from './use-saving.ts';

interface DecisionFootProps {
  readonly part: DecisionPart;
  readonly model: Decision;
  /** Who decided last; null = nobody has. */
  readonly decided: { readonly changedBy: string | null; readonly changedAt: string | null };
  readonly saving: SavingDecision;
  readonly sayFailed: (failure: BackendFailure) => string;
  /** What came between, beyond that something did. */
  readonly differences?: ComponentChildren;
  /** Around it stands a form that saves. */
  readonly inForm?: boolean;
}

/** The way to save a decision, with what came between and who decided last. */
export function DecisionFoot({
  part,
  model,
  decided,
  saving: { blockedBy, save },
  sayFailed,
  differences,
  inForm = false,
}: DecisionFootProps) {
  const t = useTranslator();
  const saving = model.saving.value;
  const unsaved = model.unsaved.value;
  const at = decided.changedAt === null ? Number.NaN : Date.parse(decided.changedAt);
  return (
    <>
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
          {differences}
        </Banner>
      )}
      {saving.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text(`${part}.notSaved`)} {sayFailed(saving.failure)}
        </Banner>
      )}
      <div class="step-foot step-foot--start">
        <Button
          kind="primary"
          blockedBy={blockedBy}
          {...(inForm ? { type: 'submit' as const } : { onPress: () => void save() })}
        >
          {t.text(`${part}.save`)}
        </Button>
        {unsaved && <Button onPress={() => model.discard()}>{t.text(`${part}.discard`)}</Button>}
        {decided.changedBy !== null && !Number.isNaN(at) && !unsaved && (
          <span class="soft">{t.text(`${part}.changedBy`, { name: decided.changedBy, at: t.instant(at) })}</span>
        )}
      </div>
    </>
  );
}
