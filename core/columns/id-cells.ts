import { skipSpaces, trimSpaces, type CellDecoder, type CellProblems } from './cell-decoder.ts';

const MINUS = 0x2d;
const ZERO = 0x30;
/** 2^63 - 1 has 19 digits. */
const MAX_DIGITS = 19;
/** So many low digits are read as one number below 2^30. */
const LOW_DIGITS = 9;
const LOW_FACTOR = 1_000_000_000;

/**
 * 64-bit ids without a BigInt per value: digits become two 32-bit halves, written through a view of the same bytes. The view
 * takes the low half first, as every platform that runs JavaScript engines of today does (little-endian).
 */
export function createIdCells(slot: number, problems: CellProblems): CellDecoder {
  let values = new BigInt64Array(0);
  let halves = new Int32Array(0);
  return {
    start(rows, reused) {
      if (!reused || values.length !== rows) {
        values = new BigInt64Array(rows);
        halves = new Int32Array(values.buffer);
      } else halves.fill(0);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const start = from[base + row]!;
        const end = to[base + row]!;
        if (start === end || writeId(bytes, start, end, halves, 2 * (at + row))) continue;
        const first = skipSpaces(bytes, start, end);
        if (first === end || writeId(bytes, first, trimSpaces(bytes, first, end), halves, 2 * (at + row))) continue;
        problems.add(row, slot, 'csv.unreadableId');
      }
    },
    column: () => ({ kind: 'id', values }),
  };
}

/** False, and nothing written, when the cell is no id. */
function writeId(bytes: Uint8Array, from: number, to: number, halves: Int32Array, at: number): boolean {
  const negative = bytes[from] === MINUS;
  const first = negative ? from + 1 : from;
  const digits = to - first;
  if (digits < 1 || digits > MAX_DIGITS || bytes[first] === ZERO) return false;
  const split = digits > LOW_DIGITS ? to - LOW_DIGITS : first;
  let high = 0;
  let low = 0;
  for (let index = first; index < split; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    high = high * 10 + digit;
  }
  for (let index = split; index < to; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    low = low * 10 + digit;
  }
  // high < 10^10 < 2^34: split at 16 bits, so that every product stays below 2^53 and hence exact. No `%`: on doubles it is
  // a call, and ids are half of all cells.
  const highTop = Math.floor(high / 0x1_0000);
  const upper = highTop * LOW_FACTOR;
  const upperTop = Math.floor(upper / 0x1_0000);
  const lowPart = (upper - upperTop * 0x1_0000) * 0x1_0000 + (high - highTop * 0x1_0000) * LOW_FACTOR + low;
  const carry = Math.floor(lowPart / 0x1_0000_0000);
  let lowHalf = lowPart - carry * 0x1_0000_0000;
  let highHalf = upperTop + carry;
  if (negative) {
    // Two's complement: everything down to -2^63 keeps the top bit set.
    highHalf = lowHalf === 0 ? 0x1_0000_0000 - highHalf : 0xffff_ffff - highHalf;
    lowHalf = lowHalf === 0 ? 0 : 0x1_0000_0000 - lowHalf;
    if (highHalf <= 0x7fff_ffff) return false;
  } else if (highHalf > 0x7fff_ffff) return false;
  halves[at] = lowHalf;
  halves[at + 1] = highHalf;
  return true;
}
