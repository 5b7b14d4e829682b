import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import { changeWithUndo } from '../models/change-with-undo.ts';
import { useSetup } from '../setup-context.ts';

interface TechniqueEdits {
  editRfm(change: (settings: RfmSettings) => RfmSettings): void;
  editFirmographics(change: (settings: FirmographicsSettings) => FirmographicsSettings): void;
  /** The same for what takes something away: done at once, and undone from the toast until the next edit. */
  editRfmWithUndo(text: string, change: (settings: RfmSettings) => RfmSettings): void;
  editFirmographicsWithUndo(text: string, change: (settings: FirmographicsSettings) => FirmographicsSettings): void;
}

/** How the technique screens change the draft. Any edit takes back a confirmation of gaps. */
export function useTechniqueEdits(): TechniqueEdits {
  const { setup, toasts } = useSetup();
  const editRfm: TechniqueEdits['editRfm'] = (change) =>
    setup.draft.edit((draft) => ({ ...draft, rfm: change(draft.rfm), gapsConfirmed: false }));
  const editFirmographics: TechniqueEdits['editFirmographics'] = (change) =>
    setup.draft.edit((draft) => ({ ...draft, firmographics: change(draft.firmographics) }));
  return {
    editRfm,
    editFirmographics,
    editRfmWithUndo(text, change) {
      changeWithUndo({
        draft: setup.draft,
        toasts,
        text,
        part: ({ rfm }) => rfm,
        change: (draft) => ({ ...draft, rfm: change(draft.rfm), gapsConfirmed: false }),
        undo: (now, { rfm }) => ({ ...now, rfm, gapsConfirmed: false }),
      });
    },
    editFirmographicsWithUndo(text, change) {
      changeWithUndo({
        draft: setup.draft,
        toasts,
        text,
        part: ({ firmographics }) => firmographics,
        change: (draft) => ({ ...draft, firmographics: change(draft.firmographics) }),
        undo: (now, { firmographics }) => ({ ...now, firmographics }),
      });
    },
  };
}
