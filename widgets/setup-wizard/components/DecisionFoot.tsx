import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Decided, Decision } from '../models/decision.ts';
import type { DecisionPart, SavingDecision } from './use-saving.ts';

interface DecisionFootProps {
  readonly part: DecisionPart;
  readonly model: Decision;
  /** Who decided last; null = nobody has. */
  readonly decided: Decided;
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
  const at = sayAt(decided, t);
  const foot = useRef<HTMLDivElement>(null);
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (!unsaved) setKept(false);
  }, [unsaved]);
  /** The banner goes with the button that was pressed: what comes next is to save, or to see that nothing is left to save. */
  const decide = async (isMine: boolean): Promise<void> => {
    await (isMine ? model.keepMine() : model.takeTheirs());
    setKept(isMine);
    foot.current?.querySelector('button')?.focus();
  };
  return (
    <>
      {saving.kind === 'conflict' && (
        <Banner
          tone="warn"
          live
          actions={
            <>
              <Button onPress={() => void decide(false)}>{t.text('setup.conflict.theirs')}</Button>
              <Button onPress={() => void decide(true)}>{t.text('setup.conflict.mine')}</Button>
            </>
          }
        >
          {t.text(`${part}.conflict`, {
            author: saving.theirs?.changedBy ?? null,
            at: saving.theirs === null ? null : sayAt(saving.theirs, t),
          })}
          {differences}
        </Banner>
      )}
      {saving.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text(`${part}.notSaved`)} {sayFailed(saving.failure)}
        </Banner>
      )}
      {kept && unsaved && saving.kind === 'idle' && (
        <Banner tone="info" live>
          {t.text('setup.conflict.kept', { save: t.text(`${part}.save`) })}
        </Banner>
      )}
      <div ref={foot} class="step-foot step-foot--start">
        <Button
          kind="primary"
          blockedBy={blockedBy}
          {...(inForm ? { type: 'submit' as const } : { onPress: () => void save() })}
        >
          {t.text(`${part}.save`)}
        </Button>
        {unsaved && <Button onPress={() => model.discard()}>{t.text(`${part}.discard`)}</Button>}
        {decided.changedBy !== null && at !== null && !unsaved && (
          <span class="soft">{t.text(`${part}.changedBy`, { name: decided.changedBy, at })}</span>
        )}
      </div>
    </>
  );
}

function sayAt({ changedAt }: Decided, t: Translator): string | null {
  const at = changedAt === null ? Number.NaN : Date.parse(changedAt);
  return Number.isNaN(at) ? null : t.instant(at);
}
