import type { AccountReach } from '#core/techniques/engagement/evidence.ts';
import { MAX_COUNT, type BestTime, type BestTimeSpread } from '#core/techniques/engagement/reach-times.ts';
import { CHANNELS } from '#core/techniques/engagement/touches.ts';
import type { WeakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import { TICKS_PER_TOUCH } from '#core/techniques/engagement/weights.ts';
import { parseBase36Integer } from './base36.ts';

const HOURS = 24;
const WEEKDAYS = 7;

/** Two parts of an account's evidence, `channel:points:count:channels` and `hour:calls:weekday:calls:calls:timed:hours:weekdays`; each is empty where there is none. */
export function encodeReach({ weakest, bestTime }: AccountReach): readonly [string, string] {
  return [
    weakest === null
      ? ''
      : written([
          CHANNELS.indexOf(weakest.channel),
          Math.round(weakest.points * TICKS_PER_TOUCH),
          Math.round(weakest.touches * TICKS_PER_TOUCH),
          weakest.channels,
        ]),
    bestTime === null
      ? ''
      : // An hour of its own past the last one: none is known.
        written([
          bestTime.hour ?? HOURS,
          bestTime.hourCalls,
          bestTime.weekday,
          bestTime.weekdayCalls,
          bestTime.calls,
          ...(bestTime.spread === undefined
            ? []
            : [bestTime.spread.timed, bestTime.spread.hours, bestTime.spread.weekdays]),
        ]),
  ];
}

/** undefined = no parts, which an older run left; null = not written by `encodeReach`. */
export function decodeReach(parts: readonly string[]): AccountReach | null | undefined {
  const [weakestText, timesText, ...more] = parts;
  if (weakestText === undefined) return undefined;
  if (timesText === undefined || more.length > 0) return null;
  const weakest = weakestText === '' ? null : decodeWeakest(numbersOf(weakestText));
  const bestTime = timesText === '' ? null : decodeTimes(numbersOf(timesText));
  return weakest === undefined || bestTime === undefined ? null : { weakest, bestTime };
}

function decodeWeakest(numbers: readonly number[]): WeakestTouch | undefined {
  const [place = -1, points = 0, touches = 0, channels = 0] = numbers;
  const channel = CHANNELS[place];
  if (numbers.length !== 4 || channel === undefined || touches <= 0) return undefined;
  if (channels < 1 || channels > CHANNELS.length) return undefined;
  return { channel, points: points / TICKS_PER_TOUCH, touches: touches / TICKS_PER_TOUCH, channels };
}

function decodeTimes(numbers: readonly number[]): BestTime | undefined {
  const [place = -1, hourCalls = -1, weekday = 0, weekdayCalls = 0, calls = 0, ...more] = numbers;
  const hour = place === HOURS ? null : place;
  if (place < 0 || place > HOURS || weekday < 1 || weekday > WEEKDAYS) return undefined;
  if (hourCalls < 0 || hourCalls > MAX_COUNT || (hour === null) !== (hourCalls === 0)) return undefined;
  if (weekdayCalls < 1 || weekdayCalls > MAX_COUNT || calls < weekdayCalls || calls < hourCalls) return undefined;
  const time = { hour, hourCalls, weekday, weekdayCalls, calls };
  if (more.length === 0) return time;
  const spread = decodeSpread(time, more);
  return spread === undefined ? undefined : { ...time, spread };
}

function decodeSpread(
  { hourCalls, weekdayCalls, calls }: BestTime,
  numbers: readonly number[],
): BestTimeSpread | undefined {
  const [timed = -1, hours = -1, weekdays = 0] = numbers;
  if (numbers.length !== 3 || timed < 0 || timed > calls || hours < 0 || hours > HOURS) return undefined;
  if ((hours === 0) !== (hourCalls === 0) || hours * hourCalls > timed) return undefined;
  if (weekdays < 1 || weekdays > WEEKDAYS || weekdays * weekdayCalls > calls) return undefined;
  return { timed, hours, weekdays };
}

function written(numbers: readonly number[]): string {
  return numbers.map((number) => number.toString(36)).join(':');
}

/** Of anything else than whole numbers none, which is too few. */
function numbersOf(text: string): readonly number[] {
  const numbers = text.split(':').map(parseBase36Integer);
  return numbers.every((number) => number !== null) ? numbers : [];
}
