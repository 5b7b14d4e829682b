import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Backend } from '#widgets/shared/backend/backend.ts';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import type { PlacesModel } from './models/PlacesModel.ts';
import type { SetupModel } from './models/SetupModel.ts';
import type { WordsPart } from './words.ts';

/** What every screen of the wizard works on. */
export interface SetupScreen {
  readonly setup: SetupModel;
  readonly backend: Backend;
  readonly places: PlacesModel;
  readonly toasts: ToastModel;
  /** Today in the org's zone: ISO day for new date conditions, epoch day for bands. */
  readonly today: { readonly iso: string; readonly day: number };
  readonly minorDigits: number;
  /** The words of the steps after the first, of the permissions, or of credits and logs. */
  readonly loadWords: (part: WordsPart) => Promise<void>;
}

export const SetupContext = createContext<SetupScreen | null>(null);

export function useSetup(): SetupScreen {
  const screen = useContext(SetupContext);
  if (screen === null) throw new Error('SetupContext is missing above this component.');
  return screen;
}
