/**
 * Splits CSV text into rows of cells: comma, double quotes, LF or CRLF, a byte-order mark dropped, blank lines skipped.
 * For uploads of at most 25,000 rows; what is read at scale goes through core/columns.
 */
export function* parseCsvRows(text: string): Generator<readonly string[], void, void> {
  let at = text.startsWith('\u{feff}') ? 1 : 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const cell = readCell(text, at);
      row.push(cell.value);
      at = cell.end;
      if (text[at] !== ',') break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    if (row.length > 1 || row[0] !== '') yield row;
  }
}

function readCell(text: string, start: number): { readonly value: string; readonly end: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
    return { value: text.slice(start, end), end };
  }
  let at = start + 1;
  let value = '';
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      // Anything between the closing quote and the separator belongs to no cell.
      let end = quote + 1;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
      return { value, end };
    }
    value += '"';
    at = quote + 2;
  }
}

/** A cell, quoted where it must be. */
export function formatCsvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
