/**
 * The one thing core takes from its surroundings: browsers and Node both have TextDecoder, and UTF-8 decoded by hand costs
 * several times as much; so is encoding. `lib` of core holds no platform, so the parts used are declared here and nowhere else.
 */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** The UTF-8 bytes of a text; what is no character of its own becomes U+FFFD. */
export function createUtf8Encoder(): (text: string) => Uint8Array {
  const encoder = new TextEncoder();
  return (text) => encoder.encode(text);
}

export interface Utf8Decoder {
  /** Text of `bytes[from, to)`; null when it is not valid UTF-8. */
  decode(bytes: Uint8Array, from: number, to: number): string | null;
}

/**
 * Shorter texts are cheaper by hand than through a call into the platform. Not more than 12: V8 keeps longer concatenations as
 * chains of pairs, some 350 bytes for an id of 24 characters where 40 are needed, and three times slower. Bytes.
 */
const SHORT_TEXT_BYTES = 12;

/** Refuses what is not valid UTF-8 instead of replacing it: a wrong encoding would spoil names unseen. */
export function createUtf8Decoder(): Utf8Decoder {
  // Byte order marks inside a file are characters of its text; the one at its start is skipped by whoever reads files.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return {
    decode(bytes, from, to) {
      if (to - from <= SHORT_TEXT_BYTES) {
        const text = asciiText(bytes, from, to);
        if (text !== null) return text;
      }
      try {
        return decoder.decode(bytes.subarray(from, to));
      } catch (error) {
        // `fatal` reports malformed bytes as a TypeError, by the Encoding standard.
        if (error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}

/** `bytes[from, to)` as text when all of it is ASCII, else null. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string | null {
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Position of the first byte that cannot stand where it stands in UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF); `to` when there is none. Only for messages: decoding itself is the platform's.
 */
export function findInvalidUtf8(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const lead = bytes[at]!;
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    if (length === 0 || at + length > to) return at;
    for (let next = 1; next < length; next++) {
      const byte = bytes[at + next]!;
      const lowest = next > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const highest = next > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (byte < lowest || byte > highest) return at;
    }
    at += length;
  }
  return to;
}
