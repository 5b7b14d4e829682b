import { createUtf8Decoder } from '#core/columns/decode-text.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { LINE_END, decodeCell, type CsvFormat } from './csv-format.ts';

/** Rows of an export, the header first. null = the empty cell without quotes; raw cells (money, days, ..) are their text. */
export type DecodedRows = readonly (readonly (string | null)[])[];

const BOM_BYTES = 3;

/**
 * Exact inverse of the encoder, for whoever takes an export back in and for proving that nothing was lost. Strict: it
 * refuses whatever the encoder cannot have written in this format (a missing byte-order mark, a bare line feed, a stray
 * quote, rows of different widths, bytes that are no UTF-8) and names the line. Holds the whole file in memory; data of
 * unknown origin goes through `readCsv`.
 */
export function decodeCsv(bytes: Uint8Array, format: CsvFormat): Result<DecodedRows, Problem> {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (hasBom !== format.bom) return fail(problem(hasBom ? 'unexpectedBom' : 'missingBom', 1));
  const text = createUtf8Decoder().decode(bytes, format.bom ? BOM_BYTES : 0, bytes.length);
  if (text === null) return fail(problem('notUtf8', 1));

  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const end = text[at] === '"' ? afterQuoted(text, at) : afterRaw(text, at, format.separator);
    if (end === null) return fail(problem('unclosedQuote', line));
    const raw = text.slice(at, end);
    const cell = decodeCell(raw, format);
    if (!cell.ok) return fail(problem(cell.error, line));
    row.push(cell.value);
    line += countLineFeeds(raw);
    if (text.startsWith(LINE_END, end)) {
      const width = rows[0]?.length ?? row.length;
      if (row.length !== width) return fail(problem('unequalWidth', line, { expected: width, found: row.length }));
      rows.push(row);
      row = [];
      line++;
      at = end + LINE_END.length;
    } else if (text[end] === format.separator) {
      at = end + 1;
      // A separator right before the end of the file would otherwise lose the line's last cell.
      if (at === text.length) return fail(problem('unendedLine', line));
    } else {
      return fail(problem(end === text.length ? 'unendedLine' : 'unexpectedCharacter', line));
    }
  }
  return row.length === 0 ? ok(rows) : fail(problem('unendedLine', line));
}

/** Index behind the closing quote, or null when the quotes never close. */
function afterQuoted(text: string, from: number): number | null {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return null;
}

function afterRaw(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') at++;
  return at;
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function problem(reason: string, line: number, params: Problem['params'] = {}): Problem {
  return { code: `export.decode.${reason}`, params, where: `line ${line}` };
}
