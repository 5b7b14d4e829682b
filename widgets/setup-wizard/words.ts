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
  steps: {
    en: () => import('messages:setup-wizard-later/en'),
    es: () => import('messages:setup-wizard-later/es'),
  },
  permissions: {
    en: () => import('messages:setup-permissions/en'),
    es: () => import('messages:setup-permissions/es'),
  },
  scoringRules: {
    en: () => import('messages:setup-scoring-rules/en'),
    es: () => import('messages:setup-scoring-rules/es'),
  },
  refresh: {
    en: () => import('messages:setup-refresh/en'),
    es: () => import('messages:setup-refresh/es'),
  },
  credits: {
    en: () => import('messages:setup-credits/en'),
    es: () => import('messages:setup-credits/es'),
  },
};
/** Words of a screen that loads on demand, by language. */
export type WordsSource = Readonly<Record<Language, () => Promise<{ readonly default: ParsedMessages }>>>;
/** What the wizard's frame knows by name; what comes with a script of its own brings its source. */
export type WordsPart = keyof typeof LATER | WordsSource;

export interface Words {
  readonly translator: ReadonlySignal<Translator>;
  /** Money and days become the org's once somebody has signed in; the language stays. */
  readonly viewer: Signal<ViewerSettings>;
  /** Rejects when they could not be fetched; asked again, it tries again. */
  loadLater(part: WordsPart): Promise<void>;
}

/** The wizard's words in parts, so that the first screen does not wait for the linter's. */
export async function loadWords(viewer: ViewerSettings): Promise<Words> {
  const { language } = viewer;
  const messages = signal((await FIRST[language]()).default);
  const loaded = new Set<WordsPart>();
  const settings = signal(viewer);
  return {
    viewer: settings,
    translator: computed(() => createTranslator(settings.value, messages.value)),
    async loadLater(part) {
      if (loaded.has(part)) return;
      const words = (await (typeof part === 'string' ? LATER[part] : part)[language]()).default;
      loaded.add(part);
      messages.value = { ...messages.value, ...words };
    },
  };
}
