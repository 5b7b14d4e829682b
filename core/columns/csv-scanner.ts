import { MAX_RECORD_BYTES, type CsvSeparator } from './csv-spec.ts';
import type { CsvProblemCode } from './csv-error.ts';

/** Rows whose cell positions are held at once; each column is then decoded in one tight loop over them. */
export const BLOCK_ROWS = 2048;
const STRIDE = BLOCK_ROWS + 1;

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Byte classes; everything else is 0. */
const SEPARATES = 1;
const FEEDS = 2;
const RETURNS = 3;
const IS_ZERO = 4;

const RECORD_START = 0;
const CELL_START = 1;
const PLAIN = 2;
const QUOTED = 3;
const AFTER_QUOTE = 4;

export interface ScanFailure {
  readonly code: CsvProblemCode;
  readonly line: number;
  /** 0-based cell; null when the whole record is meant. */
  readonly cell: number | null;
  readonly details: Readonly<Record<string, number | null>>;
}

/**
 * Finds records and cells in bytes that arrive in pieces (RFC 4180; LF, CRLF and CR; a quote counts only as a cell's first
 * byte; blank lines are no records). It resumes where the last piece ended, so no byte is looked at twice. Its buffer is its
 * own: doubled quotes are undone in place.
 */
export class CsvScanner {
  /** Positions of slot s, row r at `s * STRIDE + r`; valid until the next `append` or `scan`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** File line on which row r starts. */
  readonly lines = new Int32Array(STRIDE);
  bytes: Uint8Array;
  /** What is wrong behind the rows found so far; scanning has ended. */
  failure: ScanFailure | null = null;

  private readonly classes: Uint8Array;
  /** The highest byte with a class. */
  private readonly highest: number;
  private readonly quotedClasses: Uint8Array;
  private readonly slots: Int32Array;
  private readonly slotCount: number;
  private start = 0;
  private pos = 0;
  private end = 0;
  private state = RECORD_START;
  private cell = 0;
  private cellFrom = 0;
  private escaped = false;
  private afterReturn = false;
  private line: number;
  private recordLine: number;
  private quoteLine = 0;
  private rows = 0;

  /** `slots[cell]`: where the cell's positions go, -1 = nobody reads it. `line`: the line the first byte stands on. */
  constructor(separator: CsvSeparator, slots: Int32Array, slotCount: number, line: number) {
    this.classes = classify(separator.charCodeAt(0));
    this.highest = Math.max(separator.charCodeAt(0), RETURN);
    this.quotedClasses = classify(QUOTE);
    this.slots = slots;
    this.slotCount = slotCount;
    this.line = line;
    this.recordLine = line;
    this.from = new Int32Array(slotCount * STRIDE);
    this.to = new Int32Array(slotCount * STRIDE);
    this.bytes = new Uint8Array(0);
  }

  /** First position of a slot's cells in `from` and `to`. */
  base(slot: number): number {
    return slot * STRIDE;
  }

  /** Copies further bytes behind those not yet used up. Call it when `scan` has returned less than its limit. */
  append(piece: Uint8Array): void {
    this.carryPartialRow();
    const kept = this.end - this.start;
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end);
      for (let slot = 0; slot < this.slotCount; slot++) {
        this.from[slot * STRIDE]! -= this.start;
        this.to[slot * STRIDE]! -= this.start;
      }
      this.pos -= this.start;
      this.cellFrom -= this.start;
      this.start = 0;
    }
    if (kept + piece.length > this.bytes.length) {
      const larger = new Uint8Array(2 * (kept + piece.length));
      larger.set(this.bytes.subarray(0, kept));
      this.bytes = larger;
    }
    this.bytes.set(piece, kept);
    this.end = kept + piece.length;
  }

  /** No more bytes follow: completes the last record as if a line end came. Scan once more afterwards, then `close`. */
  finish(): void {
    this.append(Uint8Array.of(LINE_FEED));
  }

  /** After the last scan: an open quote is a failure. */
  close(): void {
    if (this.state === QUOTED) this.fail('csv.quoteNotClosed', this.cell, { quoteLine: this.quoteLine });
  }

  /** Finds up to `limit` (<= `BLOCK_ROWS`) further rows; fewer = the bytes are used up or `failure` says what is wrong. */
  scan(limit: number): number {
    if (this.failure !== null) return 0;
    this.carryPartialRow();
    const { bytes, end, classes, quotedClasses, slots, from, to, lines } = this;
    const cellCount = slots.length;
    const { highest } = this;
    let { pos, state, cell, cellFrom } = this;
    let row = 0;
    while (row < limit) {
      if (state === RECORD_START) {
        if (pos === end) break;
        const byte = bytes[pos]!;
        if (byte === LINE_FEED || byte === RETURN) {
          if (byte === RETURN || !this.afterReturn) this.line++;
          this.afterReturn = byte === RETURN;
          pos++;
          continue;
        }
        this.afterReturn = false;
        this.start = pos;
        this.recordLine = this.line;
        cell = 0;
        state = CELL_START;
      }
      if (state === CELL_START) {
        if (pos === end) break;
        if (bytes[pos] === QUOTE) {
          pos++;
          state = QUOTED;
          this.escaped = false;
          this.quoteLine = this.line;
        } else state = PLAIN;
        cellFrom = pos;
      }
      let cellTo: number;
      if (state === PLAIN) {
        // Most bytes lie above all special ones, and one comparison is cheaper than a look into the table.
        while (pos < end && (bytes[pos]! > highest || classes[bytes[pos]!] === 0)) pos++;
        if (pos === end) break;
        cellTo = pos;
      } else {
        if (state === QUOTED) {
          while (pos < end && quotedClasses[bytes[pos]!] === 0) pos++;
          if (pos === end) break;
          const kind = quotedClasses[bytes[pos]!];
          if (kind === IS_ZERO) {
            this.fail('csv.zeroByte', cell);
            break;
          }
          if (kind === SEPARATES) state = AFTER_QUOTE;
          // A cell's quote stands before it, so there is always a byte to look back at.
          else if (kind === RETURNS || bytes[pos - 1] !== RETURN) this.line++;
          pos++;
          continue;
        }
        if (pos === end) break;
        if (bytes[pos] === QUOTE) {
          this.escaped = true;
          state = QUOTED;
          pos++;
          continue;
        }
        if (classes[bytes[pos]!] === 0) {
          this.fail('csv.textAfterQuote', cell);
          break;
        }
        cellTo = this.escaped ? undoubleQuotes(bytes, cellFrom, pos - 1) : pos - 1;
      }
      const kind = classes[bytes[pos]!];
      if (kind === IS_ZERO) {
        this.fail('csv.zeroByte', cell);
        break;
      }
      const slot = cell < cellCount ? slots[cell]! : -1;
      if (slot >= 0) {
        from[slot * STRIDE + row] = cellFrom;
        to[slot * STRIDE + row] = cellTo;
      }
      cell++;
      pos++;
      if (kind === SEPARATES) {
        state = CELL_START;
        continue;
      }
      if (cell !== cellCount) {
        this.fail(cell < cellCount ? 'csv.tooFewCells' : 'csv.tooManyCells', null, {
          cells: cell,
          expected: cellCount,
        });
        break;
      }
      if (pos - this.start > MAX_RECORD_BYTES) {
        this.fail('csv.lineTooLong', null, { limitBytes: MAX_RECORD_BYTES, quoteLine: null });
        break;
      }
      lines[row] = this.recordLine;
      row++;
      this.line++;
      this.afterReturn = kind === RETURNS;
      state = RECORD_START;
      this.start = pos;
    }
    this.pos = pos;
    this.state = state;
    this.cell = cell;
    this.cellFrom = cellFrom;
    this.rows = row;
    if (state === RECORD_START) this.start = pos;
    else if (this.failure === null && end - this.start > MAX_RECORD_BYTES) {
      this.fail('csv.lineTooLong', null, {
        limitBytes: MAX_RECORD_BYTES,
        quoteLine: state === QUOTED ? this.quoteLine : null,
      });
    }
    return row;
  }

  private fail(code: CsvProblemCode, cell: number | null, details: ScanFailure['details'] = {}): void {
    this.failure = { code, line: this.recordLine, cell, details };
  }

  /** The record begun in the last block continues as row 0 of the next. */
  private carryPartialRow(): void {
    if (this.rows === 0) return;
    for (let slot = 0; slot < this.slotCount; slot++) {
      this.from[slot * STRIDE] = this.from[slot * STRIDE + this.rows]!;
      this.to[slot * STRIDE] = this.to[slot * STRIDE + this.rows]!;
    }
    this.rows = 0;
  }
}

/** Classes outside quotes; inside them the "separator" is the quote. */
function classify(separator: number): Uint8Array {
  const classes = new Uint8Array(256);
  classes[LINE_FEED] = FEEDS;
  classes[RETURN] = RETURNS;
  classes[0] = IS_ZERO;
  classes[separator] = SEPARATES;
  return classes;
}

/** `""` to `"` in `bytes[from, to)`, where quotes only come doubled; the new end. */
function undoubleQuotes(bytes: Uint8Array, from: number, to: number): number {
  let write = from;
  for (let read = from; read < to; read++, write++) {
    if (bytes[read] === QUOTE) read++;
    bytes[write] = bytes[read]!;
  }
  return write;
}
