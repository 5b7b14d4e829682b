/** Longer bodies are newsletters, or somebody's whole correspondence below the answer. Characters. */
const MAX_HTML_CHARS = 200_000;
export const MAX_TEXT_CHARS = 5_000;

/** What holds no words of the writer. */
const SILENT: ReadonlySet<string> = new Set(['style', 'script', 'head', 'title', 'template']);
/** An answer's program puts what is answered into one of these: the writer's own words are before it. */
const QUOTE = 'blockquote';
const BREAKS: ReadonlySet<string> = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'table',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'hr',
]);
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  aacute: 'á',
  eacute: 'é',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  ntilde: 'ñ',
  uuml: 'ü',
  iexcl: '¡',
  iquest: '¿',
  euro: '€',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};
const ENTITY = /&(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|([A-Za-z]{2,8}));/g;
const TAG_NAME = /^\/?\s*([A-Za-z][A-Za-z\d]*)/;

/**
 * The words of an e-mail's body, which is HTML more often than not: without markup, hidden parts and what it quotes, cut to
 * `MAX_TEXT_CHARS`. One pass whatever is put into it; nothing of it is ever interpreted.
 */
export function htmlToText(body: string): string {
  const html = body.slice(0, MAX_HTML_CHARS);
  const pieces: string[] = [];
  let at = 0;
  let silent: string | null = null;
  let quotes = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const end = open === -1 ? html.length : open;
    if (silent === null && quotes === 0) pieces.push(html.slice(at, end));
    if (open === -1) break;
    const isComment = html.startsWith('<!--', open);
    const close = isComment ? html.indexOf('-->', open) : html.indexOf('>', open);
    const name = isComment ? null : (TAG_NAME.exec(html.slice(open + 1, open + 40))?.[1]?.toLowerCase() ?? null);
    // "a < b": no tag.
    if (!isComment && name === null && html[open + 1] !== '!' && html[open + 1] !== '?') {
      if (silent === null && quotes === 0) pieces.push('<');
      at = open + 1;
      continue;
    }
    if (close === -1) break;
    at = close + (isComment ? 3 : 1);
    if (name === null) continue;
    const isEnd = html[open + 1] === '/';
    if (silent !== null) {
      if (isEnd && name === silent) silent = null;
    } else if (SILENT.has(name) && !isEnd) silent = name;
    else if (name === QUOTE) quotes = Math.max(0, quotes + (isEnd ? -1 : 1));
    else if (BREAKS.has(name)) pieces.push('\n');
    else pieces.push('');
  }
  return tidy(pieces.join('').replaceAll(ENTITY, decode)).slice(0, MAX_TEXT_CHARS);
}

function decode(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  const isCharacter = code >= 32 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : ' ';
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[\t\r\f\v ]+/g, ' ').trim())
    .filter((line, index, lines) => line !== '' || (index > 0 && lines[index - 1] !== ''))
    .join('\n')
    .trim();
}
