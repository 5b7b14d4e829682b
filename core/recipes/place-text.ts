import { NULL_CODE, type TextColumn } from '#core/columns/column-table.ts';

/** Replaces a text column's values by their aliases, and tells each use. Codes of one reading stay stable. */
export interface AliasedText {
  /** `used(row, value, meant)` is called for each row < `length` whose value was replaced. */
  apply(column: TextColumn, length: number, used: (row: number, value: string, meant: string) => void): TextColumn;
}

export function createAliasedText(aliases: Readonly<Record<string, string>>): AliasedText {
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  /** Per code of the file: our code, and the alias it came by. */
  const codes: number[] = [];
  const meant: (string | null)[] = [];

  const learn = (text: string) => {
    const alias = Object.hasOwn(aliases, text) ? (aliases[text] ?? null) : null;
    const value = alias ?? text;
    let code = codeOf.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      codeOf.set(value, code);
    }
    codes.push(code);
    meant.push(alias);
  };

  return {
    apply(column, length, used) {
      for (let code = codes.length; code < column.dictionary.length; code++) learn(column.dictionary.at(code) ?? '');
      const placed = new Int32Array(length);
      for (let row = 0; row < length; row++) {
        const code = column.codes[row]!;
        placed[row] = code === NULL_CODE ? NULL_CODE : codes[code]!;
        const alias = code === NULL_CODE ? null : meant[code]!;
        if (alias !== null) used(row, column.dictionary.at(code) ?? '', alias);
      }
      return { kind: 'text', codes: placed, dictionary };
    },
  };
}
