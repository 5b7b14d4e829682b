import type { ReadonlySignal } from '@preact/signals';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';

/** Who decided last, and when; null = nobody has. */
export interface Decided {
  readonly changedBy: string | null;
  readonly changedAt: string | null;
}

export type Saving =
  | { readonly kind: 'idle' | 'saving' }
  /** Somebody else decided since this page read. `theirs` null = who it was could not be read. */
  | { readonly kind: 'conflict'; readonly theirs: Decided | null }
  | { readonly kind: 'failed'; readonly failure: BackendFailure };

/** Something that is decided for the whole org: sent when it is saved and not before, and never over somebody else's. */
export interface Decision {
  readonly unsaved: ReadonlySignal<boolean>;
  readonly saving: ReadonlySignal<Saving>;
  discard(): void;
  /** `undo` puts back what stood before, over nobody else's. null = not saved. */
  save(): Promise<{ readonly undo: () => Promise<boolean> } | null>;
  /** After a conflict: what the other one decided, or one's own upon it, to be saved then. */
  takeTheirs(): Promise<void>;
  keepMine(): Promise<void>;
}
