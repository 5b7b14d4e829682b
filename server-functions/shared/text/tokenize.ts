/** A piece of a text with its place, so that a verdict can show what it rests on. */
export interface Token {
  readonly kind: 'word' | 'emoji' | 'mark';
  /** As written. */
  readonly text: string;
  /** Lower case, typographic apostrophes made plain. */
  readonly lower: string;
  /** `lower` without accents; ñ stays, since año is not ano. */
  readonly folded: string;
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
}

// Emoticons stand first: their letters are no words. A word keeps inner apostrophes and hyphens (don't, first-rate).
const PIECE =
  /(?<emoji>(?:\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}])(?:\p{M}|\u200D|\uFE0F|\p{Emoji_Modifier}|\p{Extended_Pictographic})*|<3|(?<![\p{L}\p{N}])[:;=8]['’]?-?[)(\]DPp/|](?![\p{L}\p{N}/]))|(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*)|(?<mark>[.,;:!?¡¿()…\n"«»“”]|--?)/gu;

/** Words, emoji with emoticons, and the marks that end a clause, in order; everything else is left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(PIECE)) {
    const { word, emoji } = match.groups ?? {};
    const [piece] = match;
    const kind = word !== undefined ? 'word' : emoji !== undefined ? 'emoji' : 'mark';
    const lower = kind === 'word' ? piece.toLowerCase().replaceAll('’', "'") : piece;
    tokens.push({
      kind,
      text: piece,
      lower,
      folded: kind === 'word' ? foldAccents(lower) : piece,
      start: match.index,
      end: match.index + piece.length,
    });
  }
  return tokens;
}

/** Without accents, keeping ñ. */
export function foldAccents(lower: string): string {
  // oxlint-disable-next-line no-control-regex -- the range says "plain ASCII", which most words are
  if (/^[\x00-\x7F]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replaceAll(/n\u0303/g, 'ñ')
    .replaceAll(/(?!\u0303)\p{M}/gu, '')
    .normalize('NFC');
}
