/** Arrow marks empty values by a bitmap, least significant bit first; the tables mark them by a value of their own. */

export interface Validity {
  readonly bitmap: Uint8Array;
  readonly nullCount: number;
}

/** No bitmap at all when nothing is empty, as Arrow allows. */
export function encodeValidity(length: number, isEmpty: (row: number) => boolean): Validity {
  const bitmap = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    if (isEmpty(row)) nullCount++;
    else bitmap[row >> 3]! |= 1 << (row & 7);
  }
  return nullCount === 0 ? { bitmap: new Uint8Array(0), nullCount } : { bitmap, nullCount };
}

/** Calls back for each empty row. */
export function forEachEmpty({ bitmap, nullCount }: Validity, length: number, visit: (row: number) => void): void {
  if (nullCount === 0) return;
  for (let row = 0; row < length; row++) if ((bitmap[row >> 3]! & (1 << (row & 7))) === 0) visit(row);
}

/** A bit a row, as Arrow keeps booleans. */
export function encodeBits(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++) if (isSet(row)) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

/** 0 or 1. */
export function bitAt(bits: Uint8Array, row: number): number {
  return (bits[row >> 3]! >> (row & 7)) & 1;
}
