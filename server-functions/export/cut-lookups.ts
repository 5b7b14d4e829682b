import type { ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { Members } from '#core/segments/members.ts';
import { isRecordId } from './record-id.ts';
import { usedTexts } from './used-texts.ts';

export type CutColumns = (table: ColumnTable) => ColumnTable;

/** Empties the cells of these columns that name an account outside the view: a file tells of no account by its child either (PER-3). */
export function createLookupCut(keys: readonly string[], view: Members): CutColumns {
  const index = createAscendingIndex(view);
  const place = new Int32Array(1);
  const isSeen = (id: string): boolean => {
    // A text that is no id names no account of which the view knows.
    if (!isRecordId(id)) return false;
    index.locate(BigInt64Array.of(BigInt(id)), 1, place);
    return place[0] !== -1;
  };
  return ({ length, columns }) => {
    const cut = new Map(columns);
    for (const key of keys) {
      const column = columns.get(key);
      if (column?.kind !== 'text') continue;
      // A lookup of several records holds its ids joined.
      const used = usedTexts(column, length);
      const dictionary = used.dictionary.map((ids) => ids.split(';').filter(isSeen).join(';'));
      cut.set(key, { ...used, dictionary });
    }
    return { length, columns: cut };
  };
}
