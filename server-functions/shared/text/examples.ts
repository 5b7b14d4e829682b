import { SENTIMENTS, VOICE_INTENTS, type Sentiment, type VoiceIntent } from '#core/techniques/voice/verdict.ts';
import english from './data/examples-en.json' with { type: 'json' };
import spanish from './data/examples-es.json' with { type: 'json' };
import englishMessages from './data/messages-en.json' with { type: 'json' };
import spanishMessages from './data/messages-es.json' with { type: 'json' };
import type { VoiceLanguage } from './words-of-language.ts';

/** What the house wrote, with what it is: single sentences, and messages of whole topics. */
export interface VoiceExample {
  /** What a message is about ("freight", "hotel-events"); null = a sentence of no topic. Figures leave out whole topics. */
  readonly topic: string | null;
  readonly text: string;
  /** null = an opinion of any kind of writer, for sentiment alone. */
  readonly intent: VoiceIntent | null;
  readonly sentiment: Sentiment;
}

type Groups = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The training examples of a language, in the order of the files: sentences, then messages. */
export function readExamples(language: VoiceLanguage): VoiceExample[] {
  const sentences: Groups = language === 'en' ? english : spanish;
  const messages: Readonly<Record<string, Groups>> = language === 'en' ? englishMessages : spanishMessages;
  return [
    ...readGroups(sentences, null),
    ...Object.entries(messages).flatMap(([topic, groups]) => readGroups(groups, topic)),
  ];
}

function readGroups(groups: Groups, topic: string | null): VoiceExample[] {
  return Object.entries(groups).flatMap(([group, bySentiment]) =>
    Object.entries(bySentiment).flatMap(([name, texts]) => {
      const intent = VOICE_INTENTS.find((each) => each === group) ?? null;
      const sentiment = SENTIMENTS.find((each) => each === name);
      if (sentiment === undefined || (intent === null && group !== 'opinion'))
        throw new RangeError(`Unknown group ${group}/${name} of examples`);
      return texts.map((text) => ({ topic, text, intent, sentiment }));
    }),
  );
}
