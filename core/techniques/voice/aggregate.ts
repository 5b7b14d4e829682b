import { NULL_DAY } from '#core/columns/column-table.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

/** Records that evidence names: the latest. */
export const LATEST_TEXTS = 5;
/** The days that a surge is looked for in. */
export const RECENT_DAYS = 7;

/** Verdicts of texts in columns, in any order. `intent` and `sentiment` are positions in `VOICE_INTENTS` and `SENTIMENTS`. */
export interface VoiceTexts {
  readonly length: number;
  /** Record ids of the e-mails, answers, tickets, notes. */
  readonly id: BigInt64Array;
  /** Ordinal; -1 = belongs to none. */
  readonly account: Int32Array;
  /** Epoch day in the org's zone; `NULL_DAY` = unknown. */
  readonly day: Int32Array;
  /** 1 = from the customer. What the org writes itself says nothing of them. */
  readonly inbound: Uint8Array;
  readonly intent: Uint8Array;
  readonly sentiment: Uint8Array;
  /** Rows that name something: which text, which watched name, how often. */
  readonly keywords: VoiceMentions;
  readonly competitors: VoiceMentions;
}

export interface VoiceMentions {
  readonly length: number;
  readonly text: Int32Array;
  readonly name: Uint16Array;
  /** How often the text names it. */
  readonly times: Uint16Array;
}

/** Texts that count for nobody, with the reason. */
export interface VoiceLeftOut {
  outbound: number;
  withoutAccount: number;
  withoutDay: number;
  /** After the as-of day: not yet written then (TEC-3). */
  later: number;
  /** Older than the window. */
  older: number;
}

/**
 * Counts by account; merging two is adding them. A count of a kind stands at `account * kinds + kind`, so that what one account
 * needs lies together.
 */
export interface VoiceAggregate {
  readonly accountCount: number;
  readonly asOfDay: number;
  readonly windowDays: number;
  readonly keywordCount: number;
  readonly competitorCount: number;
  readonly texts: Int32Array;
  readonly intents: Int32Array;
  readonly sentiments: Int32Array;
  /** Texts by keyword and sentiment: `(account * keywords + keyword) * 3 + sentiment`. */
  readonly keywords: Int32Array;
  /** Mentions by competitor. */
  readonly competitors: Int32Array;
  /** Of the last `RECENT_DAYS` days. */
  readonly recentTexts: Int32Array;
  readonly recentNegative: Int32Array;
  /** `LATEST_TEXTS` places an account, latest first; ties by the greater id. Day `NULL_DAY` = free. */
  readonly latestDay: Int32Array;
  readonly latestId: BigInt64Array;
  readonly leftOut: VoiceLeftOut;
}

const INTENTS = VOICE_INTENTS.length;
const MOODS = SENTIMENTS.length;
const NEGATIVE = SENTIMENTS.indexOf('negative');

/** Nothing counted yet. Keywords and competitors are numbered as the labels watch them (`watchedKeywords`, `watchedCompetitors`). */
export function createVoiceAggregate(
  accountCount: number,
  {
    asOfDay,
    windowDays,
    keywordCount,
    competitorCount,
  }: Pick<VoiceAggregate, 'asOfDay' | 'windowDays' | 'keywordCount' | 'competitorCount'>,
): VoiceAggregate {
  const counts = (each: number): Int32Array => new Int32Array(accountCount * each);
  return {
    accountCount,
    asOfDay,
    windowDays,
    keywordCount,
    competitorCount,
    texts: counts(1),
    intents: counts(INTENTS),
    sentiments: counts(MOODS),
    keywords: counts(keywordCount * MOODS),
    competitors: counts(competitorCount),
    recentTexts: counts(1),
    recentNegative: counts(1),
    latestDay: counts(LATEST_TEXTS).fill(NULL_DAY),
    latestId: new BigInt64Array(accountCount * LATEST_TEXTS),
    leftOut: { outbound: 0, withoutAccount: 0, withoutDay: 0, later: 0, older: 0 },
  };
}

/** Adds texts. Only inbound ones of the window `(asOfDay - windowDays, asOfDay]` count (VOC-2); the others are counted by reason. */
export function addVoiceTexts(aggregate: VoiceAggregate, texts: VoiceTexts): void {
  const { asOfDay, windowDays, keywordCount, competitorCount, leftOut } = aggregate;
  const counted = new Uint8Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const account = texts.account[row]!;
    const day = texts.day[row]!;
    if (texts.inbound[row] !== 1) leftOut.outbound++;
    else if (account < 0) leftOut.withoutAccount++;
    else if (day === NULL_DAY) leftOut.withoutDay++;
    else if (day > asOfDay) leftOut.later++;
    else if (day <= asOfDay - windowDays) leftOut.older++;
    else {
      counted[row] = 1;
      const sentiment = texts.sentiment[row]!;
      aggregate.texts[account]!++;
      aggregate.intents[account * INTENTS + texts.intent[row]!]!++;
      aggregate.sentiments[account * MOODS + sentiment]!++;
      if (day > asOfDay - RECENT_DAYS) {
        aggregate.recentTexts[account]!++;
        if (sentiment === NEGATIVE) aggregate.recentNegative[account]!++;
      }
      keepLatest(aggregate, account, day, texts.id[row]!);
    }
  }
  eachMention(texts.keywords, counted, (row, name) => {
    if (name < keywordCount)
      aggregate.keywords[(texts.account[row]! * keywordCount + name) * MOODS + texts.sentiment[row]!]!++;
  });
  eachMention(texts.competitors, counted, (row, name, times) => {
    if (name < competitorCount) aggregate.competitors[texts.account[row]! * competitorCount + name]! += times;
  });
}

/** Adds the counts of another aggregate of the same accounts, settings and day. */
export function mergeVoiceAggregates(into: VoiceAggregate, from: VoiceAggregate): void {
  for (const key of ['accountCount', 'asOfDay', 'windowDays', 'keywordCount', 'competitorCount'] as const)
    if (into[key] !== from[key]) throw new RangeError(`Aggregates of another ${key} cannot be merged`);
  for (const key of [
    'texts',
    'intents',
    'sentiments',
    'keywords',
    'competitors',
    'recentTexts',
    'recentNegative',
  ] as const) {
    const [sum, more] = [into[key], from[key]];
    for (let at = 0; at < more.length; at++) sum[at]! += more[at]!;
  }
  for (let at = 0; at < from.latestDay.length; at++)
    if (from.latestDay[at] !== NULL_DAY)
      keepLatest(into, Math.floor(at / LATEST_TEXTS), from.latestDay[at]!, from.latestId[at]!);
  for (const reason of ['outbound', 'withoutAccount', 'withoutDay', 'later', 'older'] as const)
    into.leftOut[reason] += from.leftOut[reason];
}

function eachMention(
  { length, text, name, times }: VoiceMentions,
  counted: Uint8Array,
  take: (row: number, name: number, times: number) => void,
): void {
  for (let at = 0; at < length; at++) if (counted[text[at]!] === 1) take(text[at]!, name[at]!, times[at]!);
}

/** Insertion into the account's few places; the same whatever the order of the texts. */
function keepLatest({ latestDay, latestId }: VoiceAggregate, account: number, day: number, id: bigint): void {
  const first = account * LATEST_TEXTS;
  let at = first + LATEST_TEXTS;
  while (at > first && (day > latestDay[at - 1]! || (day === latestDay[at - 1] && id > latestId[at - 1]!))) at--;
  if (at === first + LATEST_TEXTS) return;
  for (let move = first + LATEST_TEXTS - 1; move > at; move--) {
    latestDay[move] = latestDay[move - 1]!;
    latestId[move] = latestId[move - 1]!;
  }
  latestDay[at] = day;
  latestId[at] = id;
}
