import { CHANNELS, TOUCHES, type Channel } from './touches.ts';
import type { EngagementTotals } from './totals.ts';
import { TICKS_PER_TOUCH } from './weights.ts';

/** ENG-3: the channel on which a contact gives least, or the contacts of an account together. */
export interface WeakestTouch {
  readonly channel: Channel;
  /** The channel's points of this subject. */
  readonly points: number;
  /** Its touch points, aged ones as a part of one. */
  readonly touches: number;
  /** Channels with a touch point: of one alone it is the weakest for want of another. */
  readonly channels: number;
}

/**
 * Of the channels on which the subject had a touch point, the one with the fewest points; of equal ones that with more touch points
 * (more was tried), then the first in the list. null = none at all. `totals` are sums by contact or account; `points` as `pointsByTouch` gives them,
 * `isOn` tells which channels are looked at.
 */
export function weakestTouch(
  totals: EngagementTotals,
  subject: number,
  points: Float64Array,
  isOn: (channel: Channel) => boolean,
): WeakestTouch | null {
  const sums = new Map<Channel, { pointTicks: number; ticks: number }>();
  TOUCHES.forEach(({ channel }, touch) => {
    const ticks = totals.ticks[touch]?.[subject] ?? 0;
    if (ticks === 0 || !isOn(channel)) return;
    const sum = sums.get(channel) ?? { pointTicks: 0, ticks: 0 };
    sum.pointTicks += ticks * (points[touch] ?? 0);
    sum.ticks += ticks;
    sums.set(channel, sum);
  });
  let weakest: WeakestTouch | null = null;
  for (const channel of CHANNELS) {
    const sum = sums.get(channel);
    if (sum === undefined) continue;
    const found = {
      channel,
      points: sum.pointTicks / TICKS_PER_TOUCH,
      touches: sum.ticks / TICKS_PER_TOUCH,
      channels: sums.size,
    };
    const weaker =
      weakest === null ||
      found.points < weakest.points ||
      (found.points === weakest.points && found.touches > weakest.touches);
    if (weaker) weakest = found;
  }
  return weakest;
}
