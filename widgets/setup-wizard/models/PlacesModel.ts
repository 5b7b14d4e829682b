import { signal, type ReadonlySignal } from '@preact/signals';

export type SetupPlace = 'setup' | 'scoringRules' | 'permissions' | 'credits' | 'refresh';

export interface PlacesModel {
  readonly place: ReadonlySignal<SetupPlace>;
  /** Where the person wants to go while something on the page is not saved; null = no question open. */
  readonly leaving: ReadonlySignal<SetupPlace | null>;
  go(place: SetupPlace): void;
  leave(): void;
  stay(): void;
  /** A page that can lose work says when it would. Returns the clean-up. */
  guard(isDirty: () => boolean): () => void;
  /** Closing the page or signing out now would lose work. */
  wouldLose(): boolean;
}

/** The pages of the settings: the wizard, which keeps its draft by itself, the scoring rules, the permissions, what runs spend, and when they come. */
export function createPlacesModel(): PlacesModel {
  const place = signal<SetupPlace>('setup');
  const leaving = signal<SetupPlace | null>(null);
  let isDirty = (): boolean => false;
  return {
    place,
    leaving,
    go(next) {
      if (next === place.value) return;
      if (isDirty()) leaving.value = next;
      else place.value = next;
    },
    leave() {
      if (leaving.value !== null) place.value = leaving.value;
      leaving.value = null;
    },
    stay() {
      leaving.value = null;
    },
    guard(check) {
      isDirty = check;
      return () => {
        if (isDirty === check) isDirty = () => false;
      };
    },
    wouldLose: () => isDirty(),
  };
}
