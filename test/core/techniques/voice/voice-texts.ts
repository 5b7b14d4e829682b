import { SENTIMENTS, VOICE_INTENTS, type Sentiment, type VoiceIntent } from '#core/techniques/voice/verdict.ts';
import type { VoiceMentions, VoiceTexts } from '#core/techniques/voice/aggregate.ts';

/** One text of a test: what is not said is the plainest there is. */
export interface TestText {
  readonly id: number;
  readonly account?: number;
  readonly day?: number;
  readonly inbound?: boolean;
  readonly intent?: VoiceIntent;
  readonly sentiment?: Sentiment;
  /** Mentions by position of the watched name. */
  readonly keywords?: readonly number[];
  readonly competitors?: readonly number[];
}

export const AS_OF_DAY = 20_000;

export function voiceTexts(texts: readonly TestText[]): VoiceTexts {
  return {
    length: texts.length,
    id: BigInt64Array.from(texts, ({ id }) => BigInt(id)),
    account: Int32Array.from(texts, ({ account = 0 }) => account),
    day: Int32Array.from(texts, ({ day = AS_OF_DAY }) => day),
    inbound: Uint8Array.from(texts, ({ inbound = true }) => Number(inbound)),
    intent: Uint8Array.from(texts, ({ intent = 'other' }) => VOICE_INTENTS.indexOf(intent)),
    sentiment: Uint8Array.from(texts, ({ sentiment = 'neutral' }) => SENTIMENTS.indexOf(sentiment)),
    keywords: mentions(texts.map(({ keywords = [] }) => keywords)),
    competitors: mentions(texts.map(({ competitors = [] }) => competitors)),
  };
}

function mentions(counts: readonly (readonly number[])[]): VoiceMentions {
  const rows = counts.flatMap((of, text) => of.flatMap((times, name) => (times > 0 ? [{ text, name, times }] : [])));
  return {
    length: rows.length,
    text: Int32Array.from(rows, ({ text }) => text),
    name: Uint16Array.from(rows, ({ name }) => name),
    times: Uint16Array.from(rows, ({ times }) => times),
  };
}
