import type { Token } from './tokenize.ts';
import { expandWord, type Stem } from './words-of-language.ts';

/** Words and their neighbours weigh more than letter groups, which catch what a stemmer and a typist miss. */
const PAIR_WEIGHT = 1;
const LETTERS_WEIGHT = 0.5;
const GROUP_LETTERS = 4;

/** Stems, pairs of neighbouring stems and groups of letters of one text, scaled so that the length of the text does not count. */
export function ngramFeatures(tokens: readonly Token[], stem: Stem): Map<string, number> {
  const features = new Map<string, number>();
  const add = (name: string, weight: number): void => {
    features.set(name, Math.max(weight, features.get(name) ?? 0));
  };
  const stems = ['^'];
  for (const token of tokens) {
    if (token.kind === 'emoji') stems.push(token.text);
    else if (token.kind === 'mark') {
      if (/[?¿]/.test(token.text)) add('?', 1);
      else if (/[!¡]/.test(token.text)) add('!', 0.5);
    } else for (const word of expandWord(token)) stems.push(/^\d+$/.test(word) ? '#' : stem(word));
  }
  for (let at = 1; at < stems.length; at++) {
    const own = stems[at]!;
    add(own, 1);
    add(`${stems[at - 1]!} ${own}`, PAIR_WEIGHT);
    if (at > 1) add(`${stems[at - 2]!} _ ${own}`, PAIR_WEIGHT / 2);
  }
  for (const { kind, folded } of tokens) {
    if (kind !== 'word' || folded.length < GROUP_LETTERS) continue;
    const padded = `<${folded}>`;
    for (let at = 0; at + GROUP_LETTERS <= padded.length; at++)
      add(`~${padded.slice(at, at + GROUP_LETTERS)}`, LETTERS_WEIGHT);
  }
  let squares = 0;
  for (const value of features.values()) squares += value * value;
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (const [name, value] of features) features.set(name, value * scale);
  return features;
}
