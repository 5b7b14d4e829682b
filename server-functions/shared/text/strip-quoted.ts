/** The person's own words of an e-mail. */
const QUOTE_LINE = /^\s*>/;
/** From here on stand the words of others. */
const REPLY_HEADERS: readonly RegExp[] = [
  /^\s*(?:on|el|le)\b.{4,160}\b(?:wrote|escribió|escribio|a écrit)\s*:?\s*$/iu,
  /^\s*-{2,}\s*(?:original message|mensaje original|forwarded message|mensaje reenviado|reply above this line)\b/iu,
  /^\s*_{10,}\s*$/,
  /^\s*\*?(?:from|de)\s*:\*?\s.*(?:@|<|\[mailto)/iu,
  /^\s*(?:begin forwarded message|inicio del mensaje reenviado)\s*:/iu,
];
const SIGNATURE_MARK = /^(?:-- ?|—\s*|__+\s*)$/;
const SENT_FROM = /^\s*(?:sent from my|get outlook for|enviado desde|obtener outlook)\b/iu;
const CLOSING =
  /^\s*(?:(?:kind|best|warm|kindest|many)?\s*regards|best(?: wishes)?|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers|respectfully|(?:un )?(?:cordial |afectuoso )?saludos?(?: cordial(?:es)?| cordialmente)?|atentamente|cordialmente|atte\.?|reciba(?:n)? un cordial saludo|un abrazo)\s*[,.!]?\s*$/iu;
/** What follows a closing line is a name, a role, a phone number: short lines, and not many. */
const MAX_SIGNATURE_LINES = 8;
const MAX_SIGNATURE_LINE_CHARS = 80;

/**
 * Without quoted replies, forwarded mails and signatures. Offsets shift only behind what was cut out: the kept lines stay in
 * order. Gives the text back as it was when nothing would be left (an answer written into the quote).
 */
export function stripQuoted(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length === 1) return text;
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    // "On Monday, Ana\n<ana@..> wrote:" breaks over two lines.
    const joined = `${line} ${lines[index + 1] ?? ''}`;
    if (REPLY_HEADERS.some((header) => header.test(line))) break;
    if (/^\s*(?:on|el)\b/iu.test(line) && (REPLY_HEADERS[0]?.test(joined) ?? false) && joined.includes('@')) break;
    if (SIGNATURE_MARK.test(line) || SENT_FROM.test(line)) break;
    if (CLOSING.test(line) && isSignature(lines.slice(index + 1))) break;
    if (!QUOTE_LINE.test(line)) kept.push(line);
  }
  const own = kept.join('\n').trim();
  return own === '' ? text : own;
}

function isSignature(rest: readonly string[]): boolean {
  const own = rest.slice(
    0,
    rest.findIndex((line) => QUOTE_LINE.test(line) || REPLY_HEADERS.some((header) => header.test(line))) >>> 0,
  );
  const filled = own.filter((line) => line.trim() !== '');
  return filled.length <= MAX_SIGNATURE_LINES && filled.every((line) => line.length <= MAX_SIGNATURE_LINE_CHARS);
}
