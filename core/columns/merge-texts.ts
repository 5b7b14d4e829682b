import type { Texts } from './column-table.ts';
import { PACKED_FROM_TEXTS, PackedTexts } from './packed-texts.ts';
import { createTextDictionary, type TextDictionary } from './text-dictionary.ts';

/** One dictionary out of several; the codes of the first one stay. */
export interface TextMerger {
  /** Our codes for the codes of one more dictionary. */
  codesOf(dictionary: Texts): Int32Array;
  /** All texts so far. */
  texts(): Texts;
}

/** Dictionaries that stay bytes are merged as bytes; a few strings by a map. */
export function createTextMerger(first: Texts): TextMerger {
  let strings: StringMerger | null = first instanceof PackedTexts ? null : new StringMerger(first);
  let bytes: TextDictionary | null = null;
  const toBytes = (): TextDictionary => {
    const dictionary = createTextDictionary();
    addTo(dictionary, strings?.all ?? first);
    strings = null;
    return dictionary;
  };
  return {
    codesOf(dictionary) {
      const isLarge = dictionary instanceof PackedTexts || (strings?.all.length ?? 0) >= PACKED_FROM_TEXTS;
      if (strings !== null && !isLarge) return strings.codesOf(dictionary);
      bytes ??= toBytes();
      return addTo(bytes, dictionary);
    },
    texts: () => strings?.all ?? bytes?.entries.settled() ?? first,
  };
}

function addTo(into: TextDictionary, texts: Texts): Int32Array {
  const codes = new Int32Array(texts.length);
  if (texts instanceof PackedTexts) {
    const { bytes, offsets } = texts;
    for (let code = 0; code < texts.length; code++)
      codes[code] = into.encode(bytes, offsets[code]!, offsets[code + 1]!);
    return codes;
  }
  let next = 0;
  for (const text of texts) codes[next++] = into.add(text);
  return codes;
}

class StringMerger {
  readonly all: string[];
  private readonly codeOf: Map<string, number>;

  constructor(first: Texts) {
    this.all = [...first];
    this.codeOf = new Map(this.all.map((text, code) => [text, code]));
  }

  codesOf(dictionary: Texts): Int32Array {
    return Int32Array.from(dictionary, (text) => {
      const known = this.codeOf.get(text);
      if (known !== undefined) return known;
      this.codeOf.set(text, this.all.length);
      return this.all.push(text) - 1;
    });
  }
}
