import { StemmerEn, StemmerEs } from './packages.ts';
import { foldAccents, type Token } from './tokenize.ts';

/** Languages with a lexicon and models; texts in others are named, not judged. */
export const VOICE_LANGUAGES = ['en', 'es'] as const;
export type VoiceLanguage = (typeof VOICE_LANGUAGES)[number];

export type Stem = (folded: string) => string;

/** Words whose stem is kept; a corpus has some ten thousand. */
const CACHE_WORDS = 50_000;

/** Stems of words without accents: many people type none. */
export function createStem(language: VoiceLanguage): Stem {
  const stemmer = language === 'en' ? new StemmerEn() : new StemmerEs();
  const known = new Map<string, string>();
  return (folded) => {
    let found = known.get(folded);
    if (found === undefined) {
      if (known.size >= CACHE_WORDS) known.clear();
      found = foldAccents(stemmer.stem([folded])[0] ?? folded);
      known.set(folded, found);
    }
    return found;
  };
}

/** "don't" says "not": contractions in full, as stems see them. Other words stay one. */
export function expandWord({ folded }: Pick<Token, 'folded'>): readonly string[] {
  const plain = CONTRACTED.get(folded);
  if (plain !== undefined) return plain;
  const at = folded.lastIndexOf("'");
  if (at <= 0) return [folded];
  if (folded.endsWith("n't")) return [folded.slice(0, -3), 'not'];
  const ending = ENDINGS.get(folded.slice(at));
  return ending === undefined ? [folded] : [folded.slice(0, at), ending];
}

const CONTRACTED: ReadonlyMap<string, readonly string[]> = new Map([
  ["can't", ['can', 'not']],
  ['cannot', ['can', 'not']],
  ["won't", ['will', 'not']],
  ["shan't", ['shall', 'not']],
  ['dont', ['do', 'not']],
  ['doesnt', ['does', 'not']],
  ['didnt', ['did', 'not']],
]);
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["'s", 'is'],
  ["'re", 'are'],
  ["'ll", 'will'],
  ["'ve", 'have'],
  ["'m", 'am'],
  ["'d", 'would'],
]);
