/** Evidence names the latest deal and this many of the largest (decision 5: at most five record ids). */
export const LARGEST_DEALS = 4;

/** The part of an aggregate that remembers records for evidence. */
interface TopDeals {
  readonly lastDay: Int32Array;
  readonly lastDeal: BigInt64Array;
  readonly largestMinor: Float64Array;
  readonly largestDeal: BigInt64Array;
}

/** Keeps the latest deal of an account; on the same day the higher id (the CRM issues ids upwards) wins. */
export function replaceIfLater(top: TopDeals, ordinal: number, day: number, ids: BigInt64Array, row: number): void {
  const known = top.lastDay[ordinal]!;
  if (day < known) return;
  if (day === known && ids[row]! <= top.lastDeal[ordinal]!) return;
  top.lastDay[ordinal] = day;
  top.lastDeal[ordinal] = ids[row]!;
}

/** Keeps the `LARGEST_DEALS` largest amounts of an account, largest first; of equal amounts the higher id comes first. */
export function insertLargest(top: TopDeals, ordinal: number, minor: number, ids: BigInt64Array, row: number): void {
  const first = ordinal * LARGEST_DEALS;
  let slot = first + LARGEST_DEALS - 1;
  if (!isAhead(top, slot, minor, ids, row)) return;
  while (slot > first && isAhead(top, slot - 1, minor, ids, row)) {
    top.largestMinor[slot] = top.largestMinor[slot - 1]!;
    top.largestDeal[slot] = top.largestDeal[slot - 1]!;
    slot--;
  }
  top.largestMinor[slot] = minor;
  top.largestDeal[slot] = ids[row]!;
}

/** Does the deal at `ids[row]` belong before the one in `slot`? */
function isAhead(top: TopDeals, slot: number, minor: number, ids: BigInt64Array, row: number): boolean {
  const held = top.largestMinor[slot]!;
  return minor > held || (minor === held && ids[row]! > top.largestDeal[slot]!);
}
