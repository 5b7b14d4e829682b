import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import type { AccountReach } from '#core/techniques/engagement/evidence.ts';
import type { BestTime } from '#core/techniques/engagement/reach-times.ts';
import type { WeakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import type { Translator, ViewerSettings } from '#widgets/shared/i18n/translator.ts';

/** Under so many answered calls the hour and the weekday of most of them are chance. Ours. */
const FEW_CALLS = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday: this is the Sunday before the first Monday. */
const SUNDAY_MS = 3 * DAY_MS;

/** ENG-3 of the account: its weakest touch point, the hour and the weekday to call, and what they rest on. */
export function sayReach(
  { weakest, bestTime }: AccountReach,
  { windowDays }: Pick<EngagementBasis, 'windowDays'>,
  m: Translator,
): string[] {
  return [
    ...(weakest === null ? [] : [sayWeakest(weakest, m)]),
    ...(bestTime === null ? [m.text('accountMore.noCalls', { days: windowDays })] : sayTimes(bestTime, m)),
  ];
}

function sayWeakest({ channel, points, touches, channels }: WeakestTouch, m: Translator): string {
  const name = m.message({ code: `engagement.channel.${channel}`, params: {} });
  const key = channels === 1 ? 'accountMore.onlyTouch' : 'accountMore.weakestTouch';
  return m.text(key, { channel: name, points, touches });
}

function sayTimes({ hour, hourCalls, weekday, weekdayCalls, calls, spread }: BestTime, m: Translator): string[] {
  const { clock, weekdays } = formatsOf(m.viewer);
  const time = (at: number): string => clock.format(at * HOUR_MS);
  const timed = spread?.timed ?? calls;
  // Of several with the same number of calls the earliest is no better than the others. Older runs tell it of single calls alone.
  const isShared = (alike: number | undefined, most: number, of: number): boolean =>
    alike === undefined ? most === 1 && of > 1 : alike > 1;
  // All of them, or those that say at what time they were.
  const ofHours = { calls: timed, which: timed < calls ? 'timed' : 'all' };
  return [
    hour === null
      ? m.text('accountMore.noHour')
      : isShared(spread?.hours, hourCalls, timed)
        ? m.text('accountMore.noOneHour', ofHours)
        : m.text('accountMore.bestHour', { ...ofHours, from: time(hour), to: time(hour + 1), hourCalls }),
    isShared(spread?.weekdays, weekdayCalls, calls)
      ? m.text('accountMore.noOneWeekday', { calls })
      : m.text('accountMore.bestWeekday', {
          weekdayName: weekdays.format(SUNDAY_MS + weekday * DAY_MS),
          weekdayCalls,
          calls,
        }),
    ...(calls < FEW_CALLS
      ? [m.text('accountMore.fewCalls', { calls, which: 'all' })]
      : timed > 0 && timed < FEW_CALLS
        ? [m.text('accountMore.fewCalls', ofHours)]
        : []),
  ];
}

/** Hours as the viewer's place writes them, weekdays in the language of the words. They are of no date, so no zone moves them. */
function formatsOf({ locale, language }: ViewerSettings) {
  const timeZone = 'UTC';
  return {
    clock: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone }),
    weekdays: new Intl.DateTimeFormat(language, { weekday: 'long', timeZone }),
  };
}
