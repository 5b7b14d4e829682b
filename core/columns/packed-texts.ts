import type { Texts } from './column-table.ts';
import { createUtf8Decoder, type Utf8Decoder } from './decode-text.ts';

/** Fewer are strings: they are looked at again and again, and together they are small. Texts. */
export const PACKED_FROM_TEXTS = 4_096;

/**
 * Texts that stay the UTF-8 bytes that they came as: a million names are 25 MB so, and two to four times that as strings. Each
 * is decoded when it is asked for. Entry c is `bytes[offsets[c], offsets[c + 1])`; whoever makes one has checked that all are
 * valid UTF-8 and that offsets only rise.
 */
export class PackedTexts implements Texts {
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  private readonly decoder: Utf8Decoder = createUtf8Decoder();

  constructor(bytes: Uint8Array, offsets: Int32Array, length: number) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.length = length;
  }

  at(code: number): string | undefined {
    return code < 0 || code >= this.length ? undefined : this.decode(code);
  }

  indexOf(text: string): number {
    for (let code = 0; code < this.length; code++) if (this.decode(code) === text) return code;
    return -1;
  }

  map<T>(to: (text: string, code: number) => T): T[] {
    return Array.from({ length: this.length }, (_, code) => to(this.decode(code), code));
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let code = 0; code < this.length; code++) yield this.decode(code);
  }

  private decode(code: number): string {
    return this.decoder.decode(this.bytes, this.offsets[code]!, this.offsets[code + 1]!) ?? '';
  }
}
