import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Translator } from './translator.ts';

export const TranslationContext = createContext<Translator | null>(null);

/** The viewer's translator. Throws outside a widget's root: a screen without words is a bug. */
export function useTranslator(): Translator {
  const translator = useContext(TranslationContext);
  if (translator === null) throw new Error('TranslationContext is missing above this component.');
  return translator;
}
