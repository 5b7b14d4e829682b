import type { CompetitorVerdict, SentenceVerdict, TextVerdict } from '#core/techniques/voice/verdict.ts';
import { detectLanguage, guessLanguage, languageOfText, UNDETERMINED } from './detect-language.ts';
import { readExamples } from './examples.ts';
import { findKeywords, type KeywordSentence } from './find-keywords.ts';
import { createIntentModel, textIntent } from './intent-model.ts';
import { createNameMatcher, type NameMatch } from './name-matcher.ts';
import { createSentimentModel, sentimentOf, textScore } from './sentiment-model.ts';
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
 * Trains the models of both languages (some tenths of a second) and keeps them. `competitors` are the names of the extension's
 * settings, none = nothing is looked for.
 */
export function createTextAnalyzer({
  competitors = [],
}: { readonly competitors?: readonly string[] } = {}): TextAnalyzer {
  const models = { en: createModels('en'), es: createModels('es') };
  const stems = { en: models.en.stem, es: models.es.stem };
  const findNames = createNameMatcher(competitors);

  return {
    analyze(given, known) {
      const text = stripQuoted(given.slice(0, MAX_TEXT_CHARS));
      const told = known?.slice(0, 2).toLowerCase() || null;
      const parts = splitSentences(text).map((sentence) => {
        const tokens = tokenize(sentence.text);
        return { ...sentence, tokens, language: told ?? detectLanguage(sentence.text, tokens) };
      });
      const spoken = told ?? languageOfText(parts);
      const language = spoken === UNDETERMINED ? guessLanguage(text) : spoken;
      const judged = parts.map((part) => judge(part, part.language === UNDETERMINED ? language : part.language));
      const judgeable = judged.filter(({ model }) => model !== null);
      const score = textScore(judgeable.map(({ verdict }) => verdict));
      const { intent, confidence } = textIntent(judgeable.map(({ intents }) => intents));
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
    readonly intents: Float64Array;
    readonly keywords: KeywordSentence | null;
    readonly names: readonly NameMatch[];
  }

  function judge(
    { text, start, tokens }: { readonly text: string; readonly start: number; readonly tokens: readonly Token[] },
    language: string,
  ): Judged {
    const end = start + text.length;
    // A lone emoji has no language and still a mood: any model reads it.
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
      return { verdict, model, intents: new Float64Array(), keywords: null, names: findNames(tokens) };
    }
    const { score: plain, reading } = models[model].sentiment.judge(tokens);
    const names = findNames(tokens);
    const score = plain > 0 && names.some(({ to }) => outdoes(tokens, to)) ? RIVAL_SHARE * plain : plain;
    const intents = models[model].intent.judge(text, tokens, score);
    const words = reading.hits
      .toSorted((a, b) => Math.abs(b.valence) - Math.abs(a.valence))
      .slice(0, MAX_WORDS_SHOWN)
      .map(({ from, to, valence }) => ({
        start: start + tokens[from]!.start,
        end: start + tokens[to - 1]!.end,
        valence,
      }));
    const sentimentTokens = new Set(
      reading.hits.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
    );
    const verdict = {
      start,
      end,
      language,
      sentiment: sentimentOf(score),
      score,
      intent: textIntent([intents]).intent,
      judged: true,
      words,
    };
    return { verdict, model, intents, keywords: { tokens, language: model, score, sentimentTokens }, names };
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

function createModels(language: VoiceLanguage) {
  const stem = createStem(language);
  const examples = readExamples(language);
  const sentiment = createSentimentModel(language, examples, stem);
  return { stem, sentiment, intent: createIntentModel(language, examples, sentiment, stem) };
}
