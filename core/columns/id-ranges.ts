/** In which range each id lies. */
export interface IdRanges {
  /** Writes into `out[i]` the range of `ids[i]` for i < `length`; what is below all of them is in the first. */
  locate(ids: BigInt64Array, length: number, out: Int32Array): void;
}

/**
 * Ranges of ids by where each begins, ascending; range n ends where n + 1 begins. Compared by the two halves of each id
 * (little-endian, like every platform in use): no BigInt per row.
 */
export function createIdRanges(starts: BigInt64Array): IdRanges {
  const bounds = halvesOf(starts);
  const isAtOrAfter = (low: number, high: number, range: number): boolean => {
    const boundHigh = bounds[2 * range + 1]!;
    return high > boundHigh || (high === boundHigh && low >>> 0 >= bounds[2 * range]! >>> 0);
  };
  return {
    locate(ids, length, out) {
      const halves = halvesOf(ids);
      for (let index = 0; index < length; index++) {
        const low = halves[2 * index]!;
        const high = halves[2 * index + 1]!;
        let first = 0;
        let last = starts.length - 1;
        while (first < last) {
          const middle = (first + last + 1) >> 1;
          if (isAtOrAfter(low, high, middle)) first = middle;
          else last = middle - 1;
        }
        out[index] = first;
      }
    },
  };
}

function halvesOf(ids: BigInt64Array): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
}
