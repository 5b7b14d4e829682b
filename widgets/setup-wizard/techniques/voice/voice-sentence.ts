import { describeJoined } from '#core/criteria/describe-criteria.ts';
import type { Message } from '#core/message.ts';
import type { VoiceCondition, VoiceLabel } from '#core/techniques/voice/settings.ts';
import { joinWords } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** A label's preferences as one sentence. */
export function voiceSentence(
  { conditions, pattern }: Pick<VoiceLabel, 'conditions' | 'pattern'>,
  t: Translator,
): string {
  return joinWords(
    describeJoined(
      pattern,
      conditions.map((condition) => toMessage(condition, t)),
    ).map((each) => t.message(each)),
  );
}

function toMessage(condition: VoiceCondition, t: Translator): Message {
  const { kind, operator } = condition;
  const code = `voiceSetup.say.${kind}`;
  switch (kind) {
    case 'intent':
      return {
        code,
        params: { what: t.text(`voice.intent.${condition.intent}`), operator, percent: condition.percent },
      };
    case 'sentiment':
      return {
        code,
        params: { what: t.text(`voice.sentiment.${condition.sentiment}`), operator, percent: condition.percent },
      };
    case 'keyword':
      return {
        code,
        params: { what: condition.keyword, mood: condition.sentiment, operator, times: condition.times },
      };
    case 'competitor':
      return { code, params: { what: condition.competitor, operator, times: condition.times } };
  }
}
