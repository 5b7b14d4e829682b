import type { Column, ColumnTable } from './column-table.ts';
import { CsvError, createCsvProblem, type CsvProblem, type CsvProblemCode } from './csv-error.ts';
import { invalidByte, readHeader, type CsvHeader } from './csv-header.ts';
import { layOutColumns, type CsvLayout } from './csv-layout.ts';
import { BLOCK_ROWS, CsvScanner } from './csv-scanner.ts';
import { DEFAULT_BATCH_ROWS, type CsvSpec } from './csv-spec.ts';
import { createUtf8Decoder } from './decode-text.ts';

/** Larger chunks are taken in pieces, so that the scanner's buffer stays in the processor's cache. Bytes. */
const PIECE_BYTES = 64 * 1024;
/** A message shows the beginning of a value, cut between characters. Bytes. */
const SHOWN_VALUE_BYTES = 60;

/**
 * CSV bytes in chunks of any size to tables of at most `batchRows` rows, streaming and without an object per row. RFC 4180
 * with any line end; UTF-8 with or without byte order mark; blank lines are skipped. A file with a header and no rows gives
 * one table of 0 rows. Text dictionaries grow across the tables of one reading and never reorder. The iteration throws
 * `CsvError` and whatever the chunks throw.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  spec: CsvSpec,
): AsyncGenerator<ColumnTable, void, void> {
  const head = new HeadBytes();
  let rows: CsvRows | null = null;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      if (rows !== null) yield* rows.read(piece);
      else {
        head.append(piece);
        rows = head.worthTrying() ? startRows(head, false, spec) : null;
        if (rows !== null) yield* rows.read(head.takeRest());
      }
    }
  }
  if (rows === null) {
    rows = startRows(head, true, spec);
    if (rows === null) throw new Error('A complete file has a header or is refused');
    yield* rows.read(head.takeRest());
  }
  yield* rows.finish();
}

/**
 * The header alone; the rest of the chunks is not asked for. Throws `CsvError` where no header can be read; whether the wanted
 * columns stand in it is the caller's question.
 */
export async function readCsvHeader(chunks: AsyncIterable<Uint8Array>, spec: CsvSpec): Promise<CsvHeader> {
  const head = new HeadBytes();
  for await (const chunk of chunks) {
    head.append(chunk);
    const header = head.worthTrying() ? readHeader(head.bytes(), false, spec) : null;
    if (header !== null) return header;
  }
  const header = readHeader(head.bytes(), true, spec);
  if (header === null) throw new Error('A complete file has a header or is refused');
  return header;
}

/** Null while the header is incomplete. */
function startRows(head: HeadBytes, complete: boolean, spec: CsvSpec): CsvRows | null {
  const header = readHeader(head.bytes(), complete, spec);
  if (header === null) return null;
  head.headerEnd = header.end;
  return new CsvRows(header, spec);
}

/** The first bytes of a file, until they hold its header. */
class HeadBytes {
  private buffer = new Uint8Array(PIECE_BYTES);
  private length = 0;
  private tried = 0;
  headerEnd = 0;

  append(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.buffer.length) {
      const larger = new Uint8Array(2 * (this.length + chunk.length));
      larger.set(this.bytes());
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.length);
    this.length += chunk.length;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** Each try reads from the beginning: trying only at doubled lengths keeps tiny chunks linear. */
  worthTrying(): boolean {
    if (this.length < 2 * this.tried) return false;
    this.tried = this.length;
    return true;
  }

  /** What stands behind the header. The bytes are given up. */
  takeRest(): Uint8Array {
    const rest = this.bytes().subarray(this.headerEnd);
    this.buffer = new Uint8Array(0);
    return rest;
  }
}

interface NotedProblem {
  readonly row: number;
  readonly slot: number;
  readonly code: CsvProblemCode;
}

/** The records behind the header. */
class CsvRows {
  private readonly spec: CsvSpec;
  private readonly header: CsvHeader;
  private readonly layout: CsvLayout;
  private readonly scanner: CsvScanner;
  private readonly batchRows: number;
  private readonly decoder = createUtf8Decoder();
  private noted: NotedProblem[] = [];
  private lines = new Float64Array(0);
  private length = 0;
  private tables = 0;

  constructor(header: CsvHeader, spec: CsvSpec) {
    this.spec = spec;
    this.header = header;
    this.layout = layOutColumns(header, spec, { add: (row, slot, code) => this.noted.push({ row, slot, code }) });
    this.scanner = new CsvScanner(header.separator, this.layout.slots, this.layout.headers.length, header.nextLine);
    this.batchRows = spec.batchRows ?? DEFAULT_BATCH_ROWS;
    this.startTable();
  }

  *read(piece: Uint8Array): Generator<ColumnTable, void, void> {
    this.scanner.append(piece);
    yield* this.drain();
  }

  *finish(): Generator<ColumnTable, void, void> {
    this.scanner.finish();
    yield* this.drain();
    this.scanner.close();
    this.throwFailure();
    if (this.length > 0 || this.tables === 0) yield this.takeTable();
  }

  private *drain(): Generator<ColumnTable, void, void> {
    for (;;) {
      const limit = Math.min(BLOCK_ROWS, this.batchRows - this.length);
      const rows = this.scanner.scan(limit);
      for (const { decoder } of this.layout.decoders) decoder.decode(this.scanner, rows, this.length);
      if (this.noted.length > 0) this.reportProblems();
      if (this.spec.lineAs !== undefined) this.lines.set(this.scanner.lines.subarray(0, rows), this.length);
      this.throwFailure();
      this.length += rows;
      if (this.length === this.batchRows) {
        yield this.takeTable();
        this.startTable();
      }
      if (rows < limit) return;
    }
  }

  private startTable(): void {
    for (const { decoder } of this.layout.decoders) decoder.start(this.batchRows, this.spec.passing === true);
    if (this.spec.lineAs !== undefined) this.lines = new Float64Array(this.batchRows);
    this.length = 0;
  }

  private takeTable(): ColumnTable {
    this.tables++;
    const columns = new Map<string, Column>(this.layout.decoders.map(({ as, decoder }) => [as, decoder.column()]));
    if (this.spec.lineAs !== undefined) columns.set(this.spec.lineAs, { kind: 'number', values: this.lines });
    return { length: this.length, columns };
  }

  /** Columns are decoded one after the other, so what they noted is brought into the file's order first. */
  private reportProblems(): void {
    const noted = this.noted.toSorted((a, b) => a.row - b.row || a.slot - b.slot);
    this.noted = [];
    for (const { row, slot, code } of noted) {
      const problem = this.describe(row, slot, code);
      // A wrong encoding spoils every name with an accent: going on would empty them one by one.
      if (this.spec.onProblem === undefined || code === 'csv.invalidUtf8') throw new CsvError(problem);
      this.spec.onProblem(problem);
    }
  }

  private describe(row: number, slot: number, code: CsvProblemCode): CsvProblem {
    const { bytes, from, to, lines } = this.scanner;
    const position = this.scanner.base(slot) + row;
    const start = from[position] ?? 0;
    const end = to[position] ?? 0;
    const line = lines[row] ?? 0;
    const column = this.layout.headers[slot] ?? null;
    if (code === 'csv.invalidUtf8') {
      return createCsvProblem(this.spec.source, line, code, invalidByte(bytes, start, end, column));
    }
    let shownEnd = Math.min(end, start + SHOWN_VALUE_BYTES);
    while (shownEnd < end && ((bytes[shownEnd] ?? 0) & 0xc0) === 0x80) shownEnd--;
    const value = this.decoder.decode(bytes, start, shownEnd);
    return createCsvProblem(this.spec.source, line, code, { column, value });
  }

  private throwFailure(): void {
    const { failure } = this.scanner;
    if (failure === null) return;
    const column = failure.cell === null ? null : (this.header.names[failure.cell] ?? null);
    throw new CsvError(createCsvProblem(this.spec.source, failure.line, failure.code, { ...failure.details, column }));
  }
}
