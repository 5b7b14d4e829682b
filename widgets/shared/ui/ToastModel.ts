import { signal, type ReadonlySignal } from '@preact/signals';
import type { Timer } from '../timer.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

export interface ToastModel {
  readonly toasts: ReadonlySignal<readonly Toast[]>;
  /** Shows a text for `TOAST_MS`; with `undo`, for `UNDO_MS`. Answers its id. */
  show(text: string, undo?: () => void): number;
  /** The pointer or the focus is on it: it stays until as many have left (`release`), and then its whole time again. */
  hold(id: number): void;
  release(id: number): void;
  dismiss(id: number): void;
  /** The screen that they spoke of is left. */
  clear(): void;
}

/** Long enough to read two lines (WCAG 2.2 SC 2.2.1: nothing essential lives only here). */
export const TOAST_MS = 6_000;
export const UNDO_MS = 12_000;

interface Clock {
  readonly ms: number;
  readonly stop: () => void;
  holders: number;
}

/** Each toast leaves by itself; the timer is an argument so that tests need not wait. */
export function createToastModel(timer: Timer): ToastModel {
  const toasts = signal<readonly Toast[]>([]);
  const clocks = new Map<number, Clock>();
  let nextId = 1;
  const dismiss = (id: number): void => {
    clocks.get(id)?.stop();
    clocks.delete(id);
    toasts.value = toasts.peek().filter((toast) => toast.id !== id);
  };
  const start = (id: number, ms: number): Clock => ({ ms, holders: 0, stop: timer.after(ms, () => dismiss(id)) });
  return {
    toasts,
    dismiss,
    clear() {
      for (const { id } of toasts.peek()) dismiss(id);
    },
    show(text, undo) {
      const id = nextId++;
      toasts.value = [...toasts.peek(), { id, text, undo: undo ?? null }];
      clocks.set(id, start(id, undo === undefined ? TOAST_MS : UNDO_MS));
      return id;
    },
    hold(id) {
      const clock = clocks.get(id);
      if (clock === undefined) return;
      clock.stop();
      clock.holders++;
    },
    release(id) {
      const clock = clocks.get(id);
      if (clock === undefined || clock.holders === 0) return;
      clock.holders--;
      if (clock.holders === 0) clocks.set(id, start(id, clock.ms));
    },
  };
}
