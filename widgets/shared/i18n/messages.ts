import type english from '../../../app/translations/en.json';

/** Every text on screen has a key of the English catalogue; a misspelt one does not compile. */
export type MessageKey = keyof typeof english;

/**
 * A piece of a text as the build compiled it (scripts/build/compile-message.ts): words, `0` for the number of the plural around it, or a
 * param by name. With options it is a select, with an offset too a plural, and an ordinal one with a last 1.
 */
export type CompiledElement =
  | string
  | 0
  | readonly [param: string, options?: CompiledOptions, offset?: number, ordinal?: 1];
export type CompiledOptions = Readonly<Record<string, readonly CompiledElement[]>>;

/** Plain strings where there is nothing to fill in. */
export type ParsedMessages = Readonly<Record<string, string | readonly CompiledElement[]>>;
