import { parseDecimal, type Decimal, type DecimalSeparator } from '#core/crm/money.ts';
import { asciiText } from './decode-text.ts';
import { skipSpaces, trimSpaces } from './cell-decoder.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Any whole number of so many digits is exact in a double. */
const MAX_EXACT_DIGITS = 15;
/** Longer cells are no numbers (`parseDecimal` refuses them too). Bytes. */
const MAX_NUMBER_BYTES = 256;

/** 10^0 to 10^22: the powers of ten that a double holds exactly. */
export const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Digits with at most one decimal sign, read without a string: the value is `mantissa / 10^places`, both exact. One reader
 * is reused for all cells of a column.
 */
export class PlainDecimal {
  mantissa = 0;
  places = 0;
  private readonly point: number;

  constructor(separator: DecimalSeparator) {
    this.point = separator === 'point' ? 0x2e : 0x2c;
  }

  /** False for everything that needs the slow reading: longer, grouped, with exponent or spaces, or no number at all. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const sign = bytes[from]!;
    const first = sign === MINUS || sign === PLUS ? from + 1 : from;
    if (to - first > MAX_EXACT_DIGITS + 1) return false;
    let mantissa = 0;
    let pointAt = -1;
    for (let at = first; at < to; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (pointAt < 0 && bytes[at] === this.point) pointAt = at;
      else return false;
    }
    const digits = to - first - (pointAt < 0 ? 0 : 1);
    if (digits < 1 || digits > MAX_EXACT_DIGITS) return false;
    this.places = pointAt < 0 ? 0 : to - pointAt - 1;
    this.mantissa = sign === MINUS && mantissa !== 0 ? -mantissa : mantissa;
    return true;
  }
}

/** The slow reading, of every spelling that `parseDecimal` knows, spaces around it. */
export function readDecimal(bytes: Uint8Array, from: number, to: number, separator: DecimalSeparator): Decimal | null {
  const start = skipSpaces(bytes, from, to);
  const end = trimSpaces(bytes, start, to);
  if (end - start > MAX_NUMBER_BYTES) return null;
  const text = asciiText(bytes, start, end);
  return text === null ? null : parseDecimal(text, separator);
}
