import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { createToastModel, TOAST_MS, UNDO_MS } from '#widgets/shared/ui/ToastModel.ts';

function arrange() {
  const timer = createManualTimer();
  const model = createToastModel(timer);
  return { timer, model, texts: () => model.toasts.value.map(({ text }) => text) };
}

test('a toast goes by itself, one with an undo later', async () => {
  const { timer, model, texts } = arrange();
  model.show('Saved.');
  model.show('Removed.', () => undefined);
  await timer.run(TOAST_MS);
  expect(texts()).toEqual(['Removed.']);
  await timer.run(UNDO_MS - TOAST_MS);
  expect(texts()).toEqual([]);
  expect(timer.waiting()).toBe(0);
});

test('a toast stays while the pointer or the focus is on it, and then its whole time again', async () => {
  const { timer, model, texts } = arrange();
  const id = model.show('Removed.', () => undefined);
  model.hold(id);
  model.hold(id);
  await timer.run(UNDO_MS * 10);
  model.release(id);
  await timer.run(UNDO_MS * 10);
  expect(texts()).toEqual(['Removed.']);
  model.release(id);
  await timer.run(UNDO_MS - 1);
  expect(texts()).toEqual(['Removed.']);
  await timer.run(1);
  expect(texts()).toEqual([]);
});

test('a dismissed toast leaves no clock behind', async () => {
  const { timer, model, texts } = arrange();
  const id = model.show('Removed.', () => undefined);
  model.hold(id);
  model.dismiss(id);
  model.release(id);
  expect(texts()).toEqual([]);
  expect(timer.waiting()).toBe(0);
});

test('leaving a screen takes its toasts along, and their clocks', () => {
  const { timer, model, texts } = arrange();
  model.show('Saved.');
  model.show('Removed.', () => undefined);
  model.clear();
  expect(texts()).toEqual([]);
  expect(timer.waiting()).toBe(0);
});
