import { createUtf8Decoder, createUtf8Encoder, type Utf8Decoder } from './decode-text.ts';
import { GrowingTexts } from './growing-texts.ts';

/** Bytes -> code. Equal bytes get equal codes, codes never change, and a repeated value is never decoded again. */
export interface TextDictionary {
  /** Text by code; grows. */
  readonly entries: GrowingTexts;
  /** Code of `bytes[from, to)`; `INVALID_TEXT` when it is not valid UTF-8. */
  encode(bytes: Uint8Array, from: number, to: number): number;
  /** The same for a text. */
  add(text: string): number;
  /** Forgets all; for who knows that nobody has one of its codes any more. */
  clear(): void;
}

/** Dictionaries of one reading by column key: pass the same ones to every file of it. */
export interface TextDictionaries {
  of(key: string): TextDictionary;
}

export const INVALID_TEXT = -2;

/** Beyond this many steps a value goes to a map of texts, so no choice of values makes the table slow. Slots. */
const MAX_PROBES = 64;
const FIRST_SLOTS = 256;

/** A dictionary for each key, made when it is first asked for. */
export function createTextDictionaries(): TextDictionaries {
  const byKey = new Map<string, TextDictionary>();
  return {
    of(key) {
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const created = createTextDictionary();
      byKey.set(key, created);
      return created;
    },
  };
}

/** Empty; its texts get codes from 0. */
export function createTextDictionary(): TextDictionary {
  return new ByteDictionary(createUtf8Decoder());
}

/** Open addressing over the values' bytes, which lie one behind the other in one arena. */
class ByteDictionary implements TextDictionary {
  readonly entries: GrowingTexts;
  private readonly decoder: Utf8Decoder;
  private readonly encodeText = createUtf8Encoder();
  private readonly overflow = new Map<string, number>();
  /** Code + 1; 0 = free. */
  private slots = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS / 2);

  constructor(decoder: Utf8Decoder) {
    this.decoder = decoder;
    this.entries = new GrowingTexts(decoder);
  }

  add(text: string): number {
    const bytes = this.encodeText(text);
    return this.encode(bytes, 0, bytes.length);
  }

  clear(): void {
    this.entries.clear();
    this.overflow.clear();
    this.slots.fill(0);
  }

  encode(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const mask = this.slots.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const code = this.slots[(hash + probe) & mask]! - 1;
      if (code === -1) return this.append(bytes, from, to, hash);
      if (this.hashes[code] === hash && this.entries.equals(code, bytes, from, to)) return code;
    }
    const text = this.decoder.decode(bytes, from, to);
    if (text === null) return INVALID_TEXT;
    return this.overflow.get(text) ?? this.append(bytes, from, to, hash);
  }

  private append(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const text = this.decoder.decode(bytes, from, to);
    if (text === null) return INVALID_TEXT;
    const code = this.entries.length;
    if (code === this.hashes.length) this.grow();
    this.hashes[code] = hash;
    this.entries.append(bytes, from, to, text);
    this.place(code, hash);
    return code;
  }

  private place(code: number, hash: number): void {
    const mask = this.slots.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      if (this.slots[slot] === 0) {
        this.slots[slot] = code + 1;
        return;
      }
    }
    this.overflow.set(this.entries.at(code) ?? '', code);
  }

  private grow(): void {
    const capacity = 2 * this.hashes.length;
    const hashes = new Int32Array(capacity);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.slots = new Int32Array(2 * capacity);
    this.overflow.clear();
    for (let code = 0; code < this.entries.length; code++) this.place(code, hashes[code]!);
  }
}

/** FNV-1a with a final mix, since the low bits choose the slot. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
