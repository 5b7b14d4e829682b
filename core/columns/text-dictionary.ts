import { createUtf8Decoder, type Utf8Decoder } from './decode-text.ts';

/** Bytes -> code. Equal bytes get equal codes, codes never change, and a repeated value is never decoded again. */
export interface TextDictionary {
  /** Text by code; grows. */
  readonly entries: readonly string[];
  /** Code of `bytes[from, to)`; `INVALID_TEXT` when it is not valid UTF-8. */
  encode(bytes: Uint8Array, from: number, to: number): number;
}

/** Dictionaries of one reading by column key: pass the same ones to every file of it. */
export interface TextDictionaries {
  of(key: string): TextDictionary;
}

export const INVALID_TEXT = -2;

/** Beyond this many steps a value goes to a map of texts, so no choice of values makes the table slow. Slots. */
const MAX_PROBES = 64;
const FIRST_SLOTS = 256;
const FIRST_ARENA_BYTES = 4096;

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

export function createTextDictionary(): TextDictionary {
  return new ByteDictionary(createUtf8Decoder());
}

/** Open addressing over the values' bytes, which lie one behind the other in one arena. */
class ByteDictionary implements TextDictionary {
  readonly entries: string[] = [];
  private readonly decoder: Utf8Decoder;
  private readonly overflow = new Map<string, number>();
  /** Code + 1; 0 = free. */
  private slots = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS / 2);
  /** Entry c occupies `arena[ends[c], ends[c + 1])`. */
  private ends = new Int32Array(FIRST_SLOTS / 2 + 1);
  private arena = new Uint8Array(FIRST_ARENA_BYTES);

  constructor(decoder: Utf8Decoder) {
    this.decoder = decoder;
  }

  encode(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const mask = this.slots.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const code = this.slots[(hash + probe) & mask]! - 1;
      if (code === -1) return this.append(bytes, from, to, hash);
      if (this.hashes[code] === hash && this.equals(code, bytes, from, to)) return code;
    }
    const text = this.decoder.decode(bytes, from, to);
    if (text === null) return INVALID_TEXT;
    return this.overflow.get(text) ?? this.append(bytes, from, to, hash);
  }

  private equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.ends[code]!;
    if (this.ends[code + 1]! - start !== to - from) return false;
    const { arena } = this;
    for (let at = from, own = start; at < to; at++, own++) if (bytes[at] !== arena[own]) return false;
    return true;
  }

  private append(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const text = this.decoder.decode(bytes, from, to);
    if (text === null) return INVALID_TEXT;
    const code = this.entries.length;
    if (code === this.hashes.length) this.grow();
    const start = this.ends[code]!;
    const end = start + to - from;
    if (end > this.arena.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.arena.length));
      larger.set(this.arena);
      this.arena = larger;
    }
    this.arena.set(bytes.subarray(from, to), start);
    this.ends[code + 1] = end;
    this.hashes[code] = hash;
    this.entries.push(text);
    this.place(code, hash, text);
    return code;
  }

  private place(code: number, hash: number, text: string): void {
    const mask = this.slots.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      if (this.slots[slot] === 0) {
        this.slots[slot] = code + 1;
        return;
      }
    }
    this.overflow.set(text, code);
  }

  private grow(): void {
    const capacity = 2 * this.hashes.length;
    const hashes = new Int32Array(capacity);
    hashes.set(this.hashes);
    const ends = new Int32Array(capacity + 1);
    ends.set(this.ends);
    this.hashes = hashes;
    this.ends = ends;
    this.slots = new Int32Array(2 * capacity);
    this.overflow.clear();
    for (const [code, text] of this.entries.entries()) this.place(code, hashes[code]!, text);
  }
}

/** FNV-1a with a final mix, since the low bits choose the slot. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
