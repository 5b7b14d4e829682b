import { NULL_DAY, NULL_ID } from '#core/columns/column-table.ts';

/** Evidence names the records of this many latest touch points (decision 5: at most five, about 100 bytes in all). */
export const LATEST_RECORDS = 3;

/** Per subject, latest first: different records, each with its latest day. `NULL_DAY` = unused. */
export interface LatestRecords {
  readonly days: Int32Array;
  readonly ids: BigInt64Array;
}

/** No record yet, for so many subjects. */
export function createLatestRecords(subjects: number): LatestRecords {
  return {
    days: new Int32Array(subjects * LATEST_RECORDS).fill(NULL_DAY),
    ids: new BigInt64Array(subjects * LATEST_RECORDS),
  };
}

/** Keeps the latest; on the same day the higher id (the CRM issues ids upwards) comes first. Order of calls does not matter. */
export function insertLatest(
  latest: LatestRecords,
  subject: number,
  day: number,
  ids: BigInt64Array,
  row: number,
): void {
  const { days } = latest;
  const first = subject * LATEST_RECORDS;
  const end = first + LATEST_RECORDS;
  if (day < days[end - 1]!) return;
  const id = ids[row]!;
  if (id === NULL_ID) return;
  // A record that is already there moves up at most: its slot is the one given up.
  let slot = first;
  while (slot < end && !(latest.ids[slot] === id && days[slot] !== NULL_DAY)) slot++;
  if (slot === end) slot = end - 1;
  if (!isAhead(latest, slot, day, id)) return;
  while (slot > first && isAhead(latest, slot - 1, day, id)) {
    days[slot] = days[slot - 1]!;
    latest.ids[slot] = latest.ids[slot - 1]!;
    slot--;
  }
  days[slot] = day;
  latest.ids[slot] = id;
}

function isAhead({ days, ids }: LatestRecords, slot: number, day: number, id: bigint): boolean {
  const held = days[slot]!;
  return day > held || (day === held && id > ids[slot]!);
}
