const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const REPLACEMENT = 0xfffd;
/** UTF-16 to UTF-8 takes at most three bytes a unit (a surrogate pair, two units, takes four). */
const MAX_BYTES_A_UNIT = 3;

/** A growing buffer that is written over and over; `take` hands out copies, `lend` the buffer itself for a while. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  /** What was lent last. */
  private lent = new Uint8Array(0);
  private end = 0;
  /** Texts in which a half of a surrogate pair stood alone: UTF-8 has no bytes for it, so U+FFFD was written. */
  brokenTexts = 0;

  constructor(initialBytes: number) {
    this.bytes = new Uint8Array(initialBytes);
  }

  get length(): number {
    return this.end;
  }

  /** A copy of what was written since the last `take`; the buffer is kept and starts over. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.end);
    this.end = 0;
    return taken;
  }

  /** What was written since, without a copy: good until the next but one is lent, since two buffers take turns. */
  lend(): Uint8Array {
    const { bytes, end } = this;
    this.bytes = this.lent;
    this.lent = bytes;
    this.end = 0;
    return bytes.subarray(0, end);
  }

  byte(value: number): void {
    if (this.end === this.bytes.length) this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** Characters below U+0080 only: numbers, days, words of ours. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let { end } = this;
    for (let index = 0; index < text.length; index++) bytes[end++] = text.charCodeAt(index);
    this.end = end;
  }

  /**
   * A safe integer with `digits` decimal places: 1230 with two places is `12.30`. The bytes of `formatMinor`, without its
   * intermediate texts.
   */
  decimal(value: number, digits: number): void {
    const text = String(Math.abs(value));
    this.reserve(text.length + digits + 3);
    const { bytes } = this;
    let { end } = this;
    if (value < 0) bytes[end++] = MINUS;
    const zeros = digits + 1 - text.length;
    for (let index = -Math.max(zeros, 0); index < text.length; index++) {
      if (index === text.length - digits && digits > 0) bytes[end++] = POINT;
      bytes[end++] = index < 0 ? ZERO : text.charCodeAt(index);
    }
    this.end = end;
  }

  /** Another writer's bytes `[from, to)`. */
  copy(source: ByteWriter, from: number, to: number): void {
    this.reserve(to - from);
    const { bytes } = this;
    const read = source.bytes;
    let { end } = this;
    // Cells are short: a loop beats the view object that `set` would need.
    for (let index = from; index < to; index++) bytes[end++] = read[index]!;
    this.end = end;
  }

  /** The text in quotes, quotes doubled, as UTF-8. */
  quoted(text: string): void {
    // A doubled quote is two bytes for one unit, so the bound for plain text covers it.
    this.reserve(text.length * MAX_BYTES_A_UNIT + 2);
    const { bytes } = this;
    let { end } = this;
    let broken = false;
    bytes[end++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      let unit = text.charCodeAt(index);
      if (unit < 0x80) {
        if (unit === QUOTE) bytes[end++] = QUOTE;
        bytes[end++] = unit;
        continue;
      }
      if (unit < 0x800) {
        bytes[end++] = 0xc0 | (unit >> 6);
        bytes[end++] = 0x80 | (unit & 0x3f);
        continue;
      }
      if (unit >= 0xd800 && unit <= 0xdfff) {
        const low = unit < 0xdc00 ? text.charCodeAt(index + 1) : 0;
        if (low >= 0xdc00 && low <= 0xdfff) {
          const point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          bytes[end++] = 0xf0 | (point >> 18);
          bytes[end++] = 0x80 | ((point >> 12) & 0x3f);
          bytes[end++] = 0x80 | ((point >> 6) & 0x3f);
          bytes[end++] = 0x80 | (point & 0x3f);
          index++;
          continue;
        }
        unit = REPLACEMENT;
        broken = true;
      }
      bytes[end++] = 0xe0 | (unit >> 12);
      bytes[end++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[end++] = 0x80 | (unit & 0x3f);
    }
    bytes[end++] = QUOTE;
    this.end = end;
    if (broken) this.brokenTexts++;
  }

  private reserve(more: number): void {
    const needed = this.end + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}
