import { asciiText } from './decode-text.ts';
import { skipSpaces, trimSpaces, type CellDecoder, type CellProblems } from './cell-decoder.ts';
import { NULL_BOOLEAN } from './column-table.ts';

const MEANINGS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['yes', 1],
  ['1', 1],
  ['false', 0],
  ['no', 0],
  ['0', 0],
]);
/** Of the longest word above. */
const MAX_WORD_BYTES = 5;

/** true/false, yes/no, 1/0 in any case; anything else is a problem, and empty. */
export function createBooleanCells(slot: number, problems: CellProblems): CellDecoder {
  let values = new Uint8Array(0);
  return {
    start(rows, reused) {
      if (!reused || values.length !== rows) values = new Uint8Array(rows);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const end = to[base + row]!;
        const start = skipSpaces(bytes, from[base + row]!, end);
        values[at + row] = NULL_BOOLEAN;
        if (start === end) continue;
        const stop = trimSpaces(bytes, start, end);
        const word = stop - start > MAX_WORD_BYTES ? null : asciiText(bytes, start, stop);
        const value = word === null ? undefined : MEANINGS.get(word.toLowerCase());
        if (value === undefined) problems.add(row, slot, 'csv.unreadableBoolean');
        else values[at + row] = value;
      }
    },
    column: () => ({ kind: 'boolean', values }),
  };
}
