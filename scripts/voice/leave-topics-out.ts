import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { createMessageModel } from '#server-functions/shared/text/message-model.ts';
import { readExamples } from '#server-functions/shared/text/examples.ts';
import type { VoiceLanguage } from '#server-functions/shared/text/words-of-language.ts';
import type { Outcome } from './macro-f1.ts';

/** A machine trains some seconds for all of them. */
const FOLDS = 4;

/**
 * The house's own messages, each read by models that saw nothing of its topic: what settings are chosen by. Their author wrote the
 * training examples too, so the figure says which of two models generalises better, not how good either is on what others write.
 */
export function leaveTopicsOut(language: VoiceLanguage): {
  readonly intents: readonly Outcome[];
  readonly sentiments: readonly Outcome[];
} {
  const messages = readExamples(language).filter(({ topic }) => topic !== null);
  const topics = [...new Set(messages.map(({ topic }) => topic))];
  const intents: Outcome[] = [];
  const sentiments: Outcome[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const left = new Set(topics.filter((_, at) => at % FOLDS === fold));
    const seen = readExamples(language).filter(({ topic }) => !left.has(topic));
    const model = createMessageModel(language, seen);
    const analyzer = createTextAnalyzer({ modelOf: () => model });
    for (const { text, topic, intent, sentiment } of messages) {
      if (!left.has(topic)) continue;
      const verdict = analyzer.analyze(text, language);
      intents.push({ truth: intent ?? '', verdict: verdict.intent });
      sentiments.push({ truth: sentiment, verdict: verdict.sentiment });
    }
  }
  return { intents, sentiments };
}
