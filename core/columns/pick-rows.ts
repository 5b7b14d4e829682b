import type { Column, ColumnTable, TextColumn } from './column-table.ts';
import { NULL_CODE } from './column-table.ts';
import { PackedTexts } from './packed-texts.ts';
import { permuteTable } from './permute-table.ts';
import { createTextDictionary } from './text-dictionary.ts';

/** As `permuteTable`; of long dictionaries only what these rows say is kept, so that a few rows do not hold a million texts. */
export function pickRows(table: ColumnTable, order: Int32Array): ColumnTable {
  const picked = permuteTable(table, order);
  const columns = new Map<string, Column>();
  for (const [key, column] of picked.columns) columns.set(key, column.kind === 'text' ? withOwnTexts(column) : column);
  return { length: picked.length, columns };
}

function withOwnTexts(column: TextColumn): TextColumn {
  const { codes, dictionary } = column;
  if (!(dictionary instanceof PackedTexts)) return column;
  const { bytes, offsets } = dictionary;
  const own = createTextDictionary();
  return {
    kind: 'text',
    codes: codes.map((code) => (code === NULL_CODE ? code : own.encode(bytes, offsets[code]!, offsets[code + 1]!))),
    dictionary: own.entries.settled(),
  };
}
