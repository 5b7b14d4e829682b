import type { ContactStates } from './coverage.ts';

/** All contacts, by id. */
export interface IntakeContacts extends ContactStates {
  /** The CRM's time of the contact's last activity, epoch milliseconds; NaN = not said. */
  readonly lastActivity: Float64Array;
  /** Of the contact's account: more is more important, 0 = not especially. */
  readonly importance: Float64Array;
}

/** Two clocks, and an activity that the CRM counts a little later. Milliseconds. */
const OVERLAP_MS = 10 * 60_000;
/** Contacts of important accounts are read this often even where the CRM tells of no activity. Milliseconds. */
const IMPORTANT_EVERY_MS = 7 * 24 * 60 * 60_000;
/**
 * Of a day's credits this part belongs to whoever was not read for longest: activity is what the CRM says, and whom it forgets
 * must not wait for ever.
 */
export const ROTATION_SHARE = 0.25;

/**
 * In which order contacts are read, by ordinal. `first`: active since they were read, or not wholly read; then those of important
 * accounts whose turn it is; important accounts and late activity first. `rotation`: everybody, the longest unread first. Who has
 * no address is in neither.
 */
export interface IntakePlan {
  readonly first: Int32Array;
  readonly rotation: Int32Array;
}

/** VOC-3. Clock is an argument: epoch milliseconds. */
export function planIntake(contacts: IntakeContacts, now: number): IntakePlan {
  const { length, hasAddress, readAt, lastActivity, importance, owed } = contacts;
  const rank = new Uint8Array(length);
  const everybody: number[] = [];
  const first: number[] = [];
  for (let row = 0; row < length; row++) {
    if (hasAddress[row] !== 1) continue;
    everybody.push(row);
    rank[row] = rankOf(row);
    if (rank[row] !== OTHERS) first.push(row);
  }
  const activity = (row: number): number => orLowest(lastActivity[row]!);
  first.sort(
    (a, b) => rank[a]! - rank[b]! || importance[b]! - importance[a]! || compare(activity(b), activity(a)) || a - b,
  );
  everybody.sort((a, b) => compare(orLowest(readAt[a]!), orLowest(readAt[b]!)) || a - b);
  return { first: Int32Array.from(first), rotation: Int32Array.from(everybody) };

  function rankOf(row: number): number {
    const read = readAt[row]!;
    const isActive = Number.isNaN(read) ? !Number.isNaN(lastActivity[row]!) : lastActivity[row]! >= read - OVERLAP_MS;
    if (isActive || owed[row] === 1) return ACTIVE;
    // NaN: never read.
    const isDue = !(now - read < IMPORTANT_EVERY_MS);
    return importance[row]! > 0 && isDue ? IMPORTANT : OTHERS;
  }
}

const ACTIVE = 0;
const IMPORTANT = 1;
const OTHERS = 2;

function orLowest(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

/** Two infinities have no difference. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export type IntakeLane = keyof IntakePlan;

/** How far both orders have been gone through, and what that cost in credits. */
export interface IntakePlace {
  readonly first: number;
  readonly rotation: number;
  readonly firstSpent: number;
  readonly rotationSpent: number;
}

export const PLAN_START: IntakePlace = { first: 0, rotation: 0, firstSpent: 0, rotationSpent: 0 };

export interface IntakeChunk {
  readonly lane: IntakeLane;
  /** Who is read next. */
  readonly contacts: Int32Array;
  /** Place in the lane after each of them. */
  readonly ends: Int32Array;
}

/**
 * The next contacts of a day, at most so many; null = everybody has been read. Who was read in one lane is passed over in the
 * other. The rotation has its share of what was spent so far, and all of it once nobody else is left.
 */
export function nextChunk(plan: IntakePlan, place: IntakePlace, size: number): IntakeChunk | null {
  const spent = place.firstSpent + place.rotationSpent;
  const isRotationDue = place.rotationSpent < ROTATION_SHARE * spent;
  const lanes: readonly IntakeLane[] = isRotationDue ? ['rotation', 'first'] : ['first', 'rotation'];
  for (const lane of lanes) {
    const chunk = chunkOf(plan, place, lane, size);
    if (chunk !== null) return chunk;
  }
  return null;
}

/** The place after so many contacts of a chunk were read for so many credits. */
export function afterChunk(place: IntakePlace, chunk: IntakeChunk, read: number, credits: number): IntakePlace {
  const at = read === 0 ? place[chunk.lane] : chunk.ends[read - 1]!;
  return chunk.lane === 'first'
    ? { ...place, first: at, firstSpent: place.firstSpent + credits }
    : { ...place, rotation: at, rotationSpent: place.rotationSpent + credits };
}

function chunkOf(plan: IntakePlan, place: IntakePlace, lane: IntakeLane, size: number): IntakeChunk | null {
  const other = lane === 'first' ? 'rotation' : 'first';
  const taken = new Set(plan[other].subarray(0, place[other]));
  const contacts: number[] = [];
  const ends: number[] = [];
  const order = plan[lane];
  for (let at = place[lane]; at < order.length && contacts.length < size; at++) {
    const row = order[at]!;
    if (taken.has(row)) continue;
    contacts.push(row);
    ends.push(at + 1);
  }
  return contacts.length === 0 ? null : { lane, contacts: Int32Array.from(contacts), ends: Int32Array.from(ends) };
}
