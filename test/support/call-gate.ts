import type { CallOnTheWay } from '#sandbox/http/concurrency.ts';

/** Keeps calls to a sandbox on their way: how many meet, and what a run is at, is then no matter of who is faster. */
export interface CallGate {
  /** For the sandbox. */
  delay(call: CallOnTheWay): Promise<void>;
  /** From now on those calls wait. */
  hold(which: (call: CallOnTheWay) => boolean): void;
  /** The waiting ones, as they came. */
  readonly held: readonly CallOnTheWay[];
  /** They go on, and later ones do not wait. */
  release(): void;
}

/** Bulk jobs: a run that has begun to read waits for one. */
export const isBulkCall = ({ path }: CallOnTheWay): boolean => path.startsWith('/crm/bulk/');

export function createCallGate(): CallGate {
  let isHeld: (call: CallOnTheWay) => boolean = () => false;
  let waiting: { readonly call: CallOnTheWay; readonly go: () => void }[] = [];
  return {
    delay: (call) => (isHeld(call) ? new Promise((go) => waiting.push({ call, go })) : Promise.resolve()),
    hold(which) {
      isHeld = which;
    },
    get held() {
      return waiting.map(({ call }) => call);
    },
    release() {
      isHeld = () => false;
      for (const { go } of waiting) go();
      waiting = [];
    },
  };
}
