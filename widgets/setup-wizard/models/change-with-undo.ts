import { effect } from '@preact/signals';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import type { DraftModel } from './DraftModel.ts';
import type { SetupDraft } from './setup-draft.ts';

interface Undoable {
  readonly draft: DraftModel;
  readonly toasts: ToastModel;
  readonly text: string;
  /** The part of the draft that `change` changes and that undo puts back. */
  readonly part: (draft: SetupDraft) => unknown;
  readonly change: (draft: SetupDraft) => SetupDraft;
  /** `before` = the draft before `change`. */
  readonly undo: (now: SetupDraft, before: SetupDraft) => SetupDraft;
}

/**
 * Changes at once and offers to put back what was. The offer ends with the next change of the same part: putting back all of it
 * would take that one along.
 */
export function changeWithUndo({ draft, toasts, text, part, change, undo }: Undoable): void {
  const before = draft.draft.peek();
  draft.edit(change);
  const after = part(draft.draft.peek());
  const toast = toasts.show(text, () => {
    stop();
    draft.edit((now) => undo(now, before));
  });
  const stop = effect(() => {
    if (part(draft.draft.value) === after) return;
    stop();
    toasts.dismiss(toast);
  });
}
