/** Dictionaries of one reading by column key. */
export interface TextDictionaries {
  readonly of: (key: string) => TextDictionary;
}

/** Bytes -> code. Equal bytes get equal codes, codes never change, and a repeated value is never decoded again. */
export interface TextDictionary {
  /** Entry per code; grows. */
  readonly entries: readonly string[];
  /** Code of `bytes[from, to)`; -2 when it is not valid UTF-8. */
  readonly encode: (bytes: Uint8Array, from: number, to: number) => number;
}

export function createTextDictionaries(): TextDictionaries {
  throw new Error('in progress');
}
