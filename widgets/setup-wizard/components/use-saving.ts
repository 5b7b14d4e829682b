import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Decision } from '../models/decision.ts';
import { useSetup } from '../setup-context.ts';

/** Whose words a decision speaks. */
export type DecisionPart = 'credits' | 'intake' | 'refresh' | 'rulesSetup';

export interface SavingDecision {
  /** Why it cannot be saved as it is; null = it can. */
  readonly blockedBy: string | null;
  /** Saves, says so, and offers to undo it. */
  readonly save: () => Promise<void>;
}

/** `wrong`: what has to be put right first. */
export function useSaving(part: DecisionPart, model: Decision, wrong: string | null): SavingDecision {
  const t = useTranslator();
  const { toasts } = useSetup();
  const nothing = model.unsaved.value ? null : t.text(`${part}.nothingToSave`);
  return {
    blockedBy: model.saving.value.kind === 'saving' ? t.text(`${part}.saving`) : (wrong ?? nothing),
    async save() {
      const saved = await model.save();
      if (saved === null) return;
      toasts.show(t.text(`${part}.saved`), () => {
        void saved.undo().then((undone) => undone && toasts.show(t.text(`${part}.undone`)));
      });
    },
  };
}
