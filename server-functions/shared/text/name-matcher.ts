import { tokenize, type Token } from './tokenize.ts';

export interface NameMatch {
  /** Position in the list of names. */
  readonly name: number;
  /** Token positions, the end excluded. */
  readonly from: number;
  readonly to: number;
}

interface Node {
  readonly next: Map<string, Node>;
  fail: Node | null;
  /** Names that end here, longest first. */
  readonly ends: { readonly name: number; readonly words: number }[];
}

/**
 * Finds names in a text in one pass, whatever their number: Aho-Corasick over folded words, so that "Acmé" finds "acme" and
 * never "Acmeville". Of names that overlap, the one that starts first, then the longest, counts ("Acme Cloud" is no "Acme").
 */
export function createNameMatcher(names: readonly string[]): (tokens: readonly Token[]) => NameMatch[] {
  const root: Node = { next: new Map(), fail: null, ends: [] };
  names.forEach((name, at) => {
    const words = wordsOf(tokenize(name));
    if (words.length === 0) return;
    let node = root;
    for (const { word } of words) {
      let next = node.next.get(word);
      if (next === undefined) node.next.set(word, (next = { next: new Map(), fail: null, ends: [] }));
      node = next;
    }
    node.ends.push({ name: at, words: words.length });
  });
  linkFailures(root);
  return (tokens) => {
    const words = wordsOf(tokens);
    const found: (NameMatch & { readonly words: number; readonly at: number })[] = [];
    let node = root;
    words.forEach(({ word, token }, at) => {
      let place: Node | null = node;
      while (place !== null && !place.next.has(word)) place = place.fail;
      node = place?.next.get(word) ?? root;
      for (const end of node.ends) {
        const first = words[at - end.words + 1];
        if (first !== undefined)
          found.push({ name: end.name, from: first.token, to: token + 1, words: end.words, at: at - end.words + 1 });
      }
    });
    found.sort((a, b) => a.at - b.at || b.words - a.words || a.name - b.name);
    let free = 0;
    return found.flatMap(({ name, from, to, at, words: length }) => {
      if (at < free) return [];
      free = at + length;
      return [{ name, from, to }];
    });
  };
}

/** Hyphens and possessives part words: "Acme-based" and "Acme's" name Acme. */
function wordsOf(tokens: readonly Token[]): { readonly word: string; readonly token: number }[] {
  return tokens.flatMap(({ kind, folded }, token) =>
    kind === 'word'
      ? folded
          .replace(/'s$/, '')
          .split('-')
          .map((word) => ({ word, token }))
      : [],
  );
}

/** Breadth first: where to go on when a word does not follow, and the shorter names that end at the same place. */
function linkFailures(root: Node): void {
  const queue: Node[] = [];
  for (const child of root.next.values()) {
    child.fail = root;
    queue.push(child);
  }
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const [word, child] of node.next) {
      let fail = node.fail;
      while (fail !== null && !fail.next.has(word)) fail = fail.fail;
      child.fail = fail?.next.get(word) ?? root;
      child.ends.push(...child.fail.ends);
      queue.push(child);
    }
  }
}
