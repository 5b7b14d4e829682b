import { CsvError, createCsvProblem, type CsvProblem } from './csv-error.ts';
import { MAX_RECORD_BYTES, type CsvSeparator, type CsvSpec } from './csv-spec.ts';
import { asciiText, createUtf8Decoder, findInvalidUtf8 } from './decode-text.ts';

export interface CsvHeader {
  /** Surrounding spaces removed. */
  readonly names: readonly string[];
  readonly separator: CsvSeparator;
  /** Position of the first byte behind the header. */
  readonly end: number;
  /** Line on which that byte stands. */
  readonly nextLine: number;
}

/** Wider files are read with the wrong separator, or are no tables. Zoho's own limit is 500 fields a module. */
export const MAX_COLUMNS = 4096;

/** At most so many of a file's headers are listed when one is missing. */
const MAX_LISTED_HEADERS = 30;

const SEPARATORS: readonly CsvSeparator[] = [',', ';', '\t'];
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * The header in the first bytes of a file; null while more bytes are needed (`complete` = there are none). `auto` takes the
 * separator under which most of the wanted headers are found, then the one that gives most columns. Throws `CsvError`.
 */
export function readHeader(bytes: Uint8Array, complete: boolean, spec: CsvSpec): CsvHeader | null {
  if (bytes.length < 4 && !complete) return null;
  refuseOtherFormats(bytes, spec.source);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const blank = skipBlankLines(bytes, hasMark ? 3 : 0);
  if (blank.at === bytes.length) {
    if (!complete && bytes.length <= MAX_RECORD_BYTES) return null;
    throw new CsvError(createCsvProblem(spec.source, 1, 'csv.emptyFile'));
  }
  const wanted = new Set(spec.columns.map((column) => column.header));
  let best: { header: CsvHeader; found: number } | null = null;
  let failure: CsvError | null = null;
  for (const separator of spec.separator === 'auto' ? SEPARATORS : [spec.separator]) {
    const header = splitHeader(bytes, blank.at, blank.line, complete, separator, spec.source);
    if (header === null) return null;
    if (header instanceof CsvError) {
      failure ??= header;
      continue;
    }
    const found = header.names.filter((name) => wanted.has(name)).length;
    if (
      best === null ||
      found > best.found ||
      (found === best.found && header.names.length > best.header.names.length)
    ) {
      best = { header, found };
    }
  }
  // One single unwanted column is what a wrong separator makes of any line: then the failure of another says more.
  const convincing = best !== null && (best.found > 0 || best.header.names.length > 1);
  if (failure !== null && !convincing) throw failure;
  if (best === null) throw new Error('A header is found, needs more bytes, or has failed');
  return best.header;
}

/** Why a wanted column cannot be read: the header lacks it or names it twice. Null when it can. */
export function refuseColumn(header: CsvHeader, source: string, column: string): CsvProblem | null {
  const line = header.nextLine - 1;
  const cell = header.names.indexOf(column);
  if (cell < 0) {
    const found = header.names.slice(0, MAX_LISTED_HEADERS).join(', ');
    return createCsvProblem(source, line, 'csv.missingHeader', { column, found });
  }
  return header.names.includes(column, cell + 1)
    ? createCsvProblem(source, line, 'csv.duplicateHeader', { column })
    : null;
}

function refuseOtherFormats(bytes: Uint8Array, source: string): void {
  const [first, second, third, fourth] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const alternating =
    (first === 0 && second !== 0 && second !== undefined) || (first !== 0 && second === 0 && third !== 0);
  if (marked || alternating) throw new CsvError(createCsvProblem(source, 1, 'csv.utf16'));
  const zip = first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
  const gzip = first === 0x1f && second === 0x8b;
  const oldWorkbook = first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0;
  const pdf = first === 0x25 && second === 0x50 && third === 0x44 && fourth === 0x46;
  if (zip || gzip || oldWorkbook || pdf) throw new CsvError(createCsvProblem(source, 1, 'csv.notText'));
}

function skipBlankLines(bytes: Uint8Array, from: number): { at: number; line: number } {
  let at = from;
  let line = 1;
  for (; bytes[at] === LINE_FEED || bytes[at] === RETURN; at++) {
    if (bytes[at] === RETURN || at === from || bytes[at - 1] !== RETURN) line++;
  }
  return { at, line };
}

/** One separator's reading of the header: null = more bytes needed, an error = it cannot be read this way. */
function splitHeader(
  bytes: Uint8Array,
  from: number,
  firstLine: number,
  complete: boolean,
  separator: CsvSeparator,
  source: string,
): CsvHeader | CsvError | null {
  const problem = (
    ...details: [code: Parameters<typeof createCsvProblem>[2], params?: Parameters<typeof createCsvProblem>[3]]
  ) => new CsvError(createCsvProblem(source, firstLine, ...details));
  const decoder = createUtf8Decoder();
  const separates = separator.charCodeAt(0);
  const names: string[] = [];
  let line = firstLine;
  let at = from;
  for (;;) {
    const cell = findCell(bytes, at, separates);
    if (cell.end - from > MAX_RECORD_BYTES) {
      return problem('csv.lineTooLong', { limitBytes: MAX_RECORD_BYTES, quoteLine: cell.quoted ? line : null });
    }
    if (cell.end === bytes.length && !complete) return null;
    if (cell.quoted && !cell.closed) return problem('csv.quoteNotClosed', { column: null, quoteLine: line });
    const text = decoder.decode(bytes, cell.from, cell.to);
    if (text === null) return problem('csv.invalidUtf8', invalidByte(bytes, cell.from, cell.to, null));
    if (text.includes('\0')) return problem('csv.zeroByte', { column: null });
    const name = (cell.quoted ? text.replaceAll('""', '"') : text).trim();
    const next = bytes[cell.end];
    if (cell.quoted && next !== undefined && next !== separates && next !== LINE_FEED && next !== RETURN) {
      return problem('csv.textAfterQuote', { column: name });
    }
    names.push(name);
    if (names.length > MAX_COLUMNS) return problem('csv.tooManyColumns', { limit: MAX_COLUMNS });
    line += text.split(/\r\n|\r|\n/).length - 1;
    at = cell.end + 1;
    if (next === separates) continue;
    if (next !== RETURN) return { names, separator, end: Math.min(at, bytes.length), nextLine: line + 1 };
    if (at === bytes.length && !complete) return null;
    return { names, separator, end: bytes[at] === LINE_FEED ? at + 1 : at, nextLine: line + 1 };
  }
}

/** A cell's text in `from`..`to` (quotes still doubled) and the byte that ends it. */
function findCell(bytes: Uint8Array, at: number, separates: number) {
  let end = at;
  if (bytes[at] !== QUOTE) {
    while (end < bytes.length && bytes[end] !== separates && bytes[end] !== LINE_FEED && bytes[end] !== RETURN) end++;
    return { from: at, to: end, end, quoted: false, closed: true };
  }
  for (end = at + 1; end < bytes.length; end++) {
    if (bytes[end] !== QUOTE) continue;
    if (bytes[end + 1] !== QUOTE) return { from: at + 1, to: end, end: end + 1, quoted: true, closed: true };
    end++;
  }
  return { from: at + 1, to: bytes.length, end: bytes.length, quoted: true, closed: false };
}

/** Params of `csv.invalidUtf8`: the offending byte, its place in the cell (from 1) and what stands before it. */
export function invalidByte(bytes: Uint8Array, from: number, to: number, column: string | null) {
  const at = findInvalidUtf8(bytes, from, to);
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return { column, byte: `0x${byte}`, position: at - from + 1, before: asciiText(bytes, Math.max(from, at - 20), at) };
}
