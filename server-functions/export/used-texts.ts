import { NULL_CODE, type TextColumn } from '#core/columns/column-table.ts';

/** The same cells with a dictionary of nothing else: what is looked up for each of its texts is looked up for what is there. */
export function usedTexts(
  { codes, dictionary }: TextColumn,
  length: number,
): TextColumn & { readonly dictionary: readonly string[] } {
  const own = new Map<number, number>();
  const kept = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const code = codes[row]!;
    let known = code === NULL_CODE ? NULL_CODE : own.get(code);
    if (known === undefined) own.set(code, (known = own.size));
    kept[row] = known;
  }
  return { kind: 'text', codes: kept, dictionary: Array.from(own.keys(), (code) => dictionary.at(code) ?? '') };
}
