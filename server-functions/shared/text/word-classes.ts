import english from './data/word-classes-en.json' with { type: 'json' };
import spanish from './data/word-classes-es.json' with { type: 'json' };
import type { SentimentLexicon } from './sentiment-lexicon.ts';
import type { Token } from './tokenize.ts';
import type { VoiceLanguage } from './words-of-language.ts';

/**
 * What kinds of words a token is: somebody who ends something, asks, sends, is broken, is late. Examples that never met "withdraw" have
 * met "cancel", and both end something: with some hundred examples an intent, kinds of words tell more than the words.
 */
export interface WordClasses {
  /** Numbers of `names`; none where the token is of no kind. */
  readonly classesOf: (token: Token) => readonly number[];
  readonly names: readonly string[];
}

/** Clause marks that part what is said from what is asked. */
const MARKS = ['?', ',', '!'];
/** How strong a word of the sentiment lexicon must be to be a kind of word by itself. */
const STRONG = 0.6;
/** Words whose kinds are kept; a corpus has some ten thousand. */
const CACHE_WORDS = 50_000;

/** Endings say who does it and when: "manden" asks, "mandaron" tells. Matched without accents, except those that accents tell apart. */
const ENDINGS: Readonly<Record<VoiceLanguage, readonly (readonly [name: string, ending: RegExp, accented?: true])[]>> =
  {
    en: [
      ['-ed', /^[a-z]{3,}ed$/],
      ['-ing', /^[a-z]{3,}ing$/],
      ['-ly', /^[a-z]{3,}ly$/],
      ["n't", /n't$/],
    ],
    es: [
      ['-mos', /[aei]mos$/],
      ['-enme', /^[a-zñ]{2,}(?:[ae]n|[ae])(?:me|nos|le|les|lo|la|los|las|melo|mela|noslo|nosla|selo|sela)$/],
      ['-arme', /[aei]r(?:me|nos|le|les|lo|la|los|las|se)$/],
      ['-en', /[ae]n$/],
      ['-aron', /(?:aron|ieron|eron|ujeron)$/],
      ['-ó', /[a-zñ]{2,}[óéí]$/, true],
      ['-imos', /[ai]mos$/],
      ['-ría', /ri(?:a|as|an|amos)$/],
      ['-ado', /[ai]d[oa]s?$/],
      ['-ndo', /ndo$/],
      ['-ísimo', /isim[oa]s?$/],
      ['-ás', /(?:[áéí]s|á|í)$/, true],
      // "poned", "decidle": vosotros asks; "calidad" and "usted" name.
      ['-ad', /^(?!pared|madrid|cesped|huesped)[a-zñ]+[^dt][aei]d(?:me|nos|le|les|lo|la|los|las|melo|noslo|selo)?$/],
    ],
  };

/** The house's kinds of words, what the lexicon says of a word, numbers and endings. Entries that end in * stand for all words that begin so. */
export function createWordClasses(language: VoiceLanguage, lexicon: SentimentLexicon): WordClasses {
  const names: string[] = [];
  const numberOf = (name: string): number => {
    const known = names.indexOf(name);
    return known >= 0 ? known : names.push(name) - 1;
  };
  const whole = new Map<string, number[]>();
  const beginnings = new Map<string, number[]>();
  for (const [name, entries] of Object.entries(language === 'en' ? english : spanish))
    for (const entry of entries.split(' ')) {
      const [map, word] = entry.endsWith('*') ? [beginnings, entry.slice(0, -1)] : [whole, entry];
      map.set(word, [...(map.get(word) ?? []), numberOf(name)]);
    }
  const marks = new Map(MARKS.map((mark) => [mark, [numberOf(mark)]]));
  const [number, positive, negative] = [numberOf('#'), numberOf('+'), numberOf('-')];
  const endings = ENDINGS[language].map(([name, ending, accented]) => ({ class: numberOf(name), ending, accented }));

  const read = (token: Token): number[] => {
    const { folded, lower } = token;
    const found = new Set(whole.get(folded));
    for (let length = 1; length <= folded.length; length++)
      for (const each of beginnings.get(folded.slice(0, length)) ?? []) found.add(each);
    if (/^\d/.test(folded)) found.add(number);
    const valence = lexicon.valenceOf(token) ?? 0;
    if (valence > STRONG) found.add(positive);
    else if (valence < -STRONG) found.add(negative);
    for (const { class: ending, ending: pattern, accented } of endings)
      if (pattern.test(accented === true ? lower : folded)) found.add(ending);
    return [...found];
  };
  const known = new Map<string, readonly number[]>();
  return {
    names,
    classesOf(token) {
      if (token.kind !== 'word') return marks.get(token.text) ?? NONE;
      let found = known.get(token.lower);
      if (found === undefined) {
        if (known.size >= CACHE_WORDS) known.clear();
        known.set(token.lower, (found = read(token)));
      }
      return found;
    },
  };
}

const NONE: readonly number[] = [];
