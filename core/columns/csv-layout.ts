import { createBooleanCells } from './boolean-cells.ts';
import type { CellDecoder, CellProblems } from './cell-decoder.ts';
import { CsvError } from './csv-error.ts';
import { refuseColumn, type CsvHeader } from './csv-header.ts';
import type { CsvColumn, CsvSpec } from './csv-spec.ts';
import { createDayCells } from './day-cells.ts';
import { createEmptyCells } from './empty-cells.ts';
import { createHourCells } from './hour-cells.ts';
import { createIdCells } from './id-cells.ts';
import { createMoneyCells } from './money-cells.ts';
import { createNumberCells } from './number-cells.ts';
import { createTextCells } from './text-cells.ts';
import { createTextDictionaries } from './text-dictionary.ts';

/** Which cells of a record are read, and by whom. */
export interface CsvLayout {
  /** Per cell of the file its slot; -1 = nobody reads it. */
  readonly slots: Int32Array;
  /** Header by slot. */
  readonly headers: readonly string[];
  readonly decoders: readonly { readonly as: string; readonly decoder: CellDecoder }[];
}

/** Brings the wanted columns and the file's header together. Throws `CsvError`: a wanted header is missing or stands there twice. */
export function layOutColumns(header: CsvHeader, spec: CsvSpec, problems: CellProblems): CsvLayout {
  const slots = new Int32Array(header.names.length).fill(-1);
  const headers: string[] = [];
  const dictionaries = spec.dictionaries ?? createTextDictionaries();

  const slotOf = (name: string, required: boolean): number | null => {
    const cell = header.names.indexOf(name);
    if (cell < 0 && !required) return null;
    const refusal = refuseColumn(header, spec.source, name);
    if (refusal !== null) throw new CsvError(refusal);
    const known = slots[cell];
    if (known !== undefined && known >= 0) return known;
    slots[cell] = headers.length;
    headers.push(name);
    return headers.length - 1;
  };

  const decoderOf = (column: CsvColumn): CellDecoder => {
    const required = column.required ?? true;
    const slot = slotOf(column.header, required);
    if (slot === null) return createEmptyCells(column.kind === 'hour' ? 'number' : column.kind);
    switch (column.kind) {
      case 'id':
        return createIdCells(slot, problems);
      case 'text':
        return createTextCells(slot, () => dictionaries.of(column.as), problems);
      case 'boolean':
        return createBooleanCells(slot, problems);
      case 'number':
        return createNumberCells(slot, column.decimalSeparator, problems);
      case 'day':
        return createDayCells(slot, column, problems);
      case 'hour':
        return createHourCells(slot, column);
      case 'money': {
        const rate = column.rateHeader === undefined ? null : slotOf(column.rateHeader, required);
        const currency = column.currencyHeader === undefined ? null : slotOf(column.currencyHeader, required);
        return createMoneyCells({ amount: slot, rate, currency }, column, problems);
      }
    }
  };
  const decoders = spec.columns.map((column) => ({ as: column.as, decoder: decoderOf(column) }));
  return { slots, headers, decoders };
}
