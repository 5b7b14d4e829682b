import { SENTIMENTS, VOICE_INTENTS, type Sentiment, type VoiceIntent } from '#core/techniques/voice/verdict.ts';
import english from './data/examples-en.json' with { type: 'json' };
import spanish from './data/examples-es.json' with { type: 'json' };
import type { VoiceLanguage } from './words-of-language.ts';

/** A sentence that the house wrote, with what it is. */
export interface VoiceExample {
  readonly text: string;
  /** null = an opinion of any kind of writer, for sentiment alone. */
  readonly intent: VoiceIntent | null;
  readonly sentiment: Sentiment;
}

/** The training examples of a language, in the order of the file. */
export function readExamples(language: VoiceLanguage): VoiceExample[] {
  const file: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> =
    language === 'en' ? english : spanish;
  return Object.entries(file).flatMap(([group, bySentiment]) =>
    Object.entries(bySentiment).flatMap(([name, texts]) => {
      const intent = VOICE_INTENTS.find((each) => each === group) ?? null;
      const sentiment = SENTIMENTS.find((each) => each === name);
      if (sentiment === undefined || (intent === null && group !== 'opinion'))
        throw new RangeError(`Unknown group ${group}/${name} of examples`);
      return texts.map((text) => ({ text, intent, sentiment }));
    }),
  );
}
