import type { TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { TOUCHES, touchNumber } from '#core/techniques/engagement/touches.ts';

const RECORDED = TOUCHES.flatMap(({ channel, response }) =>
  response === 'ignored' ? [] : [touchNumber(channel, response)],
);
/** How often responses occur, roughly as in a sales team's year: emails and calls first. */
const OFTEN = [
  touchNumber('email', 'sent'),
  touchNumber('email', 'sent'),
  touchNumber('email', 'sent'),
  touchNumber('email', 'opened'),
  touchNumber('email', 'replied'),
  touchNumber('call', 'answeredOutbound'),
  touchNumber('call', 'missedOutbound'),
  touchNumber('meeting', 'held'),
];
const CONTACTS_PER_ACCOUNT = 3;
const DEFAULT_BATCH = 16_384;

/** Touch points in batches, the same for the same seed: most accounts few, some many; ages over two years; answers share the record of their message. */
export function* randomTouches({
  accounts,
  touchPoints,
  asOfDay,
  seed,
  batch = DEFAULT_BATCH,
}: {
  readonly accounts: number;
  readonly touchPoints: number;
  readonly asOfDay: number;
  readonly seed: number;
  readonly batch?: number;
}): Generator<TouchPointColumns, void, void> {
  const random = randomNumbers(seed);
  let record = 0n;
  for (let made = 0; made < touchPoints; made += batch) {
    const length = Math.min(batch, touchPoints - made);
    const points = {
      length,
      source: 'random',
      recordId: new BigInt64Array(length),
      touch: new Uint8Array(length),
      account: new Int32Array(length),
      contact: new Int32Array(length),
      day: new Int32Array(length),
      hour: new Int8Array(length),
    };
    for (let row = 0; row < length; row++) {
      const account = Math.floor(random() ** 2 * accounts);
      const touch =
        random() < 0.8 ? OFTEN[Math.floor(random() * OFTEN.length)] : RECORDED[Math.floor(random() * RECORDED.length)];
      // Every third touch point follows another one of the same record.
      const follows = row > 0 && random() < 0.3;
      record += follows ? 0n : BigInt(1 + Math.floor(random() * 9));
      points.recordId[row] = 5_843_104_000_000_000_000n + record;
      points.touch[row] = touch ?? 0;
      points.account[row] = follows ? points.account[row - 1]! : account;
      points.contact[row] = points.account[row]! * CONTACTS_PER_ACCOUNT + Math.floor(random() * CONTACTS_PER_ACCOUNT);
      points.day[row] = follows
        ? points.day[row - 1]! + Math.floor(random() * 10)
        : asOfDay - Math.floor(random() ** 2 * 730);
      points.hour[row] = 8 + Math.floor(random() * 10);
    }
    yield points;
  }
}

/** Small seeded generator (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
