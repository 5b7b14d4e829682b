import { signal, type ReadonlySignal } from '@preact/signals';
import type { Timer } from '../timer.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

export interface ToastModel {
  readonly toasts: ReadonlySignal<readonly Toast[]>;
  /** Shows a text for `TOAST_MS`; with `undo`, for `UNDO_MS`, and until dismissed while the pointer or focus is on it. Answers its id. */
  show(text: string, undo?: () => void): number;
  dismiss(id: number): void;
}

/** Long enough to read two lines (WCAG 2.2 SC 2.2.1: nothing essential lives only here). */
export const TOAST_MS = 6_000;
export const UNDO_MS = 12_000;

export function createToastModel(timer: Timer): ToastModel {
  const toasts = signal<readonly Toast[]>([]);
  let nextId = 1;
  const dismiss = (id: number): void => {
    toasts.value = toasts.peek().filter((toast) => toast.id !== id);
  };
  return {
    toasts,
    dismiss,
    show(text, undo) {
      const id = nextId++;
      toasts.value = [...toasts.peek(), { id, text, undo: undo ?? null }];
      timer.after(undo === undefined ? TOAST_MS : UNDO_MS, () => dismiss(id));
      return id;
    },
  };
}
