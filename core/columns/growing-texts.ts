import type { Texts } from './column-table.ts';
import type { Utf8Decoder } from './decode-text.ts';
import { PACKED_FROM_TEXTS, PackedTexts } from './packed-texts.ts';

const FIRST_TEXTS = 128;
const FIRST_BYTES = 4_096;

/**
 * Texts of a reading, in the order of their appearance: all as bytes, one behind the other, and the first ones as strings too,
 * since a column with few different texts asks for them again and again. Grows; codes never change.
 */
export class GrowingTexts implements Texts {
  private count = 0;
  private readonly strings: string[] = [];
  private readonly decoder: Utf8Decoder;
  /** Entry c occupies `arena[ends[c], ends[c + 1])`. */
  private ends = new Int32Array(FIRST_TEXTS + 1);
  private arena = new Uint8Array(FIRST_BYTES);

  constructor(decoder: Utf8Decoder) {
    this.decoder = decoder;
  }

  get length(): number {
    return this.count;
  }

  /** Room that was taken stays. */
  clear(): void {
    this.count = 0;
    this.strings.length = 0;
  }

  /** `text` is what `bytes[from, to)` are. */
  append(bytes: Uint8Array, from: number, to: number, text: string): void {
    const code = this.count;
    if (code + 1 === this.ends.length) {
      const ends = new Int32Array(2 * code + 1);
      ends.set(this.ends);
      this.ends = ends;
    }
    const start = this.ends[code]!;
    const end = start + to - from;
    if (end > this.arena.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.arena.length));
      larger.set(this.arena);
      this.arena = larger;
    }
    this.arena.set(bytes.subarray(from, to), start);
    this.ends[code + 1] = end;
    if (code < PACKED_FROM_TEXTS) this.strings.push(text);
    this.count++;
  }

  equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.ends[code]!;
    if (this.ends[code + 1]! - start !== to - from) return false;
    const { arena } = this;
    for (let at = from, own = start; at < to; at++, own++) if (bytes[at] !== arena[own]) return false;
    return true;
  }

  /** As they are now: a few strings, or bytes without room to grow. */
  settled(): Texts {
    if (this.count < PACKED_FROM_TEXTS) return [...this.strings];
    const offsets = this.ends.slice(0, this.count + 1);
    return new PackedTexts(this.arena.slice(0, offsets[this.count]), offsets, this.count);
  }

  at(code: number): string | undefined {
    if (code < 0 || code >= this.count) return undefined;
    return this.strings[code] ?? this.decoder.decode(this.arena, this.ends[code]!, this.ends[code + 1]!) ?? '';
  }

  indexOf(text: string): number {
    for (let code = 0; code < this.count; code++) if (this.at(code) === text) return code;
    return -1;
  }

  map<T>(to: (text: string, code: number) => T): T[] {
    return Array.from({ length: this.count }, (_, code) => to(this.at(code) ?? '', code));
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let code = 0; code < this.count; code++) yield this.at(code) ?? '';
  }
}
