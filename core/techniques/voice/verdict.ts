/** VOC-1: what a text is for. "other" states or informs and asks for nothing. */
export const VOICE_INTENTS = ['request', 'query', 'complaint', 'purchase', 'cancellation', 'praise', 'other'] as const;
export type VoiceIntent = (typeof VOICE_INTENTS)[number];

export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** A piece of the text that was analysed: UTF-16 offsets, the end excluded. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** One sentence of a text with what speaks for its verdict (VOC-3). */
export interface SentenceVerdict extends TextSpan {
  readonly language: string;
  readonly sentiment: Sentiment;
  /** -1 to 1. */
  readonly score: number;
  readonly intent: VoiceIntent;
  /** false = no model for its language; sentiment and intent then say nothing. */
  readonly judged: boolean;
  /** Words and phrases that moved the score, strongest first; offsets in the text. */
  readonly words: readonly (TextSpan & { readonly valence: number })[];
}

export interface KeywordVerdict {
  /** As the text writes it first, in lower case. */
  readonly keyword: string;
  readonly mentions: number;
  readonly sentiment: Sentiment;
  /** Mean score of the sentences that name it; those that say much count more. */
  readonly score: number;
}

export interface CompetitorVerdict {
  /** The name as settings write it. */
  readonly name: string;
  readonly mentions: number;
  /** Mean score of the sentences that name it: why it is named, in one number. */
  readonly score: number;
}

/** What `TextAnalyzer` says of one text. Offsets are those of `text`, which is the writer's own part. */
export interface TextVerdict {
  /** The text without quoted replies and signature. */
  readonly text: string;
  /** ISO 639-1 of most of it; "und" where nothing speaks for any language. */
  readonly language: string;
  /** More than one language, sentence by sentence. */
  readonly mixed: boolean;
  readonly sentiment: Sentiment;
  /** -1 to 1. */
  readonly score: number;
  readonly intent: VoiceIntent;
  /** 0 to 1. */
  readonly confidence: number;
  readonly keywords: readonly KeywordVerdict[];
  readonly competitors: readonly CompetitorVerdict[];
  readonly sentences: readonly SentenceVerdict[];
}

/** Every sentence is in a language that is named and not judged: the text counts, and has neither mood nor purpose. */
export function isUnjudged({ sentences }: Pick<TextVerdict, 'sentences'>): boolean {
  return sentences.length > 0 && sentences.every(({ judged }) => !judged);
}
