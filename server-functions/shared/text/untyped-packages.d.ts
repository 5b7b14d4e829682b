/** The packages ship no types; what is used of them, as their sources say. */
declare module '@nlpjs/lang-en-min' {
  export class StemmerEn {
    stem(words: readonly string[]): string[];
  }
  export class StopwordsEn {
    /** Words as keys. */
    readonly dictionary: Readonly<Record<string, unknown>>;
  }
}
declare module '@nlpjs/lang-es' {
  export const LangEs: unknown;
  export class StemmerEs {
    stem(words: readonly string[]): string[];
  }
  export class StopwordsEs {
    /** Words as keys. */
    readonly dictionary: Readonly<Record<string, unknown>>;
  }
}
declare module '@nlpjs/neural' {
  export class NeuralNetwork {
    constructor(settings: { readonly iterations: number });
    train(
      examples: readonly { readonly input: Record<string, number>; readonly output: Record<string, number> }[],
    ): unknown;
    run(input: Record<string, number>): Record<string, number>;
  }
}
/** The package ships no types; its main entry keeps the word list to itself. */
declare module 'vader-sentiment/src/vader_lexicon.js' {
  export const lexicon: Readonly<Record<string, number>>;
}
