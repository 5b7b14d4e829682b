import type { Message } from '#core/message.ts';
import { foldAccents } from '#server-functions/shared/text/tokenize.ts';
import { InputError } from './input-error.ts';

/** Which rows share an id or have none: verdicts are found again by ids. Rows are not refused for it, since a thread of a ticket has one id. */
export function createTextIds(file: string): {
  readonly see: (id: string | null, line: number) => void;
  readonly notes: () => Message[];
} {
  const lineOf = new Map<string, number>();
  let repeated: { count: number; readonly id: string; readonly line: number; readonly before: number } | null = null;
  let without: { count: number; readonly line: number } | null = null;
  return {
    see(id, line) {
      if (id === null || id.trim() === '') {
        without ??= { count: 0, line };
        without.count++;
        return;
      }
      const before = lineOf.get(id);
      if (before === undefined) lineOf.set(id, line);
      else {
        repeated ??= { count: 0, id, line, before };
        repeated.count++;
      }
    },
    notes: () => [
      ...(repeated === null ? [] : [{ code: 'cli.repeatedIds', params: { file, ...repeated } }]),
      ...(without === null ? [] : [{ code: 'cli.textsWithoutId', params: { file, ...without } }]),
    ],
  };
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['english', 'en'],
  ['ingles', 'en'],
  ['spanish', 'es'],
  ['espanol', 'es'],
  ['castellano', 'es'],
  ['esp', 'es'],
]);

/**
 * What a cell of the column "lang" means: a code of ISO 639 of two letters ("es-MX", "spa" and "Spanish" are es), undefined where it is empty. Throws
 * `InputError` at whatever else it holds.
 */
export function createLanguageReader(source: string): (cell: string | null, line: number) => string | undefined {
  const known = new Map<string, string | null>();
  return (cell, line) => {
    const value = cell?.trim() ?? '';
    if (value === '') return undefined;
    const language = known.get(value) ?? languageOf(value);
    known.set(value, language);
    if (language !== null) return language;
    throw new InputError([{ code: 'cli.notALanguage', where: `${source}:${line}`, params: { value } }]);
  };
}

/** null = none. Codes of three letters become those of two where there are such. */
function languageOf(value: string): string | null {
  const folded = foldAccents(value.toLowerCase()).replaceAll('ñ', 'n').replaceAll('_', '-');
  const named = NAMES.get(folded);
  if (named !== undefined) return named;
  if (!/^[a-z]{2,3}(?:-|$)/.test(folded)) return null;
  try {
    return new Intl.Locale(folded).language;
  } catch {
    return null;
  }
}
