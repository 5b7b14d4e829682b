/** The peers ship no types; what is used of them, as their sources say. */
declare module '@nlpjs/core' {
  export interface Container {
    use(plugin: unknown): void;
  }
  /** With normalizer, tokenizer and the like registered. */
  export function containerBootstrap(): Container;
}
declare module '@nlpjs/lang-en' {
  export const LangEn: unknown;
}
declare module '@nlpjs/sentiment' {
  import type { Container } from '@nlpjs/core';
  export class SentimentAnalyzer {
    constructor(settings: { readonly container: Container });
    process(input: {
      readonly utterance: string;
      readonly locale: string;
    }): Promise<{ readonly sentiment: { readonly score: number; readonly vote: string } }>;
  }
}
declare module '@nlpjs/nlu' {
  import type { Container } from '@nlpjs/core';
  export class NluNeural {
    constructor(settings: { readonly locale: string; readonly container: Container; readonly log: boolean });
    train(examples: readonly { readonly utterance: string; readonly intent: string }[]): Promise<unknown>;
    process(utterance: string): Promise<{ readonly classifications: readonly { readonly intent: string }[] }>;
  }
}
declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: {
    polarity_scores(text: string): { readonly compound: number };
  };
}
