import type { Message } from '#core/message.ts';
import { MAX_CONTRIBUTIONS } from '#core/techniques/engagement/evidence.ts';
import { explainEngagement, shownScore } from '#core/techniques/engagement/explain.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';
import { TICKS_PER_TOUCH } from '#core/techniques/engagement/weights.ts';
import type { Explained } from './more-view.ts';
import { sayReach } from './say-reach.ts';
import { sayUnread, type Words } from './words.ts';

type EngagementExplained = Extract<Explained, { technique: 'engagement' }>;
type Counted = Pick<EngagementExplained, 'evidence' | 'basis'>;

/** One response, what it gave and how often; `count` and `each` null where they are a sum of others. */
export interface TouchRow {
  readonly name: string;
  readonly count: number | null;
  readonly each: number | null;
  readonly total: number;
}

export interface EngagementWords {
  readonly score: number;
  readonly points: string;
  readonly reasons: readonly string[];
  readonly rule: string;
  readonly rows: readonly TouchRow[];
  readonly total: number;
  readonly channels: readonly string[];
  /** ENG-3: the weakest touch point and the best time to call. */
  readonly reach: readonly string[];
  readonly changes: readonly string[];
  readonly nearMisses: readonly string[];
  /** How the numbers were counted, and what is not kept. */
  readonly notes: readonly string[];
}

export function sayEngagement({ evidence, basis, unread }: EngagementExplained, words: Words): EngagementWords {
  const { m } = words;
  const explained = explainEngagement({ evidence, basis });
  const say = (message: Message): string => sayTouches(message, words);
  const rows = rowsOf({ evidence, basis }, words);
  return {
    score: shownScore(explained.score),
    points: m.text('accountMore.points', { points: explained.points, half: basis.half, halfFrom: basis.halfFrom }),
    reasons: [...sayUnread(unread, words), ...explained.reasons.map(say)],
    rule: say(explained.rule),
    rows,
    total: explained.points,
    channels: channelsOf({ evidence, basis }, words),
    reach: evidence.reach === undefined ? [] : sayReach(evidence.reach, basis, m),
    changes: explained.changes.map(say),
    nearMisses: explained.nearMisses.map(say),
    notes: [
      m.text('accountMore.window', { days: basis.windowDays, halfLife: basis.halfLifeDays }),
      evidence.reach === undefined
        ? m.text('accountMore.reachNotKept')
        : m.text('accountMore.reachOfAccount', { zone: m.viewer.timeZone }),
    ],
  };
}

function sayTouches(message: Message, { m, labelName, touchName }: Words): string {
  const { channel, response, label } = message.params;
  return m.message(message, {
    ...(typeof channel === 'string' && typeof response === 'string' ? { touch: touchName(channel, response) } : {}),
    ...(typeof label === 'string' ? { label: labelName('engagement', label) } : {}),
  });
}

function rowsOf({ evidence, basis }: Counted, { m, touchName }: Words): TouchRow[] {
  const { contributions, restTicks } = evidence;
  const counted = contributions.map(({ touch, ticks }): TouchRow => {
    const { channel = '', response = '' } = TOUCHES[touch] ?? {};
    const each = basis.points[touch] ?? 0;
    return {
      name: touchName(channel, response),
      count: ticks / TICKS_PER_TOUCH,
      each,
      total: (each * ticks) / TICKS_PER_TOUCH,
    };
  });
  const rest = { name: m.text('accountMore.rest'), count: null, each: null, total: restTicks / TICKS_PER_TOUCH };
  return restTicks === 0 ? counted : [...counted, rest];
}

/** Points by channel, only where evidence names every response that counted: of a part of them no sum could be true. */
function channelsOf({ evidence, basis }: Counted, { m }: Words): string[] {
  const { contributions, restTicks, reach } = evidence;
  if (contributions.length >= MAX_CONTRIBUTIONS || restTicks !== 0) return [];
  const ticks = new Map<string, number>();
  for (const each of contributions) {
    const { channel = '' } = TOUCHES[each.touch] ?? {};
    ticks.set(channel, (ticks.get(channel) ?? 0) + each.ticks * (basis.points[each.touch] ?? 0));
  }
  const sorted = [...ticks].sort(([, a], [, b]) => b - a);
  const nameOf = (channel: string): string => m.message({ code: `engagement.channel.${channel}`, params: {} });
  // A run that kept the weakest counted responses without points too.
  const last = reach === undefined ? sorted.at(-1) : undefined;
  return [
    ...sorted.map(([channel, sum]) =>
      m.text('accountMore.channelPoints', { channel: nameOf(channel), points: sum / TICKS_PER_TOUCH }),
    ),
    ...(last === undefined || sorted.length < 2 ? [] : [m.text('accountMore.weakest', { channel: nameOf(last[0]) })]),
  ];
}
