import { emojiValence, type SentimentLexicon } from './sentiment-lexicon.ts';
import { SENTIMENT_RULES, type SentimentRules } from './sentiment-rules.ts';
import type { Token } from './tokenize.ts';
import type { VoiceLanguage } from './words-of-language.ts';

/** A word or phrase that moved the sentence, after negation and the rest. Token positions, the end excluded. */
export interface SentimentHit {
  readonly from: number;
  readonly to: number;
  readonly valence: number;
}

export interface SentenceReading {
  readonly hits: readonly SentimentHit[];
  /** Sum of the positive and of the negative hits (at most 0). */
  readonly positive: number;
  readonly negative: number;
  /** A negation that turned no word: "we have not received it" says something all the same. */
  readonly looseNegations: number;
}

// Reach and factors follow what VADER's authors measured on rated sentences, rounded; Spanish negates from further away.
const REACH_WORDS = { en: 3, es: 4 } as const;
const NEGATED_POSITIVE = -0.8;
const NEGATED_NEGATIVE = -0.5;
const INTENSIFIED = 1.3;
const WEAKENED = 0.6;
const SHOUTED = 1.2;
const EACH_EXCLAMATION = 0.1;
const MAX_EXCLAMATIONS = 3;
/** "good, but slow": what comes after counts. */
const BEFORE_CONTRAST = 0.45;
const AFTER_CONTRAST = 1.3;
/** "although cheap, .." */
const CONCEDED = 0.5;
/** A question or a condition states nothing. */
const ASKED = 0.5;
const CONDITIONAL = 0.4;
/** "should be better" */
const WISHED = -0.4;
/** "too small" */
const TOO_MUCH = -1.8;

/** Reads one sentence by lexicon and rules. */
export function readSentence(
  tokens: readonly Token[],
  language: VoiceLanguage,
  lexicon: SentimentLexicon,
): SentenceReading {
  const rules = SENTIMENT_RULES[language];
  const shouting = isShouting(tokens);
  const last = tokens.at(-1)?.text ?? '';
  const exclamations = Math.min(MAX_EXCLAMATIONS, tokens.filter(({ text }) => text === '!').length);
  const factor = (last === '?' ? ASKED : 1) * (1 + EACH_EXCLAMATION * exclamations);
  const weights = clauseWeights(tokens, rules);
  const used = new Set<number>();
  const hits: SentimentHit[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    if (token.kind === 'mark') {
      at++;
      continue;
    }
    if (token.kind === 'emoji') {
      const valence = emojiValence(token.text);
      if (valence !== null) hits.push({ from: at, to: at + 1, valence });
      at++;
      continue;
    }
    const phrase = lexicon.phraseAt(tokens, at);
    const length = phrase?.length ?? 1;
    let valence = phrase?.valence ?? lexicon.valenceOf(token) ?? 0;
    if (valence === 0 && phrase === null && isTooMuch(tokens, at, rules)) valence = TOO_MUCH;
    // A phrase that holds its own negation ("no problems", "not worth") uses it up.
    if (phrase !== null) for (let inside = at; inside < at + length; inside++) used.add(inside);
    if (valence !== 0 && !rules.negations.has(token.folded)) {
      valence = modify(valence, tokens, at, rules, language, used);
      if (shouting && token.text.length > 2 && token.text === token.text.toUpperCase()) valence *= SHOUTED;
      hits.push({ from: at, to: at + length, valence: valence * factor * weights[at]! });
    } else if (valence !== 0 && phrase !== null)
      hits.push({ from: at, to: at + length, valence: valence * factor * weights[at]! });
    at += length;
  }
  let [positive, negative, looseNegations] = [0, 0, 0];
  for (const { valence } of hits) {
    if (valence > 0) positive += valence;
    else negative += valence;
  }
  tokens.forEach(({ folded }, at) => {
    if (rules.negations.has(folded) && !used.has(at)) looseNegations++;
  });
  return { hits, positive, negative, looseNegations };
}

/** Negation, intensifiers and moods before a word; notes which negations were used. */
function modify(
  plain: number,
  tokens: readonly Token[],
  at: number,
  rules: SentimentRules,
  language: VoiceLanguage,
  used: Set<number>,
): number {
  let valence = plain;
  let [negated, wished, conditional] = [false, false, false];
  let words = 0;
  let following = '';
  for (let before = at - 1; before >= 0 && words < CLAUSE_WORDS; before--) {
    const { kind, folded } = tokens[before]!;
    if (kind !== 'word' || rules.contrasts.has(folded)) break;
    words++;
    if (words <= 2 && rules.intensifiers.has(folded)) valence *= INTENSIFIED;
    else if (words <= 2 && rules.weakeners.has(folded)) valence *= WEAKENED;
    const reaches = words <= REACH_WORDS[language] || rules.opinions.has(following);
    // "No me parece que ..".
    if (folded !== 'me' && folded !== 'nos') following = folded;
    if (reaches && rules.negations.has(folded) && !used.has(before)) {
      negated = true;
      used.add(before);
    }
    if (words <= REACH_WORDS[language] && rules.wishes.has(folded)) wished = true;
    if (rules.conditions.has(folded)) conditional = true;
  }
  if (negated) valence *= valence > 0 ? NEGATED_POSITIVE : NEGATED_NEGATIVE;
  else if (wished && valence > 0) valence *= WISHED;
  if (conditional) valence *= CONDITIONAL;
  return valence;
}

/** A condition governs its clause, not a whole paragraph. */
const CLAUSE_WORDS = 8;

function clauseWeights(tokens: readonly Token[], rules: SentimentRules): Float64Array {
  const weights = new Float64Array(tokens.length).fill(1);
  const contrast = tokens.findLastIndex(({ folded }, at) => at > 0 && rules.contrasts.has(folded));
  if (contrast > 0) {
    const after = tokens.slice(contrast + 1).filter(({ kind }) => kind === 'word').length;
    if (after > 0)
      for (let at = 0; at < weights.length; at++) weights[at] = at < contrast ? BEFORE_CONTRAST : AFTER_CONTRAST;
  }
  const concession = tokens.findIndex(({ folded }) => rules.concessions.has(folded));
  if (concession >= 0) {
    for (let at = concession; at < tokens.length && tokens[at]!.kind !== 'mark'; at++)
      weights[at] = weights[at]! * CONCEDED;
  }
  return weights;
}

function isTooMuch(tokens: readonly Token[], at: number, rules: SentimentRules): boolean {
  const before = tokens[at - 1];
  return before?.kind === 'word' && rules.excess.has(before.folded) && tokens[at]!.folded.length > 2;
}

/** Capitals stand out only where the rest has none. */
function isShouting(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind, text }) => kind === 'word' && text.length > 2);
  const shouted = words.filter(({ text }) => text === text.toUpperCase() && /\p{L}{3}/u.test(text)).length;
  return shouted > 0 && shouted < words.length;
}
