import type { IdIndex } from './key-index.ts';

/**
 * Index over ids that ascend, each once: none of its own memory, and next to no work for ids that are asked in their order, as the
 * CRM gives them; others are searched for. Throws RangeError where they do not ascend.
 */
export function createAscendingIndex(ids: BigInt64Array): IdIndex {
  const keys = halvesOf(ids);
  const count = ids.length;
  /** Of two 64-bit numbers in halves: high ones signed, low ones not. */
  const isBefore = (position: number, low: number, high: number): boolean => {
    const ownHigh = keys[2 * position + 1]!;
    return ownHigh < high || (ownHigh === high && keys[2 * position]! >>> 0 < low);
  };
  for (let position = 1; position < count; position++)
    if (!isBefore(position - 1, keys[2 * position]! >>> 0, keys[2 * position + 1]!))
      throw new RangeError('The ids do not ascend');

  /** The first position that is not before. */
  const search = (low: number, high: number, hint: number): number => {
    if (hint < count && !isBefore(hint, low, high) && (hint === 0 || isBefore(hint - 1, low, high))) return hint;
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (isBefore(middle, low, high)) from = middle + 1;
      else to = middle;
    }
    return from;
  };

  return {
    locate(wanted, length, out) {
      const halves = halvesOf(wanted);
      let hint = 0;
      for (let index = 0; index < length; index++) {
        const low = halves[2 * index]!;
        const high = halves[2 * index + 1]!;
        const position = search(low >>> 0, high, hint);
        const isThere =
          position < count &&
          (low !== 0 || high !== 0) &&
          keys[2 * position] === low &&
          keys[2 * position + 1] === high;
        out[index] = isThere ? position : -1;
        hint = position + 1;
      }
    },
  };
}

function halvesOf(ids: BigInt64Array): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
}
