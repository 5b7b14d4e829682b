import type { TextVerdict } from '#core/techniques/voice/verdict.ts';

/** Decision 18: the port behind which the linguistics stand. Nothing of a text leaves the process (VOC-3). */
export interface TextAnalyzer {
  /** `language` where somebody knows it (ISO 639, with or without a region); else it is detected sentence by sentence. */
  readonly analyze: (text: string, language?: string) => TextVerdict;
}
