import { skipSpaces, trimSpaces, type CellDecoder } from './cell-decoder.ts';
import type { HourCsvColumn } from './csv-spec.ts';
import { readDateTime } from './day-cells.ts';

/** Reports no problem: what cannot be read is the day column's to say. */
export function createHourCells(slot: number, { toHour }: HourCsvColumn): CellDecoder {
  const reading = { date: () => Number.NaN, written: (_: number, hour: number) => hour, instant: toHour };
  let values = new Float64Array(0);
  return {
    start(rows, reused) {
      if (!reused || values.length !== rows) values = new Float64Array(rows);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slot);
      for (let row = 0; row < rows; row++) {
        const end = to[base + row]!;
        const start = skipSpaces(bytes, from[base + row]!, end);
        const hour = start === end ? null : readDateTime(bytes, start, trimSpaces(bytes, start, end), reading);
        values[at + row] = hour ?? Number.NaN;
      }
    },
    column: () => ({ kind: 'number', values }),
  };
}
