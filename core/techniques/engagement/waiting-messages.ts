import { NULL_DAY } from '#core/columns/column-table.ts';

/** First size, entries. Doubles. */
const FIRST_CAPACITY = 1_024;
/** Beyond any day: not answered. */
const NEVER = 2_147_483_647;

/**
 * Messages that an answer is waited for, one entry a subject, channel and record: the first day it was sent and the first day on which
 * anything came back. Both are minima, so order and shards do not matter. Open addressing over typed arrays: an org sends millions.
 */
export class WaitingMessages {
  private halves = new Int32Array(2 * FIRST_CAPACITY);
  private subjects = new Int32Array(FIRST_CAPACITY);
  private channels = new Uint8Array(FIRST_CAPACITY);
  private sentDays = new Int32Array(FIRST_CAPACITY);
  private answerDays = new Int32Array(FIRST_CAPACITY);
  /** Entry + 1; 0 = free. At most half full. */
  private slots = new Int32Array(2 * FIRST_CAPACITY);
  private length = 0;

  /** `low` and `high` are the two halves of the record's id (`halvesOfIds`). */
  addSent(subject: number, channel: number, low: number, high: number, day: number): void {
    const entry = this.entryOf(subject, channel, low, high);
    const known = this.sentDays[entry]!;
    if (known === NULL_DAY || day < known) this.sentDays[entry] = day;
  }

  addAnswer(subject: number, channel: number, low: number, high: number, day: number): void {
    const entry = this.entryOf(subject, channel, low, high);
    if (day < this.answerDays[entry]!) this.answerDays[entry] = day;
  }

  merge(from: WaitingMessages): void {
    for (let entry = 0; entry < from.length; entry++) {
      const subject = from.subjects[entry]!;
      const channel = from.channels[entry]!;
      const sent = from.sentDays[entry]!;
      const answered = from.answerDays[entry]!;
      const low = from.halves[2 * entry]!;
      const high = from.halves[2 * entry + 1]!;
      if (sent !== NULL_DAY) this.addSent(subject, channel, low, high, sent);
      if (answered !== NEVER) this.addAnswer(subject, channel, low, high, answered);
    }
  }

  /** Tells messages without an answer up to `waitingDays[channel]` days after they were sent (-1 = silence says nothing there), and the day on which that was certain. */
  forEachIgnored(waitingDays: Int32Array, tell: (subject: number, channel: number, day: number) => void): void {
    for (let entry = 0; entry < this.length; entry++) {
      const channel = this.channels[entry]!;
      const wait = waitingDays[channel]!;
      const sent = this.sentDays[entry]!;
      if (wait < 0 || sent === NULL_DAY) continue;
      const due = sent + wait;
      if (this.answerDays[entry]! > due) tell(this.subjects[entry]!, channel, due);
    }
  }

  private entryOf(subject: number, channel: number, low: number, high: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(low, high, subject, channel) & mask;
    for (let position = this.slots[slot]!; position !== 0; position = this.slots[slot]!) {
      const entry = position - 1;
      if (
        this.halves[2 * entry] === low &&
        this.halves[2 * entry + 1] === high &&
        this.subjects[entry] === subject &&
        this.channels[entry] === channel
      )
        return entry;
      slot = (slot + 1) & mask;
    }
    if (this.length === this.subjects.length) {
      this.grow();
      return this.entryOf(subject, channel, low, high);
    }
    const entry = this.length++;
    this.halves[2 * entry] = low;
    this.halves[2 * entry + 1] = high;
    this.subjects[entry] = subject;
    this.channels[entry] = channel;
    this.sentDays[entry] = NULL_DAY;
    this.answerDays[entry] = NEVER;
    this.slots[slot] = entry + 1;
    return entry;
  }

  private grow(): void {
    const capacity = 2 * this.subjects.length;
    const larger = <T extends { set(from: T): void }>(array: T, created: T): T => {
      created.set(array);
      return created;
    };
    this.halves = larger(this.halves, new Int32Array(2 * capacity));
    this.subjects = larger(this.subjects, new Int32Array(capacity));
    this.channels = larger(this.channels, new Uint8Array(capacity));
    this.sentDays = larger(this.sentDays, new Int32Array(capacity));
    this.answerDays = larger(this.answerDays, new Int32Array(capacity));
    this.slots = new Int32Array(2 * capacity);
    const mask = this.slots.length - 1;
    for (let entry = 0; entry < this.length; entry++) {
      const low = this.halves[2 * entry]!;
      const high = this.halves[2 * entry + 1]!;
      let slot = hash(low, high, this.subjects[entry]!, this.channels[entry]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = entry + 1;
    }
  }
}

/** Two 32-bit numbers an id, low half first (little-endian, like every platform in use): no BigInt per touch point. */
export function halvesOfIds(ids: BigInt64Array): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
}

/** All parts stirred by the finalizer of MurmurHash3: ids of one CRM differ in few bits, and those lie together. */
function hash(low: number, high: number, subject: number, channel: number): number {
  let mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(subject, 0x27d4eb2f) ^ low ^ (channel << 28);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
