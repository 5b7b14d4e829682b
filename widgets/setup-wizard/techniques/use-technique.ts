import { changeWithUndo } from '../models/change-with-undo.ts';
import type { SetupDraft } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import type { LaterTechnique } from './later-editors.ts';

type SettingsOf<T extends LaterTechnique> = NonNullable<SetupDraft[T]>;

interface TechniqueEditing<T extends LaterTechnique> {
  /** null = not chosen yet. */
  readonly settings: SetupDraft[T];
  edit(change: (settings: SettingsOf<T>) => SettingsOf<T>): void;
  /** The same for what takes something away: done at once, and undone from the toast until the next edit. */
  editWithUndo(text: string, change: (settings: SettingsOf<T>) => SettingsOf<T>): void;
}

/** How the editor of a technique that loads on demand changes the draft. */
export function useTechnique<T extends LaterTechnique>(technique: T): TechniqueEditing<T> {
  const { setup, toasts } = useSetup();
  const changed = (draft: SetupDraft, change: (settings: SettingsOf<T>) => SettingsOf<T>): SetupDraft => {
    const settings = draft[technique];
    return settings === null ? draft : { ...draft, [technique]: change(settings) };
  };
  return {
    settings: setup.draft.draft.value[technique],
    edit: (change) => setup.draft.edit((draft) => changed(draft, change)),
    editWithUndo(text, change) {
      changeWithUndo({
        draft: setup.draft,
        toasts,
        text,
        part: (draft) => draft[technique],
        change: (draft) => changed(draft, change),
        undo: (now, before) => ({ ...now, [technique]: before[technique] }),
      });
    },
  };
}
