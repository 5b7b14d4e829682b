import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { createToastModel } from '#widgets/shared/ui/ToastModel.ts';
import { changeWithUndo } from '#widgets/setup-wizard/models/change-with-undo.ts';
import { editLabel, removeLabel } from '#widgets/setup-wizard/techniques/edit-rfm.ts';
import { openMapped } from './open-setup.ts';

async function arrange() {
  const { setup } = await openMapped();
  const toasts = createToastModel(createManualTimer());
  const { draft } = setup;
  return {
    draft,
    toasts,
    ids: () => draft.draft.value.rfm.labels.map(({ id }) => id),
    /** Removes the label that stands first. */
    remove: () =>
      changeWithUndo({
        draft,
        toasts,
        text: 'Removed.',
        part: ({ rfm }) => rfm,
        change: (now) => ({ ...now, rfm: removeLabel(now.rfm, 0) }),
        undo: (now, { rfm }) => ({ ...now, rfm }),
      }),
    undo: () => toasts.toasts.value.at(-1)?.undo?.(),
  };
}

test('undo puts back what was taken away, and nothing else', async () => {
  const { draft, ids, remove, undo } = await arrange();
  const all = ids();
  remove();
  expect(ids()).toEqual(all.slice(1));
  draft.edit((now) => ({ ...now, everyAccount: true }));
  undo();
  expect(ids()).toEqual(all);
  expect(draft.draft.value.everyAccount).toBe(true);
});

test('an edit ends the offer: undo would take it along', async () => {
  const { draft, toasts, remove } = await arrange();
  remove();
  draft.edit((now) => ({
    ...now,
    rfm: editLabel(now.rfm, 0, (label) => ({ ...label, names: { en: 'Stars', es: 'Estrellas' } })),
  }));
  expect(toasts.toasts.value).toEqual([]);
});

test('of two removals the last one is offered back, and leaves the first as it is', async () => {
  const { ids, toasts, remove, undo } = await arrange();
  const all = ids();
  remove();
  remove();
  expect(toasts.toasts.value).toHaveLength(1);
  undo();
  expect(ids()).toEqual(all.slice(1));
});
