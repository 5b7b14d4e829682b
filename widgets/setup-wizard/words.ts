import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ParsedMessages } from '#widgets/shared/i18n/messages.ts';
import {
  createTranslator,
  type Language,
  type Translator,
  type ViewerSettings,
} from '#widgets/shared/i18n/translator.ts';

const FIRST = {
  en: () => import('messages:setup-wizard/en'),
  es: () => import('messages:setup-wizard/es'),
};
const LATER = {
  en: () => import('messages:setup-wizard-later/en'),
  es: () => import('messages:setup-wizard-later/es'),
};

export interface Words {
  readonly translator: ReadonlySignal<Translator>;
  /** Money and days become the org's once somebody has signed in; the language stays. */
  readonly viewer: Signal<ViewerSettings>;
  /** The words of the later steps. Rejects when they could not be fetched; asked again, it tries again. */
  loadLater(): Promise<void>;
}

/** The wizard's words in two parts, so that the first screen does not wait for the linter's. */
export async function loadWords(viewer: ViewerSettings): Promise<Words> {
  const language: Language = viewer.language;
  const first: ParsedMessages = (await FIRST[language]()).default;
  const later = signal<ParsedMessages | null>(null);
  const settings = signal(viewer);
  return {
    viewer: settings,
    translator: computed(() =>
      createTranslator(settings.value, later.value === null ? first : { ...first, ...later.value }),
    ),
    async loadLater() {
      if (later.value === null) later.value = (await LATER[language]()).default;
    },
  };
}
