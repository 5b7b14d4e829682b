import { signal, type ReadonlySignal } from '@preact/signals';
import type { Criteria } from '#core/criteria/criteria.ts';
import type { Technique } from './answers.ts';

/** The bar that was opened: its accounts are what the list shows. `key` null = the accounts without one. */
export interface BarFilter {
  readonly by: DistributionField;
  readonly key: string | null;
  readonly technique: Technique | null;
  /** As the bar was named on screen. */
  readonly name: string;
}

export const DISTRIBUTION_FIELDS = ['label', 'industry', 'country', 'owner'] as const;
export type DistributionField = (typeof DISTRIBUTION_FIELDS)[number];

/** The id under which the server functions know all accounts in ABM. */
export const ALL_ACCOUNTS = 'all';

/** What a new segment starts from. */
export interface SegmentStart {
  readonly name: string;
  readonly criteria: Criteria;
}

export type Screen =
  | { readonly kind: 'overview' }
  | { readonly kind: 'segments' }
  | { readonly kind: 'segment'; readonly id: string; readonly filter: BarFilter | null }
  /** `kept`: with what the page before this one left unsaved. */
  | { readonly kind: 'create'; readonly start: SegmentStart | null; readonly kept?: true }
  | { readonly kind: 'edit'; readonly id: string; readonly kept?: true }
  | { readonly kind: 'exports' };

/** How far Back goes. */
const MAX_HISTORY = 20;

export interface NavigationModel {
  readonly screen: ReadonlySignal<Screen>;
  /** Where the person wants to go while something on screen is not saved; null = no question open. */
  readonly leaving: ReadonlySignal<Screen | null>;
  /** Has anybody gone anywhere? The first screen takes no focus, every later one does. */
  hasMoved(): boolean;
  go(screen: Screen): void;
  /** After an answer that took its time: goes on only where the person is still at `from`. */
  goFrom(from: Screen, screen: Screen): void;
  /** To the screen before, or to the segments where there was none. */
  back(): void;
  leave(): void;
  stay(): void;
  /** A screen that can lose work says when it would. Returns the clean-up. */
  guard(isDirty: () => boolean): () => void;
  /** Closing the page now would lose work. */
  wouldLose(): boolean;
}

/**
 * Screens are state of the page: an address that changes inside the frame would lose the SDK's parameters. Where one was
 * outlives a reload by keep-place.ts.
 */
export function createNavigationModel(first: Screen = { kind: 'overview' }): NavigationModel {
  const screen = signal<Screen>(first);
  const leaving = signal<Screen | null>(null);
  const history: Screen[] = [];
  let isDirty = (): boolean => false;
  let goesBack = false;
  let moved = false;

  function show(next: Screen, remember: boolean): void {
    if (remember && screen.value.kind !== 'create' && screen.value.kind !== 'edit') {
      history.push(screen.value);
      if (history.length > MAX_HISTORY) history.shift();
    }
    leaving.value = null;
    moved = true;
    screen.value = next;
  }

  function tryTo(next: Screen, back: boolean): void {
    goesBack = back;
    if (isDirty()) {
      leaving.value = next;
      return;
    }
    if (back) history.pop();
    show(next, !back);
  }

  return {
    screen,
    leaving,
    hasMoved: () => moved,
    go: (next) => tryTo(next, false),
    goFrom(from, next) {
      if (screen.peek() === from) tryTo(next, false);
    },
    wouldLose: () => isDirty(),
    back: () => tryTo(history.at(-1) ?? { kind: 'segments' }, true),
    leave() {
      const next = leaving.value;
      if (next === null) return;
      isDirty = () => false;
      if (goesBack) history.pop();
      show(next, !goesBack);
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
  };
}
