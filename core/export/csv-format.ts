import { ok, fail, type Result } from '#core/result.ts';

/** How an export is written. A spreadsheet in a comma-decimal locale wants `;`; Excel wants the byte-order mark to see UTF-8. */
export interface CsvFormat {
  readonly separator: ',' | ';' | '\t';
  readonly bom: boolean;
  /** Off only for machine readers that evaluate nothing; spreadsheets always get it on. */
  readonly escapeFormulas: boolean;
}

/** RFC 4180. */
export const LINE_END = '\r\n';

/**
 * What a spreadsheet may take for a formula, also behind apostrophes that an earlier export put there: ASCII and full-width
 * `= + - @`, tab, CR, LF, NUL. Source: OWASP, CSV Injection.
 */
export const FORMULA_DANGER = /^'*[=+\-@\t\r\n\0＝＋－＠]/;
const ESCAPED_FORMULA = /^'+[=+\-@\t\r\n\0＝＋－＠]/;

/** Puts one apostrophe before a dangerous text and leaves every other text alone: injective, so `unescapeFormula` inverts it. */
export function escapeFormula(text: string): string {
  return FORMULA_DANGER.test(text) ? `'${text}` : text;
}

/** Exact inverse of `escapeFormula`: removes the one apostrophe that it put. */
export function unescapeFormula(text: string): string {
  return ESCAPED_FORMULA.test(text) ? text.slice(1) : text;
}

/** One text cell as it stands in the file: always quoted, quotes doubled; null = empty without quotes (and `""` = empty text). */
export function encodeCell(text: string | null, format: Pick<CsvFormat, 'escapeFormulas'>): string {
  if (text === null) return '';
  const safe = format.escapeFormulas ? escapeFormula(text) : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/**
 * Exact inverse of `encodeCell` for text cells; a raw cell (number, day, boolean) comes back as its own text.
 * Refuses what no encoder of ours writes: a stray quote.
 */
export function decodeCell(
  cell: string,
  format: Pick<CsvFormat, 'escapeFormulas'>,
): Result<string | null, 'strayQuote'> {
  if (cell === '') return ok(null);
  if (!cell.startsWith('"')) return cell.includes('"') ? fail('strayQuote') : ok(cell);
  if (cell.length < 2 || !cell.endsWith('"')) return fail('strayQuote');
  const inner = cell.slice(1, -1);
  if (inner.replaceAll('""', '').includes('"')) return fail('strayQuote');
  const text = inner.replaceAll('""', '"');
  return ok(format.escapeFormulas ? unescapeFormula(text) : text);
}
