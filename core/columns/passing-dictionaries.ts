import { PASSING_BATCH_ROWS } from './csv-spec.ts';
import { createTextDictionary, type TextDictionaries, type TextDictionary } from './text-dictionary.ts';

/** Columns of few values keep their codes from batch to batch, those of many begin anew. Entries. */
const MAX_PASSING_ENTRIES = PASSING_BATCH_ROWS;

/**
 * Dictionaries for who is done with a batch when the next one is asked for: a million names are never in memory together, and a
 * code means a text in its own batch alone.
 */
export function createPassingDictionaries(): TextDictionaries {
  const byKey = new Map<string, TextDictionary>();
  return {
    of(key) {
      const dictionary = byKey.get(key) ?? createTextDictionary();
      if (dictionary.entries.length >= MAX_PASSING_ENTRIES) dictionary.clear();
      byKey.set(key, dictionary);
      return dictionary;
    },
  };
}
