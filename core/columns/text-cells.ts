import type { CellDecoder, CellProblems } from './cell-decoder.ts';
import { NULL_CODE } from './column-table.ts';
import { INVALID_TEXT, type TextDictionary } from './text-dictionary.ts';

/** The dictionary is asked for at the beginning of each table. */
export function createTextCells(
  slot: number,
  dictionaryNow: () => TextDictionary,
  problems: CellProblems,
): CellDecoder {
  let dictionary = dictionaryNow();
  let codes = new Int32Array(0);
  return {
    start(rows, reused) {
      if (!reused || codes.length !== rows) codes = new Int32Array(rows);
      dictionary = dictionaryNow();
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const start = from[base + row]!;
        const end = to[base + row]!;
        let code = start === end ? NULL_CODE : dictionary.encode(bytes, start, end);
        if (code === INVALID_TEXT) {
          problems.add(row, slot, 'csv.invalidUtf8');
          code = NULL_CODE;
        }
        codes[at + row] = code;
      }
    },
    column: () => ({ kind: 'text', codes, dictionary: dictionary.entries }),
  };
}
