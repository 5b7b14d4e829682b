/** A sentence and where it starts in the text. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
}

/** Dots that end no sentence, in both languages. */
const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|dra|sr|sra|srta|st|vs|etc|e\.g|i\.e|p\.ej|ej|núm|num|no|nº|approx|aprox|inc|ltd|co|dept|depto|tel|ref|ud|uds|av|avda|p|pág|art)\.$/iu;
/** Longer ones are a list or a table without punctuation: they are cut so that one word cannot colour a page. Characters. */
const MAX_SENTENCE_CHARS = 600;

/** Cuts at full stops, question and exclamation marks, ellipses and line ends. Sentences without a letter, digit or emoji are dropped. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  const take = (to: number): void => {
    const piece = text.slice(from, to);
    const lead = piece.length - piece.trimStart().length;
    const trimmed = piece.trim();
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]|[:;=]-?[)(]/u.test(trimmed))
      sentences.push({ text: trimmed, start: from + lead });
    from = to;
  };
  for (const { index, 0: mark } of text.matchAll(/[.!?…]+["'»”)]*(?=\s|$|[¿¡\p{Lu}])|\n+/gu)) {
    const end = index + mark.length;
    if (mark === '.' && ABBREVIATION.test(text.slice(Math.max(from, index - 12), end))) continue;
    // "Node.js", "U.S.A": a dot inside a name.
    if (mark === '.' && /^\S/.test(text.slice(end)) && /(?:^|[\s.])\p{L}{0,3}$/u.test(text.slice(from, index)))
      continue;
    take(end);
  }
  take(text.length);
  return sentences.flatMap(cut);
}

function cut({ text, start }: Sentence): Sentence[] {
  if (text.length <= MAX_SENTENCE_CHARS) return [{ text, start }];
  const space = text.lastIndexOf(' ', MAX_SENTENCE_CHARS);
  const at = space > 0 ? space : MAX_SENTENCE_CHARS;
  const rest = text.slice(at);
  const lead = rest.length - rest.trimStart().length;
  return [{ text: text.slice(0, at), start }, ...cut({ text: rest.trim(), start: start + at + lead })];
}
