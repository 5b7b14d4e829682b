import { NULL_CODE, type TextColumn } from './column-table.ts';

/** Where each id stands. */
export interface IdIndex {
  /** Writes into `out[i]` the position of `ids[i]` for i < `length`; -1 when absent or `NULL_ID`. */
  locate(ids: BigInt64Array, length: number, out: Int32Array): void;
}

/** Beyond this many steps an id goes to a map, so no choice of ids makes the table slow. Slots. */
const MAX_PROBES = 64;
const MIN_SLOTS = 16;
const CROWDED = -2;

/**
 * Index over row ids; of equal ids the first row counts, `NULL_ID` is never found. Open addressing over the two 32-bit halves
 * of each id, read through a view of the same bytes (little-endian, like every platform in use): no BigInt per row.
 */
export function createIdIndex(ids: BigInt64Array): IdIndex {
  const keys = halvesOf(ids);
  let slotCount = MIN_SLOTS;
  while (slotCount < 2 * ids.length) slotCount *= 2;
  const mask = slotCount - 1;
  /** Position + 1; 0 = free. */
  const slots = new Int32Array(slotCount);
  /** Keyed by text, since engines seed the hash of texts: it cannot be attacked with ids of choice. */
  const overflow = new Map<string, number>();

  /** Position, -1 when absent, `CROWDED` when only the map can tell. */
  const find = (low: number, high: number): number => {
    const hash = hashId(low, high);
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const position = slots[(hash + probe) & mask]! - 1;
      if (position === -1 || (keys[2 * position] === low && keys[2 * position + 1] === high)) return position;
    }
    return CROWDED;
  };

  for (let position = 0; position < ids.length; position++) {
    const low = keys[2 * position]!;
    const high = keys[2 * position + 1]!;
    if (low === 0 && high === 0) continue;
    const found = find(low, high);
    if (found === -1) {
      let slot = hashId(low, high) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = position + 1;
    } else if (found === CROWDED && !overflow.has(String(ids[position]))) overflow.set(String(ids[position]), position);
  }

  return {
    locate(wanted, length, out) {
      const halves = halvesOf(wanted);
      for (let index = 0; index < length; index++) {
        const low = halves[2 * index]!;
        const high = halves[2 * index + 1]!;
        const found = low === 0 && high === 0 ? -1 : find(low, high);
        out[index] = found === CROWDED ? (overflow.get(String(wanted[index])) ?? -1) : found;
      }
    },
  };
}

function halvesOf(ids: BigInt64Array): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
}

/** Both halves stirred by the finalizer of MurmurHash3: ids of one CRM differ in few bits, and those lie together. */
function hashId(low: number, high: number): number {
  let hash = Math.imul(high, 0x9e3779b1) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Names to consecutive ordinals, exact spelling. */
export interface TextIndex {
  readonly size: number;
  /** Names by ordinal. */
  readonly texts: readonly string[];
  /** Ordinal of a name, given a new one if it is not known. */
  add(text: string): number;
  /** -1 when not known. */
  ordinal(text: string): number;
  /** Writes into `out[row]` the ordinal of each cell for row < `length`; -1 when unknown or empty. One look-up per dictionary entry, not per row. */
  locate(column: TextColumn, length: number, out: Int32Array): void;
}

/** Empty; its texts get ordinals from 0. */
export function createTextIndex(): TextIndex {
  const ordinals = new Map<string, number>();
  const texts: string[] = [];
  const ordinal = (text: string) => ordinals.get(text) ?? -1;
  return {
    texts,
    get size() {
      return texts.length;
    },
    add(text) {
      const known = ordinals.get(text);
      if (known !== undefined) return known;
      ordinals.set(text, texts.length);
      return texts.push(text) - 1;
    },
    ordinal,
    locate({ codes, dictionary }, length, out) {
      const byCode = Int32Array.from(dictionary, ordinal);
      for (let row = 0; row < length; row++) {
        const code = codes[row]!;
        out[row] = code === NULL_CODE ? -1 : byCode[code]!;
      }
    },
  };
}
