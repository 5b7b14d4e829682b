import type { AccountReach } from './evidence.ts';
import { bestTimeOf, type ReachTimes } from './reach-times.ts';
import { pointsByTouch, type EngagementSettings } from './settings.ts';
import type { EngagementTotals } from './totals.ts';
import { weakestTouch } from './weakest-touch.ts';

/** ENG-3 by account: what its contacts' touch points say together. `times` are by account, in the order of `totals`. */
export function createAccountReach(
  totals: EngagementTotals,
  times: ReachTimes,
  settings: Pick<EngagementSettings, 'channels'>,
): (ordinal: number) => AccountReach {
  if (times.by !== 'account' || times.subjects !== totals.length) throw new RangeError('reach times of other subjects');
  const points = pointsByTouch(settings);
  return (ordinal) => ({
    weakest: weakestTouch(totals, ordinal, points, (channel) => settings.channels[channel]?.on === true),
    bestTime: bestTimeOf(times, ordinal),
  });
}
