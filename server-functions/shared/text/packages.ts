// oxlint-disable-next-line typescript/triple-slash-reference -- every folder that reaches these packages needs their types
/// <reference path="./untyped-packages.d.ts" />

/** The untyped packages, in one place. */
export { StemmerEn, StopwordsEn } from '@nlpjs/lang-en-min';
export { StemmerEs, StopwordsEs } from '@nlpjs/lang-es';
export { NeuralNetwork } from '@nlpjs/neural';
export { lexicon as vaderLexicon } from 'vader-sentiment/src/vader_lexicon.js';
