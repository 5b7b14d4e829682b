import type { FunctionComponent } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { createTranslator, type Language } from '#widgets/shared/i18n/translator.ts';
import type { RunNotesProps } from './RunNotes.tsx';

const WORDS = {
  en: () => import('messages:run-notes/en'),
  es: () => import('messages:run-notes/es'),
};

/** Notes with their own words, for whichever page has something to say. Rejects when they could not be fetched. */
export async function loadRunNotes(language: Language): Promise<FunctionComponent<RunNotesProps>> {
  const [{ RunNotes }, words] = await Promise.all([import('./RunNotes.tsx'), WORDS[language]()]);
  return function Notes(props) {
    const { viewer } = useTranslator();
    return <RunNotes {...props} words={createTranslator(viewer, words.default)} />;
  };
}
