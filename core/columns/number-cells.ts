import type { DecimalSeparator } from '#core/crm/money.ts';
import { skipSpaces, type CellDecoder, type CellProblems } from './cell-decoder.ts';
import { EXACT_POWERS, PlainDecimal, readDecimal } from './plain-decimal.ts';

/** Doubles; `NaN` = empty, or unreadable, which is then a problem. */
export function createNumberCells(slot: number, separator: DecimalSeparator, problems: CellProblems): CellDecoder {
  const plain = new PlainDecimal(separator);
  let values = new Float64Array(0);
  return {
    start(rows, reused) {
      if (!reused || values.length !== rows) values = new Float64Array(rows);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const start = from[base + row]!;
        const end = to[base + row]!;
        // One division of two exact doubles is correctly rounded: the same double that the text denotes.
        if (start !== end && plain.read(bytes, start, end))
          values[at + row] = plain.mantissa / EXACT_POWERS[plain.places]!;
        else values[at + row] = readSlowly(bytes, start, end, row);
      }
    },
    column: () => ({ kind: 'number', values }),
  };

  function readSlowly(bytes: Uint8Array, from: number, to: number, row: number): number {
    if (skipSpaces(bytes, from, to) === to) return NaN;
    const decimal = readDecimal(bytes, from, to, separator);
    if (decimal !== null) return Number(`${decimal.unscaled}e-${decimal.scale}`);
    problems.add(row, slot, 'csv.unreadableNumber');
    return NaN;
  }
}
