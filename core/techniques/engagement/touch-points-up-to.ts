import type { TouchPointColumns } from './touch-points.ts';

/** The same source with nothing dated after the day: what somebody knew then. */
export function touchPointsUpTo(points: TouchPointColumns, lastDay: number): TouchPointColumns {
  const kept = new Int32Array(points.length);
  let length = 0;
  for (let row = 0; row < points.length; row++) if (points.day[row]! <= lastDay) kept[length++] = row;
  const rows = kept.subarray(0, length);
  return {
    length,
    source: points.source,
    recordId: BigInt64Array.from(rows, (row) => points.recordId[row]!),
    touch: Uint8Array.from(rows, (row) => points.touch[row]!),
    account: Int32Array.from(rows, (row) => points.account[row]!),
    contact: Int32Array.from(rows, (row) => points.contact[row]!),
    day: Int32Array.from(rows, (row) => points.day[row]!),
    hour: Int8Array.from(rows, (row) => points.hour[row]!),
  };
}
