import type { VoiceMentions, VoiceTexts } from '#core/techniques/voice/aggregate.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { SENTIMENTS, VOICE_INTENTS, type TextVerdict } from '#core/techniques/voice/verdict.ts';
import { createTextAnalyzer } from './create-text-analyzer.ts';
import { createNameMatcher } from './name-matcher.ts';
import { tokenize } from './tokenize.ts';

/** A customer's text and whose it is. */
export interface PlacedText {
  readonly id: bigint;
  /** Ordinal; -1 = belongs to none. */
  readonly account: number;
  /** Epoch day in the org's zone. */
  readonly day: number;
  readonly text: string;
}

export interface JudgedTexts {
  /** What voice counts; all inbound. */
  readonly columns: VoiceTexts;
  /** In the order of the texts; null = it cannot count, and was not read. */
  readonly verdicts: readonly (TextVerdict | null)[];
}

export type TextJudge = (texts: readonly PlacedText[]) => JudgedTexts;

/**
 * Decision 18: texts go in, counts come out. Texts that cannot count (of nobody, outside the window that ends with `asOfDay`) are not read, since
 * reading is what takes time. Watched keywords are found as competitors are: whole, without accents, in one pass.
 */
export function createTextJudge(
  { competitors, keywords, windowDays }: Pick<VoiceSettings, 'competitors' | 'keywords' | 'windowDays'>,
  asOfDay: number,
): TextJudge {
  const analyzer = createTextAnalyzer({ competitors });
  const findKeywords = createNameMatcher(keywords);
  const competitorAt = new Map(competitors.map((name, at) => [name, at]));

  return (texts) => {
    const verdicts = texts.map(({ account, day, text }) =>
      account < 0 || day > asOfDay || day <= asOfDay - windowDays ? null : analyzer.analyze(text),
    );
    const named: Mention[] = [];
    const rivals: Mention[] = [];
    verdicts.forEach((verdict, text) => {
      if (verdict === null) return;
      const times = new Map<number, number>();
      for (const { name } of findKeywords(tokenize(verdict.text))) times.set(name, (times.get(name) ?? 0) + 1);
      for (const [name, count] of times) named.push({ text, name, times: count });
      for (const { name, mentions } of verdict.competitors) {
        const at = competitorAt.get(name);
        if (at !== undefined) rivals.push({ text, name: at, times: mentions });
      }
    });
    return {
      verdicts,
      columns: {
        length: texts.length,
        id: BigInt64Array.from(texts, ({ id }) => id),
        account: Int32Array.from(texts, ({ account }) => account),
        day: Int32Array.from(texts, ({ day }) => day),
        inbound: new Uint8Array(texts.length).fill(1),
        intent: Uint8Array.from(verdicts, (verdict) => VOICE_INTENTS.indexOf(verdict?.intent ?? 'other')),
        sentiment: Uint8Array.from(verdicts, (verdict) => SENTIMENTS.indexOf(verdict?.sentiment ?? 'neutral')),
        keywords: toMentions(named),
        competitors: toMentions(rivals),
      },
    };
  };
}

interface Mention {
  readonly text: number;
  readonly name: number;
  readonly times: number;
}

function toMentions(mentions: readonly Mention[]): VoiceMentions {
  return {
    length: mentions.length,
    text: Int32Array.from(mentions, ({ text }) => text),
    name: Uint16Array.from(mentions, ({ name }) => name),
    times: Uint16Array.from(mentions, ({ times }) => times),
  };
}
