import {
  VOICE_INTENTS,
  type CompetitorVerdict,
  type SentenceVerdict,
  type TextVerdict,
} from '#core/techniques/voice/verdict.ts';
import { detectLanguage, guessLanguage, languageOfText, UNDETERMINED } from './detect-language.ts';
import { readExamples } from './examples.ts';
import { findKeywords, type KeywordSentence } from './find-keywords.ts';
import type { SentenceFeatures } from './message-features.ts';
import { createMessageModel, likeliest, type MessageModel, type MessageVerdict } from './message-model.ts';
import { createNameMatcher, type NameMatch } from './name-matcher.ts';
import { sentimentOf, textScore } from './sentiment-of.ts';
import { splitSentences } from './split-sentences.ts';
import { stripQuoted } from './strip-quoted.ts';
import type { TextAnalyzer } from './text-analyzer.ts';
import { tokenize, type Token } from './tokenize.ts';
import { createStem, VOICE_LANGUAGES, type VoiceLanguage } from './words-of-language.ts';

/** Beyond, a "text" is a file that somebody pasted: its beginning says what it is. UTF-16 units. */
export const MAX_TEXT_CHARS = 20_000;
/** Words shown behind a sentence's score. */
const MAX_WORDS_SHOWN = 5;

/**
 * Of the house's own examples: the same for whoever asks, never changed, and most of a second's work each. 70 MB each as well, which go
 * with the last analyzer that holds them.
 */
const trained = new Map<VoiceLanguage, WeakRef<MessageModel>>();

function houseModel(language: VoiceLanguage): MessageModel {
  const model = trained.get(language)?.deref() ?? createMessageModel(language, readExamples(language));
  trained.set(language, new WeakRef(model));
  return model;
}

/** The house's models, each held from its first text on. */
function createHouseModels(): (language: VoiceLanguage) => MessageModel {
  const held = new Map<VoiceLanguage, MessageModel>();
  return (language) => {
    const model = held.get(language) ?? houseModel(language);
    held.set(language, model);
    return model;
  };
}

/**
 * `competitors` are the names of the extension's settings, none = nothing is looked for. A language's model is trained when its first text
 * comes, once for all who analyse at a time. `modelOf` is for figures that leave examples out.
 */
export function createTextAnalyzer({
  competitors = [],
  modelOf = createHouseModels(),
}: {
  readonly competitors?: readonly string[];
  readonly modelOf?: (language: VoiceLanguage) => MessageModel;
} = {}): TextAnalyzer {
  const stems = { en: createStem('en'), es: createStem('es') };
  const findNames = createNameMatcher(competitors);

  return {
    analyze(given, known) {
      const text = stripQuoted(given.slice(0, MAX_TEXT_CHARS));
      const told = known?.split(/[-_]/)[0]?.toLowerCase() || null;
      const parts = splitSentences(text).map((sentence) => {
        const tokens = tokenize(sentence.text);
        return { ...sentence, tokens, language: told ?? detectLanguage(sentence.text, tokens) };
      });
      const spoken = told ?? languageOfText(parts);
      const language = spoken === UNDETERMINED ? guessLanguage(text) : spoken;
      const judged = parts.map((part) => judge(part, part.language === UNDETERMINED ? language : part.language));
      const judgeable = judged.filter(({ model }) => model !== null);
      const { score, intents } = together(judgeable);
      const { intent, confidence } = likeliest(intents);
      return {
        text,
        language,
        mixed: new Set(parts.map((part) => part.language).filter((each) => each !== UNDETERMINED)).size > 1,
        sentiment: sentimentOf(score),
        score,
        intent,
        confidence,
        keywords: findKeywords(
          judgeable.flatMap(({ keywords }) => (keywords === null ? [] : [keywords])),
          stems,
        ),
        competitors: countNames(judged),
        sentences: judged.map(({ verdict }) => verdict),
      } satisfies TextVerdict;
    },
  };

  interface Judged {
    readonly verdict: SentenceVerdict;
    readonly model: VoiceLanguage | null;
    readonly features: SentenceFeatures | null;
    /** Of the sentence alone. */
    readonly alone: MessageVerdict;
    /** Praise of somebody else: what is said is not felt about us. */
    readonly turned: boolean;
    readonly keywords: KeywordSentence | null;
    readonly names: readonly NameMatch[];
  }

  function judge(
    { text, start, tokens }: { readonly text: string; readonly start: number; readonly tokens: readonly Token[] },
    language: string,
  ): Judged {
    const end = start + text.length;
    // A lone emoji has no language and still a mood, which either model reads.
    const model = VOICE_LANGUAGES.find((each) => each === language) ?? (language === UNDETERMINED ? 'en' : null);
    if (model === null) {
      const verdict = {
        start,
        end,
        language,
        sentiment: 'neutral',
        score: 0,
        intent: 'other',
        judged: false,
        words: [],
      } as const;
      return {
        verdict,
        model,
        features: null,
        alone: NOTHING_SAID,
        turned: false,
        keywords: null,
        names: findNames(tokens),
      };
    }
    const features = modelOf(model).read(text, tokens);
    const alone = modelOf(model).judge([features]);
    const names = findNames(tokens);
    const turned = alone.score > 0 && names.some(({ to }) => outdoes(tokens, to));
    const score = turned ? RIVAL_SHARE * alone.score : alone.score;
    const words = features.reading.hits
      .toSorted((a, b) => Math.abs(b.valence) - Math.abs(a.valence))
      .slice(0, MAX_WORDS_SHOWN)
      .map(({ from, to, valence }) => ({
        start: start + tokens[from]!.start,
        end: start + tokens[to - 1]!.end,
        valence,
      }));
    const sentimentTokens = new Set(
      features.reading.hits.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
    );
    const verdict = {
      start,
      end,
      language,
      sentiment: sentimentOf(score),
      score,
      intent: likeliest(alone.intents).intent,
      judged: true,
      words,
    };
    return {
      verdict,
      model,
      features,
      alone,
      turned,
      keywords: { tokens, language: model, score, sentimentTokens, names },
      names,
    };
  }

  /** The sentences of a language are read together; languages count by their sentences. */
  function together(judged: readonly Judged[]): MessageVerdict {
    const [only] = judged;
    const intents = new Float64Array(VOICE_INTENTS.length);
    let score = 0;
    for (const language of VOICE_LANGUAGES) {
      const own = judged.filter(({ model }) => model === language);
      const features = own.flatMap((each) => (each.features === null ? [] : [each.features]));
      if (features.length === 0) continue;
      const said = judged.length === 1 && only !== undefined ? only.alone : modelOf(language).judge(features);
      const share = own.length / judged.length;
      score += said.score * share;
      for (let at = 0; at < intents.length; at++) intents[at] = intents[at]! + said.intents[at]! * share;
    }
    const turned = judged.some((each) => each.turned);

    return { score: turned ? textScore(judged.map(({ verdict }) => verdict)) : score, intents };
  }

  function countNames(judged: readonly Judged[]): CompetitorVerdict[] {
    const counts = new Map<number, { mentions: number; sum: number }>();
    for (const { verdict, names } of judged)
      for (const { name } of names) {
        const count = counts.get(name) ?? { mentions: 0, sum: 0 };
        counts.set(name, { mentions: count.mentions + 1, sum: count.sum + verdict.score });
      }
    return [...counts].map(([name, { mentions, sum }]) => ({
      name: competitors[name] ?? '',
      mentions,
      score: sum / mentions,
    }));
  }
}

/** "Acme is cheaper" is praise of somebody else. "Better than Acme" is not: there the name comes last. */
const COMPARED =
  /^(?:better|cheaper|faster|superior|easier|outperforms?|nicer|mejor|mejores|superiores|superan?|barat[oa]s?|rapid[oa]s?)$/;
/** What lies between a name and what is said of it: "does this so much better". Tokens. */
const COMPARED_WITHIN = 7;
const RIVAL_SHARE = -0.6;

function outdoes(tokens: readonly Token[], after: number): boolean {
  return tokens.slice(after, after + COMPARED_WITHIN).some(({ folded }) => COMPARED.test(folded));
}

const NOTHING_SAID: MessageVerdict = { score: 0, intents: new Float64Array() };
