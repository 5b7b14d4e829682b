const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE_BYTES = 16;
const WORD_BYTES = 4;
const STRIPE_WORDS = STRIPE_BYTES / WORD_BYTES;

/**
 * XXH32 with seed 0 (Yann Collet's published algorithm), unsigned. Tells damage from data at about the speed of memory; it is
 * no protection against intent.
 */
export function checksum(bytes: Uint8Array): number {
  return checksumOf([bytes]);
}

/** The same of bytes that lie in pieces, one after the other: they are never put together. */
export function checksumOf(pieces: readonly Uint8Array[]): number {
  const lanes: Lanes = [(PRIME_1 + PRIME_2) | 0, PRIME_2 | 0, 0, -PRIME_1 | 0];
  const rest = new Uint8Array(STRIPE_BYTES);
  let held = 0;
  let length = 0;
  for (const piece of pieces) {
    length += piece.length;
    let at = 0;
    if (held > 0) {
      at = Math.min(STRIPE_BYTES - held, piece.length);
      rest.set(piece.subarray(0, at), held);
      held += at;
      if (held < STRIPE_BYTES) continue;
      addStripes(lanes, rest, 0);
      held = 0;
    }
    const end = addStripes(lanes, piece, at);
    held = piece.length - end;
    rest.set(piece.subarray(end), 0);
  }
  return finish(lanes, rest.subarray(0, held), length);
}

type Lanes = [first: number, second: number, third: number, fourth: number];

/** Whole stripes from `from` on; gives where the rest begins. */
function addStripes(lanes: Lanes, bytes: Uint8Array, from: number): number {
  let [first, second, third, fourth] = lanes;
  let at = from;
  if ((bytes.byteOffset + at) % WORD_BYTES === 0) {
    // Aligned, as nearly all of a table is: words are read as words (little-endian, like every platform in use).
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >> 2);
    const end = words.length - (words.length % STRIPE_WORDS);
    for (let word = 0; word < end; word += STRIPE_WORDS) {
      first = round(first, words[word]!);
      second = round(second, words[word + 1]!);
      third = round(third, words[word + 2]!);
      fourth = round(fourth, words[word + 3]!);
    }
    at += end * WORD_BYTES;
  }
  for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
    first = round(first, readWord(bytes, at));
    second = round(second, readWord(bytes, at + 4));
    third = round(third, readWord(bytes, at + 8));
    fourth = round(fourth, readWord(bytes, at + 12));
  }
  [lanes[0], lanes[1], lanes[2], lanes[3]] = [first, second, third, fourth];
  return at;
}

function finish([first, second, third, fourth]: Lanes, rest: Uint8Array, length: number): number {
  let hash = PRIME_5;
  if (length >= STRIPE_BYTES) hash = rotate(first, 1) + rotate(second, 7) + rotate(third, 12) + rotate(fourth, 18);
  hash = (hash + length) | 0;
  let at = 0;
  for (; at + 4 <= rest.length; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(readWord(rest, at), PRIME_3)) | 0, 17), PRIME_4);
  }
  for (; at < rest.length; at++) {
    hash = Math.imul(rotate((hash + Math.imul(rest[at]!, PRIME_5)) | 0, 11), PRIME_1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
